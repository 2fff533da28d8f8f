// The wizard's driver: tells the reducer what happened and does what follows, saving, reading and launching. A launch is never sent again by itself.
import { windowAfter, type After, type Calls, type MakeId } from '../base/outside';
import { Held } from '../base/held';
import { Failure, newRequestId } from '../transport/transport';
import type { AppError, LaunchOutcome, LaunchRecord } from '../transport/types';
import type { Edit } from './edits';
import { canLeave, canSubmit, mayHaveBeenSent, readingIsFresh, reduce, START, type WizardEvent, type WizardState } from './state';
import { REVIEW } from './steps';

const SAVE_AFTER_MS = 400;
const READ_AFTER_MS = 150;

interface Outside {
  readonly calls: Calls;
  readonly after?: After;
  readonly makeId?: MakeId;
}

export class Wizard {
  readonly state = new Held<WizardState>(START);
  readonly #calls: Calls;
  readonly #connection: string;
  readonly #after: After;
  readonly #makeId: MakeId;
  #cancelSave: (() => void) | null = null;
  #cancelRead: (() => void) | null = null;
  #saveRunning: Promise<void> | null = null;
  #saveWanted = false;
  #reads = 0;
  #press: { id: string; edition: number } | null = null;
  /** Which edition of the draft each launch of this screen was pressed with. */
  readonly #pressed = new Map<string, number>();
  #launching: Promise<void> | null = null;
  #closed = false;

  constructor(connection: string, outside: Outside) {
    this.#connection = connection;
    this.#calls = outside.calls;
    this.#after = outside.after ?? windowAfter;
    this.#makeId = outside.makeId ?? newRequestId;
  }

  /** Opens the draft where it was left, with what can be suggested and what is still unresolved. */
  async open(): Promise<void> {
    const connection = this.#connection;
    const suggested = this.#calls
      .call('suggestions', { connection })
      .then((suggestions) => {
        this.#tell({ type: 'suggested', suggestions });
      })
      // Suggestions are a convenience: without them everything can still be typed.
      .catch(() => undefined);
    try {
      this.#tell({ type: 'loaded', saved: await this.#calls.call('draft_load', { connection }) });
    } catch (thrown) {
      this.#tell({ type: 'loadFailed', error: Failure.of(thrown).error });
      return;
    }
    await Promise.all([suggested, this.#readNow(), this.#askUnresolved()]);
  }

  edit(edit: Edit): void {
    const before = this.state.value.edition;
    if (this.state.value.phase.type !== 'editing') return;
    this.#tell({ type: 'edit', edit });
    if (this.state.value.edition === before) return;
    this.#saveSoon();
    this.#cancelRead?.();
    this.#cancelRead = this.#after(READ_AFTER_MS, () => void this.#readNow());
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
    const { draft, phase } = this.state.value;
    if (phase.type !== 'editing' || draft.step === REVIEW) return false;
    if (!readingIsFresh(this.state.value)) await this.#readNow();
    if (readingIsFresh(this.state.value) && !canLeave(this.state.value)) {
      this.#tell({ type: 'reveal' });
      return false;
    }
    this.goTo(draft.step + 1);
    return true;
  }

  back(): void {
    this.goTo(this.state.value.draft.step - 1);
  }

  goTo(step: number): void {
    const before = this.state.value.draft.step;
    if (this.state.value.phase.type !== 'editing') return;
    this.#tell({ type: 'goTo', step });
    if (this.state.value.draft.step === before) return;
    this.#saveSoon();
    this.flush();
  }

  /** Saves now what is waiting to be saved: on leaving a field, the step, the screen or the page. */
  flush(): void {
    if (this.#cancelSave !== null) void this.#saveNow();
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

  async discard(): Promise<void> {
    this.#forgetTimers();
    try {
      await this.#saveRunning;
      this.#tell({ type: 'loaded', saved: await this.#calls.call('draft_discard', { connection: this.#connection }) });
      await this.#readNow();
    } catch (thrown) {
      this.#tell({ type: 'saveFailed', error: Failure.of(thrown).error });
    }
  }

  /** Presses Deploy. A second press while the first is under way is the first. */
  launch(): Promise<void> {
    if (this.#launching === null) {
      if (!canSubmit(this.state.value)) return Promise.resolve();
      this.#launching = this.#send().finally(() => {
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

  openUnresolved(record: LaunchRecord): void {
    this.#tell({ type: 'openUnresolved', record });
  }

  /** Back to the draft; the unresolved launch stays in sight there. */
  async closeUnknown(): Promise<void> {
    this.#tell({ type: 'closeUnknown' });
    await this.#askUnresolved();
  }

  /** The screen is left: what is typed is saved, nothing is told any more. */
  close(): void {
    this.flush();
    this.#closed = true;
    this.#forgetTimers();
  }

  async #send(): Promise<void> {
    const { draft, edition, confirmation, reading } = this.state.value;
    // A press that may have been sent keeps its id, so that core can answer it with its first outcome instead of sending it again.
    if (this.#press?.edition !== edition) this.#press = { id: this.#makeId(), edition };
    const requestId = this.#press.id;
    this.#pressed.set(requestId, edition);
    this.#forgetTimers();
    this.#tell({ type: 'sending' });
    const phrase = (reading?.value.confirmPhrase ?? null) === null ? null : confirmation.trim();
    let outcome: LaunchOutcome;
    try {
      outcome = await this.#calls.call('launch', { requestId, connection: this.#connection, draft, confirmation: phrase });
    } catch (thrown) {
      await this.#launchFailed(requestId, Failure.of(thrown).error);
      return;
    }
    this.#press = null;
    await this.#ended(requestId, outcome);
  }

  async #launchFailed(requestId: string, error: AppError): Promise<void> {
    if (!mayHaveBeenSent(error)) {
      this.#press = null;
      this.#tell({ type: 'launchFailed', error });
      return;
    }
    await this.#askUnresolved();
    const record = this.state.value.unresolved.find((one) => one.requestId === requestId);
    if (record === undefined) this.#tell({ type: 'launchFailed', error });
    else this.#tell({ type: 'openUnresolved', record });
  }

  async #ended(requestId: string, outcome: LaunchOutcome): Promise<void> {
    const landed = outcome.type === 'created' || outcome.type === 'adopted';
    // What was launched is no draft any more; a draft changed since, or one beside an older launch, stays. A failure here loses nothing.
    if (landed && this.#pressed.get(requestId) === this.state.value.edition) {
      this.#forgetTimers();
      await this.#saveRunning;
      await this.#calls.call('draft_discard', { connection: this.#connection }).catch(() => undefined);
    }
    this.#tell({ type: 'outcome', requestId, outcome });
    if (outcome.type === 'refused' || outcome.type === 'dismissed') this.#saveSoon();
  }

  async #resolve(what: 'looking' | 'adopting' | 'dismissing', ask: (requestId: string) => Promise<LaunchOutcome>): Promise<void> {
    const { phase } = this.state.value;
    if (phase.type !== 'unknown' || phase.busy !== null) return;
    this.#tell({ type: 'busy', what });
    try {
      await this.#ended(phase.launch.requestId, await ask(phase.launch.requestId));
    } catch (thrown) {
      this.#tell({ type: 'busyFailed', error: Failure.of(thrown).error });
    }
  }

  async #askUnresolved(): Promise<void> {
    try {
      const launches = await this.#calls.call('launches_unresolved', { connection: this.#connection });
      this.#tell({ type: 'unresolved', launches });
    } catch {
      // They are asked for again when the screen opens next; nothing here depends on them.
    }
  }

  #saveSoon(): void {
    this.#tell({ type: 'saveDue' });
    this.#cancelSave?.();
    this.#cancelSave = this.#after(SAVE_AFTER_MS, () => void this.#saveNow());
  }

  async #saveNow(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = null;
    if (this.#saveRunning !== null) {
      this.#saveWanted = true;
      return;
    }
    // One save at a time: two under way could arrive in either order.
    this.#saveRunning = this.#save();
    await this.#saveRunning;
    this.#saveRunning = null;
    if (this.#saveWanted) {
      this.#saveWanted = false;
      await this.#saveNow();
    }
  }

  async #save(): Promise<void> {
    const { draft } = this.state.value;
    try {
      const saved = await this.#calls.call('draft_save', { connection: this.#connection, draft });
      if (this.state.value.draft === draft && saved.savedMs !== null) this.#tell({ type: 'saved', atMs: saved.savedMs });
    } catch (thrown) {
      this.#tell({ type: 'saveFailed', error: Failure.of(thrown).error });
    }
  }

  async #readNow(): Promise<void> {
    this.#cancelRead?.();
    this.#cancelRead = null;
    this.#reads += 1;
    const read = this.#reads;
    const { draft, edition } = this.state.value;
    try {
      const value = await this.#calls.call('draft_read', { connection: this.#connection, draft });
      if (read === this.#reads) this.#tell({ type: 'read', edition, value });
    } catch (thrown) {
      if (read === this.#reads) this.#tell({ type: 'readFailed', error: Failure.of(thrown).error });
    }
  }

  #forgetTimers(): void {
    this.#cancelSave?.();
    this.#cancelRead?.();
    this.#cancelSave = null;
    this.#cancelRead = null;
    this.#saveWanted = false;
  }

  #tell(event: WizardEvent): void {
    if (!this.#closed) this.state.set(reduce(this.state.value, event));
  }
}
