// Drafts on their way to the disk, and which of them was worked on last. A screen that opens waits for what the one before is still saving,
// or it would show, and later save, older words.
import type { Calls } from '../base/outside';
import type { Draft, DraftRow, SavedDraft } from '../transport/types';

export class Drafts {
  readonly #calls: Calls;
  readonly #saving = new Map<string, Promise<unknown>>();
  readonly #last = new Map<string, string>();

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** This is being saved; until it ended, nobody loads a draft of the connection. */
  saving(connection: string, saved: Promise<void>): void {
    const all = Promise.allSettled([this.#saving.get(connection), saved]);
    this.#saving.set(connection, all);
    void all.then(() => {
      if (this.#saving.get(connection) === all) this.#saving.delete(connection);
    });
  }

  /** Begins another draft, beside those that are open: the wizard opens with it next. */
  async begin(connection: string, draft: Draft): Promise<void> {
    await this.#saving.get(connection);
    const { id } = await this.#calls.call('draft_save', { connection, id: null, draft });
    this.worksOn(connection, id);
  }

  /** The wizard opens with this draft next. */
  worksOn(connection: string, id: string): void {
    this.#last.set(connection, id);
  }

  /** The draft that was worked on last, in this session; it may be gone by now. */
  lastOf(connection: string): string | null {
    return this.#last.get(connection) ?? null;
  }

  async list(connection: string): Promise<DraftRow[]> {
    await this.#saving.get(connection);
    return await this.#calls.call('drafts', { connection });
  }

  /** One that is open, or a new one. */
  async load(connection: string, id: string | null): Promise<SavedDraft> {
    await this.#saving.get(connection);
    return await this.#calls.call('draft_load', { connection, id });
  }
}
