// The drafts of a connection that are open: found, listed, and deleted one by one.
import type { Calls } from '../base/outside';
import type { Drafts } from '../session/drafts';
import { Failure } from '../transport/transport';
import type { AppError, Draft, DraftRow, SavedDraft } from '../transport/types';

export class OpenDrafts {
  /** What was saved last in front; null until they are known. */
  rows: readonly DraftRow[] | null = $state.raw(null);
  error: AppError | null = $state.raw(null);
  busy = $state(false);
  readonly #calls: Calls;
  readonly #drafts: Pick<Drafts, 'list' | 'load' | 'lastOf'>;
  readonly #connection: string;

  constructor(calls: Calls, drafts: Pick<Drafts, 'list' | 'load' | 'lastOf'>, connection: string) {
    this.#calls = calls;
    this.#drafts = drafts;
    this.#connection = connection;
  }

  /** The draft that the wizard opens with: the one that was worked on last, the only one there is, or a new one; null where there are several
   * to choose from. */
  async find(): Promise<SavedDraft | null> {
    const last = this.#drafts.lastOf(this.#connection);
    if (last !== null) {
      try {
        return await this.#drafts.load(this.#connection, last);
      } catch (thrown) {
        // It was launched or deleted since, or nothing was ever typed in it.
        if (Failure.of(thrown).error.code !== 'notFound') throw thrown;
      }
    }
    const rows = await this.#drafts.list(this.#connection);
    this.rows = rows;
    return rows.length > 1 ? null : await this.#drafts.load(this.#connection, rows[0]?.id ?? null);
  }

  /** How many there are besides one. */
  besides(id: string): number {
    return (this.rows ?? []).filter((row) => row.id !== id).length;
  }

  async load(): Promise<void> {
    await this.#at(() => Promise.resolve());
  }

  /** Deletes one. Answers with what was in it, by which it can be brought back; null where it was not deleted. */
  async remove(id: string): Promise<Draft | null> {
    let draft: Draft | null = null;
    await this.#at(async () => {
      const saved = await this.#drafts.load(this.#connection, id);
      await this.#calls.call('draft_discard', { connection: this.#connection, id });
      ({ draft } = saved);
    });
    return draft;
  }

  /** One that was deleted is there again. */
  async bringBack(id: string, draft: Draft): Promise<void> {
    await this.#at(() => this.#calls.call('draft_save', { connection: this.#connection, id, draft }));
  }

  async #at(work: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.error = null;
    try {
      await work();
      this.rows = await this.#drafts.list(this.#connection);
    } catch (thrown) {
      ({ error: this.error } = Failure.of(thrown));
    }
    this.busy = false;
  }
}
