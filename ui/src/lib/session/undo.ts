// What was deleted and can be brought back for ten seconds: a draft is kept again, a connection is removed only then.
import { UNDO_MS } from '../base/undoing';
import { windowAfter, type After, type Calls } from '../base/outside';
import type { Draft } from '../transport/types';
import type { Notes } from './notes.svelte';

export interface UndoWays {
  /** To a draft that is there again. */
  readonly toDraft: (connection: string, draft: string) => void;
}

export class Undo {
  readonly #calls: Calls;
  readonly #notes: Pick<Notes, 'undo' | 'close' | 'fail'>;
  readonly #ways: UndoWays;
  readonly #after: After;

  constructor(calls: Calls, notes: Pick<Notes, 'undo' | 'close' | 'fail'>, ways: UndoWays, after: After = windowAfter) {
    this.#calls = calls;
    this.#notes = notes;
    this.#ways = ways;
    this.#after = after;
  }

  /** A draft was deleted. Brought back it is the same, and opened. */
  draft(connection: string, { id, draft }: { id: string; draft: Draft }): void {
    this.#notes.undo('The draft is deleted', draft.comment.trim(), 'Undo', () => {
      const back = async () => {
        await this.#calls.call('draft_save', { connection, id, draft });
        this.#ways.toDraft(connection, id);
      };
      back().catch((thrown: unknown) => this.#notes.fail(thrown));
    });
  }

  /** A connection goes in ten seconds, unless it is kept: with its token gone from the keyring nobody could bring it back. */
  connection(name: string, leave: () => void, stay: () => void): void {
    const forget = this.#after(UNDO_MS, () => {
      // Nobody is offered to keep what is gone, also who is at the note right now.
      this.#notes.close(note);
      leave();
    });
    const note = this.#notes.undo(`${name} is removed in ten seconds`, 'Its token, drafts, plans and guards go with it.', 'Keep it', () => {
      forget();
      stay();
    });
  }
}
