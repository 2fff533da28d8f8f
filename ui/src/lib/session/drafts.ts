// Drafts on their way to the disk. A screen that opens waits for what the one before is still saving, or it would show, and later save, older words.
import type { Calls } from '../base/outside';
import type { Draft, SavedDraft } from '../transport/types';

export class Drafts {
  readonly #calls: Calls;
  readonly #saving = new Map<string, Promise<unknown>>();

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** This is being saved; until it ended, nobody loads the connection's draft. */
  saving(connection: string, saved: Promise<void>): void {
    const all = Promise.allSettled([this.#saving.get(connection), saved]);
    this.#saving.set(connection, all);
    void all.then(() => {
      if (this.#saving.get(connection) === all) this.#saving.delete(connection);
    });
  }

  /** Puts another draft in the place of the connection's, after what is still being saved of that. */
  async replace(connection: string, draft: Draft): Promise<void> {
    await this.#saving.get(connection);
    await this.#calls.call('draft_save', { connection, draft });
  }

  async load(connection: string): Promise<SavedDraft> {
    await this.#saving.get(connection);
    return await this.#calls.call('draft_load', { connection });
  }
}
