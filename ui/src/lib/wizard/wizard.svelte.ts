// The wizard's driver: tells the reducer what happened and does what follows, saving, reading and launching. A launch is never sent again by itself.
import { OnceMore } from '../base/onceMore';
import { windowAfter, type Calls, type MakeId } from '../base/outside';
import { Pause } from '../base/pause';
import type { Drafts } from '../session/drafts';
import { mayHaveBeenSent, type Ended, type Launches } from '../session/launches';
import { Failure, newRequestId } from '../transport/transport';
import type { AppError, AskKind, Draft, LaunchOutcome, LaunchRecord, PastedParameters, Suggested, SuggestedKind } from '../transport/types';
import { beginBatch } from './beginning';
import type { Edit } from './edits';
import { Reached } from './reached.svelte';
import { READ_AFTER_MS, SAVE_AFTER_MS, type WizardOutside } from './outside';
import { canLeave, canSubmit, launchesKnown, readingIsFresh } from './judge';
import { reduce, START, type WizardEvent, type WizardState } from './state';
import { REVIEW } from './steps';

export class Wizard {
  state: WizardState = $state.raw(START);
  /** What the draft reaches, as far as the fleet is known. */
  readonly reached: Reached;
  readonly #calls: Calls;
  readonly #drafts: Drafts;
  readonly #launches: Launches;
  readonly #connection: string;
  readonly #makeId: MakeId;
  /** One save at a time: two under way could arrive in either order. */
  readonly #saves = new OnceMore(() => this.#save());
  readonly #savePause: Pause;
  readonly #readPause: Pause;
  readonly #release: () => void;
  #reads = 0;
  #press: { id: string; edition: number } | null = null;
  /** Which edition of the draft each launch of this screen was pressed with. */
  readonly #pressed = new Map<string, number>();
  #launching: Promise<void> | null = null;
  #closed = false;

  constructor(connection: string, outside: WizardOutside) {
    this.#connection = connection;
    this.#calls = outside.calls;
    this.reached = new Reached(outside.calls, connection);
    this.#drafts = outside.drafts;
    this.#launches = outside.launches;
    this.#makeId = outside.makeId ?? newRequestId;
    const after = outside.after ?? windowAfter;
    this.#savePause = new Pause(SAVE_AFTER_MS, () => this.#drafts.saving(connection, this.#saves.ask()), after);
    this.#readPause = new Pause(READ_AFTER_MS, () => void this.#readNow(), after);
    this.#release = this.#launches.attend(connection);
  }

  /** Opens the draft where it was left, with what can be suggested and what is still unresolved. */
  async open(): Promise<void> {
    const suggested = this.#suggest();
    try {
      this.#tell({ type: 'loaded', saved: await this.#drafts.load(this.#connection) });
    } catch (thrown) {
      this.#tell({ type: 'loadFailed', error: Failure.of(thrown).error });
      return;
    }
    await Promise.all([suggested, this.#readNow(), this.#learn(), this.#pickUp()]);
  }

  /** More or less is known of the fleet than when the draft was read. */
  fleetChanged(devices: boolean): void {
    if (this.state.phase.type !== 'editing') return;
    this.#readPause.begin();
    if (devices) void this.#suggest();
  }

  async #suggest(): Promise<void> {
    try {
      this.#tell({ type: 'suggested', suggestions: await this.#calls.call('suggestions', { connection: this.#connection }) });
    } catch {
      // Suggestions are a convenience: without them everything can still be typed.
    }
  }

  edit(edit: Edit): void {
    const before = this.state.edition;
    if (this.state.phase.type !== 'editing') return;
    this.#tell({ type: 'edit', edit });
    if (this.state.edition === before) return;
    this.#saveSoon();
    this.#readPause.begin();
  }

  /** Names the chosen flow on this computer; an empty name takes it away. Answers why it could not be kept. */
  async nameFlow(name: string): Promise<AppError | null> {
    const flowUuid = this.state.draft.flowUuid.trim();
    try {
      const suggestions = await this.#calls.call('flow_name_set', { connection: this.#connection, flowUuid, name: name.trim() });
      this.#tell({ type: 'suggested', suggestions });
      return null;
    } catch (thrown) {
      return Failure.of(thrown).error;
    }
  }

  /** Known devices or deployments that fit what is typed. */
  async suggest(what: SuggestedKind, text: string): Promise<readonly Suggested[]> {
    try {
      return await this.#calls.call('fleet_suggest', { connection: this.#connection, what, text: text.trim() });
    } catch {
      // Suggestions are a convenience: without them everything can still be typed.
      return [];
    }
  }

  /** What parameters a pasted text holds. Rejects with the reason where it cannot be read. */
  readPasted(text: string): Promise<PastedParameters> {
    return this.#calls.call('parameters_paste', { text });
  }

  touch(field: string): void {
    this.#tell({ type: 'touch', field });
    this.flush();
  }

  confirm(text: string): void {
    this.#tell({ type: 'confirm', text });
  }

  /** To the next step, unless this one has an error; then the error is shown. Answers whether it moved. */
  async next(): Promise<boolean> {
    const { draft, phase } = this.state;
    if (phase.type !== 'editing' || draft.step === REVIEW) return false;
    if (!readingIsFresh(this.state)) await this.#readNow();
    if (readingIsFresh(this.state) && !canLeave(this.state)) {
      this.#tell({ type: 'reveal' });
      return false;
    }
    this.goTo(draft.step + 1);
    return true;
  }

  back(): void {
    this.goTo(this.state.draft.step - 1);
  }

  goTo(step: number): void {
    const before = this.state.draft.step;
    if (this.state.phase.type !== 'editing') return;
    this.#tell({ type: 'goTo', step });
    if (this.state.draft.step === before) return;
    this.#saveSoon();
    this.flush();
  }

  /** Saves now what is waiting to be saved: on leaving a field, the step, the screen or the page. */
  flush(): void {
    this.#savePause.end();
  }

  /** Saves again what could not be saved. */
  saveAgain(): void {
    this.#saveSoon();
    this.flush();
  }

  /** Reads the draft again after a reading failed. */
  readAgain(): Promise<void> {
    return this.#readNow();
  }

  /** Opens another draft in the place of this one. */
  take(draft: Draft): Promise<void> {
    return this.#restart(async () => {
      await this.#drafts.replace(this.#connection, draft);
      return await this.#drafts.load(this.#connection);
    });
  }

  discard(): Promise<void> {
    return this.#restart(() => this.#calls.call('draft_discard', { connection: this.#connection }));
  }

  /** Presses Deploy. A second press while the first is under way is the first. */
  launch(): Promise<void> {
    if (this.#launching === null) {
      if (!canSubmit(this.state)) return Promise.resolve();
      const { batch } = this.state.draft;
      this.#launching = (batch === undefined ? this.#send() : this.#begin(batch)).finally(() => {
        this.#launching = null;
      });
    }
    return this.#launching;
  }

  lookAgain(): Promise<void> {
    return this.#resolve('looking', (requestId) => this.#calls.call('launch_look_again', { requestId }));
  }

  adopt(deployment: string): Promise<void> {
    return this.#resolve('adopting', (requestId) => this.#calls.call('launch_adopt', { requestId, deployment }));
  }

  setAside(): Promise<void> {
    return this.#resolve('dismissing', (requestId) => this.#calls.call('launch_dismiss', { requestId }));
  }

  acceptDouble(accepted: boolean): void {
    this.#tell({ type: 'acceptDouble', accepted });
  }

  /** Says yes to something that is asked before a launch, or takes it back. */
  accept(kind: AskKind, accepted: boolean): void {
    this.#tell({ type: 'accept', kind, accepted });
  }

  openUnresolved(record: LaunchRecord): void {
    this.#tell({ type: 'openUnresolved', record });
  }

  /** Back to the draft; the unresolved launch stays in sight there, and nothing can be deployed before it is known again. */
  async closeUnknown(): Promise<void> {
    this.#tell({ type: 'closeUnknown' });
    await this.#learn();
  }

  /** Asks again what became of earlier launches. */
  learnAgain(): Promise<void> {
    return this.#learn();
  }

  /** The screen is left: what is typed is saved, nothing is told any more. A launch under way goes on, and is told by a note. */
  close(): void {
    this.flush();
    this.#closed = true;
    this.#forgetPauses();
    this.#release();
  }

  async #send(): Promise<void> {
    const { draft, edition, confirmation, reading, accepted } = this.state;
    // A press that may have been sent keeps its id, so that core can answer it with its first outcome instead of sending it again.
    if (this.#press?.edition !== edition) this.#press = { id: this.#makeId(), edition };
    const requestId = this.#press.id;
    this.#pressed.set(requestId, edition);
    // What is sent is also what is kept, should it be refused while nobody looks.
    this.flush();
    this.#readPause.forget();
    this.#tell({ type: 'sending', requestId });
    const phrase = (reading?.value.confirmPhrase ?? null) === null ? null : confirmation.trim();
    await this.#heard(
      requestId,
      await this.#launches.send({ requestId, connection: this.#connection, draft, confirmation: phrase, accepted: [...accepted] }),
    );
  }

  async #begin(batch: string): Promise<void> {
    this.flush();
    this.#readPause.forget();
    const begun = beginBatch(this.#calls, batch, this.state);
    this.#tell({ type: 'sending', requestId: batch });
    const ended = await begun;
    if (ended.type === 'begun') await this.#forgetDraft();
    this.#tell(ended);
  }

  /** A launch that this connection's draft began, left, and came back to. */
  async #pickUp(): Promise<void> {
    const claimed = this.#launches.claim(this.#connection);
    if (claimed === null) return;
    const { requestId } = claimed.press;
    this.#pressed.set(requestId, this.state.edition);
    this.#tell({ type: 'sending', requestId });
    await this.#heard(requestId, await claimed.ended);
  }

  async #heard(requestId: string, ended: Ended): Promise<void> {
    if (this.#closed) return;
    this.#launches.shown(this.#connection);
    if (ended.type === 'outcome') {
      this.#press = null;
      await this.#ended(requestId, ended.outcome);
      return;
    }
    const { error } = ended;
    if (!mayHaveBeenSent(error)) {
      this.#press = null;
      this.#tell({ type: 'launchFailed', requestId, error, certain: true });
      return;
    }
    await this.#askUnresolved();
    const record = this.state.unresolved?.find((one) => one.requestId === requestId);
    if (record !== undefined) {
      this.#tell({ type: 'openUnresolved', record });
      return;
    }
    this.#tell({ type: 'launchFailed', requestId, error, certain: false });
    await this.#learnOf(requestId, error);
  }

  async #ended(requestId: string, outcome: LaunchOutcome): Promise<void> {
    const landed = outcome.type === 'created' || outcome.type === 'adopted';
    // What was launched is no draft any more; a draft changed since, or one beside an older launch, stays. A failure here loses nothing.
    if (landed && this.#pressed.get(requestId) === this.state.edition) await this.#forgetDraft();
    this.#tell({ type: 'outcome', requestId, outcome });
    if (outcome.type === 'refused' || outcome.type === 'dismissed') this.#saveSoon();
  }

  async #resolve(what: 'looking' | 'adopting' | 'dismissing', ask: (requestId: string) => Promise<LaunchOutcome>): Promise<void> {
    const { phase } = this.state;
    if (phase.type !== 'unknown' || phase.busy !== null) return;
    const { requestId } = phase.launch;
    this.#tell({ type: 'busy', what });
    const ended = await this.#launches.resolve(this.#connection, requestId, ask(requestId));
    if (this.#closed) return;
    if (ended.type === 'outcome') await this.#ended(requestId, ended.outcome);
    else this.#tell({ type: 'busyFailed', error: ended.error });
  }

  /** What became of earlier launches: those nobody knows of, and those of this screen that core has settled meanwhile. */
  async #learn(): Promise<void> {
    await this.#askUnresolved();
    for (const requestId of this.state.open) {
      // While it is being sent its own answer is waited for.
      if (this.state.phase.type !== 'editing' || launchesKnown(this.state)) return;
      if (this.state.unresolved?.every((one) => one.requestId !== requestId)) await this.#learnOf(requestId, null);
    }
  }

  /** A launch core no longer counts as unresolved has an end, or was never written down at all. */
  async #learnOf(requestId: string, failed: AppError | null): Promise<void> {
    if (this.state.unresolved === null) return;
    try {
      await this.#ended(requestId, await this.#calls.call('launch_look_again', { requestId }));
    } catch (thrown) {
      const { error } = Failure.of(thrown);
      if (error.code === 'notFound') this.#tell({ type: 'launchFailed', requestId, error: failed ?? error, certain: true });
      else this.#tell({ type: 'unresolvedFailed', error });
    }
  }

  async #askUnresolved(): Promise<void> {
    try {
      const launches = await this.#calls.call('launches_unresolved', { connection: this.#connection });
      this.#tell({ type: 'unresolved', launches });
    } catch (thrown) {
      this.#tell({ type: 'unresolvedFailed', error: Failure.of(thrown).error });
    }
  }

  #saveSoon(): void {
    this.#tell({ type: 'saveDue' });
    this.#savePause.begin();
  }

  async #save(): Promise<void> {
    const { draft } = this.state;
    try {
      const saved = await this.#calls.call('draft_save', { connection: this.#connection, draft });
      if (this.state.draft === draft && saved.savedMs !== null) this.#tell({ type: 'saved', atMs: saved.savedMs });
    } catch (thrown) {
      this.#tell({ type: 'saveFailed', error: Failure.of(thrown).error });
    }
  }

  async #readNow(): Promise<void> {
    this.#readPause.forget();
    this.#reads += 1;
    const read = this.#reads;
    const { draft, edition } = this.state;
    void this.reached.ask(draft, edition);
    try {
      const value = await this.#calls.call('draft_read', { connection: this.#connection, draft });
      if (read === this.#reads) this.#tell({ type: 'read', edition, value });
    } catch (thrown) {
      if (read === this.#reads) this.#tell({ type: 'readFailed', error: Failure.of(thrown).error });
    }
  }

  async #restart(made: () => ReturnType<Drafts['load']>): Promise<void> {
    this.#forgetPauses();
    try {
      await this.#saves.takeBack();
      this.#tell({ type: 'loaded', saved: await made() });
      await this.#readNow();
    } catch (thrown) {
      this.#tell({ type: 'saveFailed', error: Failure.of(thrown).error });
    }
  }

  async #forgetDraft(): Promise<void> {
    this.#forgetPauses();
    await this.#saves.takeBack();
    await this.#calls.call('draft_discard', { connection: this.#connection }).catch(() => undefined);
  }

  #forgetPauses(): void {
    this.#savePause.forget();
    this.#readPause.forget();
  }

  #tell(event: WizardEvent): void {
    if (!this.#closed) this.state = reduce(this.state, event);
  }
}
