// A plan while it is written: changed, saved as it is typed, and read by core. Nothing is sent by any of it.
import { OnceMore } from '../base/onceMore';
import { windowAfter, type After, type Calls } from '../base/outside';
import { Pause } from '../base/pause';
import { Failure } from '../transport/transport';
import type {
  AppError,
  Plan,
  PlanProblem,
  PlanReading,
  PlanView,
  PlanWave,
  Suggestions,
  WaveReading,
  WaveTarget,
} from '../transport/types';
import { READ_AFTER_MS, SAVE_AFTER_MS } from '../wizard/outside';
import { NO_SUGGESTIONS, type Saving } from '../wizard/state';
import { EMPTY_PLAN, idsOf, moved, movedPlaces, withCopy, withWave } from './edits';
import type { Plans } from './plans.svelte';
import { Secrets } from './secrets.svelte';

export interface EditorOutside {
  readonly calls: Calls;
  readonly plans: Pick<Plans, 'saving'>;
  readonly after?: After;
}

interface Reading {
  readonly edition: number;
  /** The waves as they stood then. */
  readonly keys: readonly number[];
  readonly value: PlanReading;
}

/** What is wrong with what is typed at a place, and what that is: a field that is folded away and comes back shows it again. */
interface Typo {
  readonly message: string;
  readonly text: string;
}

export class PlanEditor {
  readonly id: string;
  readonly connection: string;
  plan: Plan = $state.raw(EMPTY_PLAN);
  /** One for each wave, which it keeps where it goes. */
  keys: readonly number[] = $state.raw([]);
  /** Grows with every change; tells a reading of this plan from one of an older. */
  edition = $state(0);
  saving: Saving = $state.raw({ type: 'nothing' });
  reading: Reading | null = $state.raw(null);
  /** The last reading failed; what is shown may be old. */
  readError: AppError | null = $state.raw(null);
  suggestions: Suggestions = $state.raw(NO_SUGGESTIONS);
  readonly secrets: Secrets;
  /** What is wrong is said everywhere, also beside fields that nobody came to yet. */
  #revealed = $state(false);
  #seen: ReadonlyMap<string, true> = $state.raw(new Map());
  /** What is typed and no number, by its place: the plan keeps what it was. */
  #typos: ReadonlyMap<string, Typo> = $state.raw(new Map());
  readonly #calls: Calls;
  readonly #saves = new OnceMore(() => this.#save());
  readonly #savePause: Pause;
  readonly #readPause: Pause;
  #nextKey = 0;
  #reads = 0;
  #closed = false;

  constructor({ id, connection, plan }: PlanView, outside: EditorOutside) {
    this.id = id;
    this.connection = connection;
    this.plan = plan;
    this.keys = plan.waves.map(() => this.#nextKey++);
    this.#calls = outside.calls;
    this.secrets = new Secrets(outside.calls, connection);
    // What somebody began before was seen before.
    this.#revealed = plan.name !== '' && plan.request.flowUuid !== '';
    const after = outside.after ?? windowAfter;
    this.#savePause = new Pause(SAVE_AFTER_MS, () => outside.plans.saving(id, this.#saves.ask()), after);
    this.#readPause = new Pause(READ_AFTER_MS, () => void this.readNow(), after);
  }

  async open(): Promise<void> {
    await Promise.all([this.readNow(), this.suggest()]);
  }

  async suggest(): Promise<void> {
    try {
      this.suggestions = await this.#calls.call('suggestions', { connection: this.connection });
    } catch {
      // A convenience, without which everything can still be typed.
    }
  }

  /** The target of those chosen in the fleet: groups and filters where these reach exactly them, else each by its id. Rejects with a `Failure`. */
  async chosenInFleet(): Promise<WaveTarget> {
    const { connection } = this;
    const target = await this.#calls.call('fleet_target', { connection });
    if (target.type === 'exact') return { type: 'filters', groups: target.draft.groups, filters: target.draft.filters, rest: false };
    return { type: 'devices', devices: idsOf(await this.#calls.call('fleet_chosen_ids', { connection })) };
  }

  /** More or less is known of the fleet than when the plan was read. */
  fleetChanged(devices: boolean): void {
    this.#readPause.begin();
    if (devices) void this.suggest();
  }

  change(plan: Plan): void {
    if (plan === this.plan) return;
    this.plan = plan;
    this.edition += 1;
    this.saving = { type: 'waiting' };
    this.#savePause.begin();
    this.#readPause.begin();
  }

  rename(name: string): void {
    this.change({ ...this.plan, name });
  }

  /** What is sent back where it stops; null is nothing. */
  setBack(back: Plan['back'] | null): void {
    const { back: _back, ...rest } = this.plan;
    this.change(back == null ? rest : { ...rest, back });
    if (back == null) this.#forget((place) => place.startsWith('back.'));
  }

  changeWave(index: number, change: (wave: PlanWave) => PlanWave): void {
    const waves = this.plan.waves.map((wave, at) => (at === index ? change(wave) : wave));
    this.change({ ...this.plan, waves });
  }

  addWave(): void {
    this.keys = [...this.keys, this.#nextKey++];
    this.change({ ...this.plan, waves: withWave(this.plan.waves) });
  }

  duplicateWave(index: number): void {
    this.keys = this.keys.flatMap((key, at) => (at === index ? [key, this.#nextKey++] : [key]));
    this.placesMoved('waves', (at) => (at > index ? at + 1 : at));
    this.change({ ...this.plan, waves: withCopy(this.plan.waves, index) });
  }

  removeWave(index: number): void {
    this.keys = this.keys.filter((_, at) => at !== index);
    this.placesMoved('waves', (at) => (at === index ? null : at > index ? at - 1 : at));
    this.change({ ...this.plan, waves: this.plan.waves.filter((_, at) => at !== index) });
  }

  moveWave(index: number, to: number): void {
    if (to < 0 || to >= this.plan.waves.length) return;
    const order = moved([...this.keys.keys()], index, to);
    this.keys = order.map((at) => this.keys[at] ?? 0);
    this.placesMoved('waves', (at) => order.indexOf(at));
    this.change({ ...this.plan, waves: moved(this.plan.waves, index, to) });
  }

  /** The places of a list of fields went elsewhere. */
  placesMoved(list: string, to: (index: number) => number | null): void {
    this.#seen = movedPlaces(this.#seen, list, to);
    this.#typos = movedPlaces(this.#typos, list, to);
  }

  /** A field was left: what is wrong with it may be said. */
  touch(place: string): void {
    if (!this.#seen.has(place)) this.#seen = new Map([...this.#seen, [place, true]]);
    this.flush();
  }

  /** What is typed at a place is no number, or is one again. */
  typo(place: string, message: string | null, text = ''): void {
    const before = this.#typos.get(place);
    if (before?.message === (message ?? undefined) && (before === undefined || before.text === text)) return;
    const rest = [...this.#typos].filter(([at]) => at !== place);
    this.#typos = new Map(message === null ? rest : [...rest, [place, { message, text }]]);
  }

  /** What is typed at a place and no number; null where the plan says what stands there. */
  typedAt(place: string): string | null {
    return this.#typos.get(place)?.text ?? null;
  }

  /** The field that a place names is gone: nothing can be wrong with it any more. */
  forgetTypos(prefix: string): void {
    this.#forget((place) => place.startsWith(prefix));
  }

  #forget(gone: (place: string) => boolean): void {
    this.#typos = new Map([...this.#typos].filter(([place]) => !gone(place)));
  }

  reveal(): void {
    this.#revealed = true;
  }

  get fresh(): boolean {
    return this.reading?.edition === this.edition;
  }

  /** What core reads of a wave, also where it stood elsewhere then; null where it was not there. */
  waveReading(index: number): WaveReading | null {
    const then = this.#indexThen(index);
    return then === null ? null : (this.reading?.value.waves[then] ?? null);
  }

  /** All there is to say, by the places as they are now. */
  get problems(): readonly PlanProblem[] {
    const typed = [...this.#typos].map(([place, { message }]) => ({ place, stops: true, title: 'Not a number', message }));
    const read = (this.reading?.value.problems ?? []).flatMap((problem) => {
      const place = this.#placeNow(problem.place);
      return place === null ? [] : [{ ...problem, place }];
    });
    return [...typed, ...read];
  }

  /** What is said beside a field. */
  errorAt(place: string): string | null {
    const typed = this.#typos.get(place);
    if (typed !== undefined) return typed.message;
    if (!this.#revealed && !this.#seen.has(place)) return null;
    return this.problems.find((one) => one.place === place && one.stops)?.message ?? null;
  }

  warningsAt(place: string): readonly string[] {
    return this.problems.filter((one) => one.place === place && !one.stops).map(({ message }) => message);
  }

  /** What is said of fields below a place that have no room of their own. */
  errorsBelow(place: string): readonly string[] {
    if (!this.#revealed && !this.#seen.has(place)) return [];
    return this.problems.filter((one) => one.place.startsWith(`${place}.`) && one.stops).map(({ message }) => message);
  }

  /** Why it may not be started yet; null where it may. */
  get missing(): string | null {
    if (this.readError !== null) return 'The plan has to be checked first';
    if (!this.fresh) return 'Checking the plan';
    if (this.problems.some((one) => one.stops)) return 'Something needs correcting first';
    if (this.saving.type === 'failed') return 'The plan has to be saved first';
    return null;
  }

  /** Saves now what waits to be saved. */
  flush(): void {
    this.#savePause.end();
  }

  /** Saves now, also what could not be saved before. */
  saveAgain(): void {
    this.saving = { type: 'waiting' };
    this.#savePause.begin();
    this.flush();
  }

  /** Saved, as it stands. */
  async settled(): Promise<boolean> {
    if (this.saving.type === 'waiting' || this.saving.type === 'failed') {
      this.#savePause.forget();
      await this.#saves.ask();
    }
    return this.saving.type !== 'failed';
  }

  close(): void {
    this.flush();
    this.#closed = true;
    this.#readPause.forget();
  }

  /** Reads the plan, also after a reading failed. An answer to an earlier question is dropped. */
  async readNow(): Promise<void> {
    this.#readPause.forget();
    const read = ++this.#reads;
    const { plan, edition, keys, connection } = this;
    void this.secrets.read(plan);
    try {
      const value = await this.#calls.call('plan_read', { connection, plan });
      if (read !== this.#reads || this.#closed) return;
      this.reading = { edition, keys, value };
      this.readError = null;
    } catch (thrown) {
      if (read === this.#reads && !this.#closed) ({ error: this.readError } = Failure.of(thrown));
    }
  }

  async #save(): Promise<void> {
    const { plan } = this;
    let saving: Saving;
    try {
      const { atMs } = await this.#calls.call('plan_save', { connection: this.connection, id: this.id, plan });
      saving = { type: 'saved', atMs };
    } catch (thrown) {
      saving = { type: 'failed', error: Failure.of(thrown).error };
    }
    // What was typed meanwhile is not saved yet.
    if (saving.type === 'failed' || this.plan === plan) this.saving = saving;
  }

  #indexThen(index: number): number | null {
    const then = this.reading?.keys.indexOf(this.keys[index] ?? -1) ?? -1;
    return then === -1 ? null : then;
  }

  #placeNow(place: string): string | null {
    const [, index, rest] = /^waves\.(\d+)(.*)$/.exec(place) ?? [];
    if (index === undefined) return place;
    const key = this.reading?.keys[Number(index)];
    const now = key === undefined ? -1 : this.keys.indexOf(key);
    return now === -1 ? null : `waves.${now}${rest ?? ''}`;
  }
}
