// The wizard's driver: tells the reducer what happened and does what follows, saving, reading and launching. A launch is never sent again by itself.
import { OnceMore } from '../base/onceMore';
import { windowAfter, type Calls, type MakeId } from '../base/outside';
import { Pause } from '../base/pause';
import type { Drafts } from '../session/drafts';
import { mayHaveBeenSent, type Ended, type Launches, type Press } from '../session/launches';
import { Failure, newRequestId } from '../transport/transport';
import type { AppError, Draft, LaunchAsk, LaunchOutcome, LaunchRecord, SavedDraft } from '../transport/types';
import { Asks } from './asks';
import { beginBatch } from './beginning';
import { OpenDrafts } from './drafts.svelte';
import type { Edit } from './edits';
import { Reached } from './reached.svelte';
import { READ_AFTER_MS, SAVE_AFTER_MS, type WizardOutside } from './outside';
import { acceptedOf, canLeave, canSubmit, launchesKnown, readingIsFresh } from './judge';
import { reduce, START, type WizardEvent, type WizardState } from './state';
import { REVIEW } from './steps';

export class Wizard {
  state: WizardState = $state.raw(START);
  /** What the draft reaches, as far as the fleet is known. */
  readonly reached: Reached;
  /** What is asked of core while it is typed, and changes nothing on screen. */
  readonly asks: Asks;
  /** The drafts of the connection that are open. */
  readonly openDrafts: OpenDrafts;
  readonly #calls: Calls;
  readonly #drafts: Drafts;
  readonly #launches: Launches;
  readonly #connection: string;
  readonly #makeId: MakeId;
  /** One save at a time: two under way could arrive in either order. */
  readonly #saves = new OnceMore(() => this.#save());
  readonly #savePause: Pause;
  readonly #readPause: Pause;
  #release: () => void = () => undefined;
  /** Which draft is on screen; none before one is. */
  draftId = $state.raw('');
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
    this.#readPause = new Pause(READ_AFTER_MS, () => void this.readNow(), after);
    this.asks = new Asks(outside.calls, connection);
    this.openDrafts = new OpenDrafts(outside.calls, outside.drafts, connection);
  }

  /** Opens the draft this screen is for, or lets the user choose, with what can be suggested and what is still unresolved. */
  async open(): Promise<void> {
    await Promise.all([this.#suggest(), this.#show(() => this.openDrafts.find())]);
  }

  /** Leaves this draft as it is kept, and opens another; without an id, a new one. */
  turnTo(id: string | null): Promise<void> {
    return this.#turn(() => this.#drafts.load(this.#connection, id));
  }

  async #turn(find: () => Promise<SavedDraft | null>): Promise<void> {
    this.flush();
    this.#readPause.forget();
    this.#tell({ type: 'opening' });
    await this.#show(find);
  }

  async #show(find: () => Promise<SavedDraft | null>): Promise<void> {
    try {
      const saved = await find();
      if (saved === null) {
        this.#tell({ type: 'choosing' });
        return;
      }
      this.#begin(saved);
    } catch (thrown) {
      this.#tell({ type: 'loadFailed', error: Failure.of(thrown).error });
      return;
    }
    void this.openDrafts.load();
    await Promise.all([this.readNow(), this.learnAgain(), this.#pickUp()]);
  }

  /** This draft is on screen from now on. */
  #begin(saved: SavedDraft): void {
    if (this.#closed) return;
    this.#release();
    this.draftId = saved.id;
    this.#release = this.#launches.attend(saved.id);
    this.#drafts.worksOn(this.#connection, saved.id);
    this.#tell({ type: 'loaded', saved });
  }

  /** More or less is known of the fleet than when the draft was read. */
  fleetChanged(devices: boolean): void {
    if (this.state.phase.type !== 'editing') return;
    this.#readPause.begin();
    if (devices) void this.#suggest();
  }

  async #suggest(): Promise<void> {
    const told = await this.asks.suggestions();
    if (told !== null) this.#tell(told);
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
    const named = await this.asks.nameFlow(this.state.draft.flowUuid, name);
    if ('error' in named) return named.error;
    this.#tell({ type: 'suggested', suggestions: named.suggestions });
    return null;
  }

  /** Says whether a parameter is secret: in this draft, and with its flow, for all that was launched of it. Answers why the latter failed. */
  async markSecret(index: number, secret: boolean): Promise<AppError | null> {
    const { flowUuid, parameters } = this.state.draft;
    this.edit({ type: 'changeParameter', index, change: { secret } });
    const failed = await this.asks.markSecret(flowUuid, parameters[index]?.name ?? '', secret);
    if (failed === null) await this.readNow();
    return failed;
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
    if (!readingIsFresh(this.state)) await this.readNow();
    if (readingIsFresh(this.state) && !canLeave(this.state)) {
      this.#tell({ type: 'reveal' });
      return false;
    }
    this.goTo(draft.step + 1);
    return true;
  }

  goTo(step: number): void {
    const before = this.state.draft.step;
    if (this.state.phase.type !== 'editing') return;
    this.#tell({ type: 'goTo', step });
    if (this.state.draft.step !== before) this.saveAgain();
  }

  /** Saves now what is waiting to be saved: on leaving a field, the step, the screen or the page. */
  flush(): void {
    this.#savePause.end();
  }

  /** Saves now, also what could not be saved before. */
  saveAgain(): void {
    this.#saveSoon();
    this.flush();
  }

  /** Begins another draft beside this one, and opens it. */
  async take(draft: Draft): Promise<void> {
    await this.#turn(async () => {
      await this.#drafts.begin(this.#connection, draft);
      return this.openDrafts.find();
    });
  }

  async discard(): Promise<void> {
    try {
      this.#begin(await this.#dropDraft());
      void this.openDrafts.load();
      await this.readNow();
    } catch (thrown) {
      this.#tell({ type: 'saveFailed', error: Failure.of(thrown).error });
    }
  }

  /** Presses Deploy. A second press while the first is under way is the first. */
  launch(): Promise<void> {
    if (this.#launching === null) {
      if (!canSubmit(this.state)) return Promise.resolve();
      const { batch } = this.state.draft;
      this.#launching = (batch === undefined ? this.#send() : this.#sendBatch(batch)).finally(() => {
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
  accept(ask: LaunchAsk, accepted: boolean): void {
    this.#tell({ type: 'accept', ask, accepted });
  }

  openUnresolved(record: LaunchRecord): void {
    this.#tell({ type: 'openUnresolved', record });
  }

  /** Back to the draft; the unresolved launch stays in sight there, and nothing can be deployed before it is known again. */
  async closeUnknown(): Promise<void> {
    this.#tell({ type: 'closeUnknown' });
    await this.learnAgain();
  }

  /** The screen is left: what is typed is saved, nothing is told any more. A launch under way goes on, and is told by a note. */
  close(): void {
    this.flush();
    this.#closed = true;
    this.#forgetPauses();
    this.#release();
  }

  async #send(): Promise<void> {
    const { draft, edition, confirmation, reading } = this.state;
    // A press that may have been sent keeps its id, so that core can answer it with its first outcome instead of sending it again.
    if (this.#press?.edition !== edition) this.#press = { id: this.#makeId(), edition };
    const requestId = this.#press.id;
    this.#pressed.set(requestId, edition);
    // What is sent is also what is kept, should it be refused while nobody looks.
    this.flush();
    this.#readPause.forget();
    this.#tell({ type: 'sending', requestId });
    const phrase = (reading?.value.confirmPhrase ?? null) === null ? null : confirmation.trim();
    const of = { connection: this.#connection, draftId: this.draftId };
    const press: Press = { ...of, requestId, draft, confirmation: phrase, accepted: acceptedOf(this.state) };
    await this.#heard(press, await this.#launches.send(press));
  }

  /** Sends the batch that is the target: core does, from now on. */
  async #sendBatch(batch: string): Promise<void> {
    this.flush();
    this.#readPause.forget();
    const begun = beginBatch(this.#calls, batch, this.state);
    this.#tell({ type: 'sending', requestId: batch });
    const ended = await begun;
    // As with one launch: a failure to forget the draft loses nothing.
    if (ended.type === 'begun') await this.#dropDraft().catch(() => undefined);
    if (this.#closed && ended.type === 'launchFailed') this.#launches.notBegun(this.#connection, this.draftId, ended.error);
    this.#tell(ended);
  }

  /** A launch that this draft began, left, and came back to. */
  async #pickUp(): Promise<void> {
    const claimed = this.#launches.claim(this.draftId);
    if (claimed === null) return;
    const { press } = claimed;
    const { requestId } = press;
    this.#pressed.set(requestId, this.state.edition);
    this.#tell({ type: 'sending', requestId });
    await this.#heard(press, await claimed.ended);
  }

  async #heard({ requestId, draftId }: Press, ended: Ended): Promise<void> {
    // What becomes of another draft than the one on screen is told by a note.
    if (this.#closed || draftId !== this.draftId) return;
    this.#launches.shown(draftId);
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
    if (landed && this.#pressed.get(requestId) === this.state.edition) await this.#dropDraft().catch(() => undefined);
    this.#tell({ type: 'outcome', requestId, outcome });
    if (outcome.type === 'refused' || outcome.type === 'dismissed') this.#saveSoon();
  }

  async #resolve(what: 'looking' | 'adopting' | 'dismissing', ask: (requestId: string) => Promise<LaunchOutcome>): Promise<void> {
    const { phase } = this.state;
    if (phase.type !== 'unknown' || phase.busy !== null) return;
    const { requestId } = phase.launch;
    this.#tell({ type: 'busy', what });
    const ended = await this.#launches.resolve({ connection: this.#connection, draftId: this.draftId }, requestId, ask(requestId));
    if (this.#closed) return;
    if (ended.type === 'outcome') await this.#ended(requestId, ended.outcome);
    else this.#tell({ type: 'busyFailed', error: ended.error });
  }

  /** What became of earlier launches: those nobody knows of, and those of this screen that core has settled meanwhile. */
  async learnAgain(): Promise<void> {
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
    this.#tell(await this.asks.unresolved());
  }

  #saveSoon(): void {
    this.#tell({ type: 'saveDue' });
    this.#savePause.begin();
  }

  async #save(): Promise<void> {
    const { draft } = this.state;
    const told = await this.asks.save(this.draftId, draft);
    // What was typed meanwhile is not saved yet.
    if (told !== null && (told.type === 'saveFailed' || this.state.draft === draft)) this.#tell(told);
  }

  /** Reads the draft, also after a reading failed. */
  async readNow(): Promise<void> {
    this.#readPause.forget();
    this.#reads += 1;
    const read = this.#reads;
    const { draft, edition } = this.state;
    void this.reached.ask(draft, edition);
    const told = await this.asks.read(draft, edition);
    if (read === this.#reads) this.#tell(told);
  }

  /** Nothing is saved of this draft any more, and it is kept no longer. */
  async #dropDraft(): Promise<SavedDraft> {
    this.#forgetPauses();
    await this.#saves.takeBack();
    return await this.#calls.call('draft_discard', { connection: this.#connection, id: this.draftId });
  }

  #forgetPauses(): void {
    this.#savePause.forget();
    this.#readPause.forget();
  }

  #tell(event: WizardEvent): void {
    if (!this.#closed) this.state = reduce(this.state, event);
  }
}
