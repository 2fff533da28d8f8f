// What the draft reaches as far as the fleet is known: asked beside each reading, and nothing that anything depends on.
import type { Calls } from '../base/outside';
import type { Draft, Reach } from '../transport/types';

export class Reached {
  /** The last answer, and of which edition of the draft; null while there is none. */
  #last: { readonly edition: number; readonly value: Reach } | null = $state.raw(null);
  readonly #calls: Calls;
  readonly #connection: string;
  #asked = 0;

  constructor(calls: Calls, connection: string) {
    this.#calls = calls;
    this.#connection = connection;
  }

  /** Asks about a draft; an answer to an earlier question is dropped. */
  async ask(draft: Draft, edition: number): Promise<void> {
    const asked = ++this.#asked;
    // Whom a batch is for is known one by one.
    if (draft.batch !== undefined) {
      this.#last = null;
      return;
    }
    let value: Reach | null;
    try {
      value = await this.#calls.call('reach', { connection: this.#connection, draft });
    } catch {
      // Without it the wizard is what it is where nothing is known.
      value = null;
    }
    if (asked === this.#asked) this.#last = value === null ? null : { edition, value };
  }

  /** What this edition of the draft reaches; null where nothing is known of the fleet, or nothing of this edition yet. */
  of(edition: number): Reach | null {
    const last = this.#last;
    return last !== null && last.edition === edition && last.value.known > 0 ? last.value : null;
  }

  /** The last that was known, for what would flicker while typing. */
  get lately(): Reach | null {
    return (this.#last?.value.known ?? 0) > 0 ? (this.#last?.value ?? null) : null;
  }
}
