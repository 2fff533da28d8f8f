// Launches that are being sent. They belong to the session and not to the screen they were pressed on: whoever leaves that screen meanwhile
// is told what became of them, wherever they are.
import type { Calls } from '../base/outside';
import { lookOf } from '../failures';
import { Failure } from '../transport/transport';
import type { AppError, AskKind, Draft, LaunchOutcome } from '../transport/types';
import type { Drafts } from './drafts';
import type { Note, NoteAction } from './notes.svelte';

/** One press of Deploy. */
export interface Press {
  readonly requestId: string;
  readonly connection: string;
  /** Which of the connection's drafts it is. */
  readonly draftId: string;
  readonly draft: Draft;
  readonly confirmation: string | null;
  /** What the user said yes to of what was asked. */
  readonly accepted: readonly AskKind[];
}

/** Whose launch it is. */
type Of = Pick<Press, 'connection' | 'draftId'>;

/** What came back: an outcome, or a call that broke. */
export type Ended = { readonly type: 'outcome'; readonly outcome: LaunchOutcome } | { readonly type: 'failed'; readonly error: AppError };

/** What the notes of a launch can lead to. */
export interface Ways {
  toDraft(connection: string, draftId: string): void;
  toDeployment(connection: string, deployment: string): void;
}

/** The part of the notes that is used. */
export interface Says {
  say(tone: Note['tone'], title: string, message?: string, action?: NoteAction): void;
}

interface Last {
  readonly press: Press;
  readonly ended: Promise<Ended>;
  /** Known once it ended. */
  result: Ended | null;
}

/** Whether a launch that ended in this error may have been sent all the same. Core sends nothing before any other. */
export function mayHaveBeenSent(error: AppError): boolean {
  return error.code === 'internal' || error.code === 'outcomeUnknown';
}

export class Launches {
  readonly #calls: Calls;
  readonly #drafts: Drafts;
  readonly #notes: Says;
  readonly #ways: Ways;
  readonly #last = new Map<string, Last>();
  readonly #attended = new Map<string, number>();

  constructor(calls: Calls, drafts: Drafts, notes: Says, ways: Ways) {
    this.#calls = calls;
    this.#drafts = drafts;
    this.#notes = notes;
    this.#ways = ways;
  }

  /** Sends it. What came back is also told by a note where nobody attends to the draft's launches by then. */
  send(press: Press): Promise<Ended> {
    const { requestId, connection, draftId, draft, confirmation } = press;
    const asked = this.#calls.call('launch', { requestId, connection, draft, confirmation, accepted: [...press.accepted] });
    const last: Last = { press, result: null, ended: this.#end(press, draft, asked, true).then((ended) => (last.result = ended)) };
    this.#last.set(draftId, last);
    return last.ended;
  }

  /** Looks for a launch, or does with it what the user decided; never sends. */
  resolve(of: Of, requestId: string, asked: Promise<LaunchOutcome>): Promise<Ended> {
    const last = this.#last.get(of.draftId)?.press;
    return this.#end(of, last?.requestId === requestId ? last.draft : null, asked, false);
  }

  /** The screen of this draft is open: it says itself what comes back, until the answer is called. */
  attend(draftId: string): () => void {
    this.#attended.set(draftId, (this.#attended.get(draftId) ?? 0) + 1);
    return () => this.#attended.set(draftId, (this.#attended.get(draftId) ?? 1) - 1);
  }

  /** The launch the screen should show: one still being sent, or one that was refused while nobody attended. */
  claim(draftId: string): { press: Press; ended: Promise<Ended> } | null {
    const last = this.#last.get(draftId);
    if (last === undefined) return null;
    if (last.result !== null) this.#last.delete(draftId);
    return last.result === null || refusal(last.result) !== null ? last : null;
  }

  /** What was sent is shown and needs no claiming any more. */
  shown(draftId: string): void {
    this.#last.delete(draftId);
  }

  /** A batch of a draft was not begun, and nobody looks at the draft any more. */
  notBegun(connection: string, draftId: string, error: AppError): void {
    const unknown = mayHaveBeenSent(error);
    const title = unknown ? 'It is not known whether the batch was begun' : `Not begun: ${lower(lookOf(error.code).title)}`;
    const back = { label: 'Back to the draft', run: () => this.#ways.toDraft(connection, draftId) };
    this.#notes.say(unknown ? 'warning' : 'error', title, error.message, back);
  }

  async #end(of: Of, draft: Draft | null, asked: Promise<LaunchOutcome>, sent: boolean): Promise<Ended> {
    let ended: Ended;
    try {
      ended = { type: 'outcome', outcome: await asked };
    } catch (thrown) {
      ended = { type: 'failed', error: Failure.of(thrown).error };
    }
    if ((this.#attended.get(of.draftId) ?? 0) === 0) await this.#tell(of, draft, ended, sent);
    return ended;
  }

  async #tell({ connection, draftId }: Of, draft: Draft | null, ended: Ended, sent: boolean): Promise<void> {
    const back = (label: string) => ({ label, run: () => this.#ways.toDraft(connection, draftId) });
    const error = refusal(ended);
    if (error !== null) {
      this.#notes.say('error', `Not launched: ${lower(lookOf(error.code).title)}`, error.message, back('Back to the draft'));
      return;
    }
    if (ended.type === 'outcome' && (ended.outcome.type === 'created' || ended.outcome.type === 'adopted')) {
      const { deployment } = ended.outcome;
      await this.#forgetDraft({ connection, draftId }, draft);
      this.#notes.say('info', 'Launched', draft?.comment.trim() || deployment, {
        label: 'Open the deployment',
        run: () => this.#ways.toDeployment(connection, deployment),
      });
      return;
    }
    // A look that found nothing certain changes nothing; only a launch that was just sent has news to tell.
    if (!sent) return;
    const why = ended.type === 'failed' ? ended.error.message : ended.outcome.type === 'unknown' ? ended.outcome.why : '';
    this.#notes.say('warning', 'It is not known whether the deployment was created', why, back('See what is known'));
  }

  /** What was launched is no draft any more, unless it was changed since. A failure here loses nothing. */
  async #forgetDraft({ connection, draftId }: Of, sent: Draft | null): Promise<void> {
    if (sent === null) return;
    try {
      const { draft } = await this.#drafts.load(connection, draftId);
      if (JSON.stringify({ ...draft, step: 0 }) === JSON.stringify({ ...sent, step: 0 }))
        await this.#calls.call('draft_discard', { connection, id: draftId });
    } catch {
      // The draft then stays; launching it again asks first.
    }
  }
}

/** Why nothing was launched, where that is certain. */
function refusal(ended: Ended): AppError | null {
  if (ended.type === 'failed') return mayHaveBeenSent(ended.error) ? null : ended.error;
  return ended.outcome.type === 'refused' ? ended.outcome.error : null;
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
