// One launch that is open, and what it is compared with: the one before it of its flow, unless the user chose another.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, LaunchDiff, LaunchEntry } from '../transport/types';

export class OpenedLaunch {
  id: string | null = $state.raw(null);
  entry: LaunchEntry | null = $state.raw(null);
  diff: LaunchDiff | null = $state.raw(null);
  error: AppError | null = $state.raw(null);
  readonly #calls: Calls;
  /** The launch that the user chose to compare with; null is the one before it of its flow. */
  #other: string | null = null;
  /** Answers to what is not open any more are dropped. */
  #asked = 0;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  async open(id: string | null): Promise<void> {
    this.id = id;
    this.error = null;
    if (id === null || this.entry?.row.requestId !== id) {
      this.entry = null;
      this.diff = null;
      this.#other = null;
    }
    await this.#read();
  }

  /** What became of it may be known by now; what it is compared with stays. */
  async again(): Promise<void> {
    await this.#read();
  }

  /** Compares it with another launch. */
  async compare(other: string): Promise<void> {
    const before = this.#other;
    this.#other = other;
    await this.#read();
    if (this.error !== null && this.#other === other) this.#other = before;
  }

  async #read(): Promise<void> {
    const asked = ++this.#asked;
    const { id } = this;
    if (id === null) return;
    try {
      const [entry, diff] = await Promise.all([
        this.#calls.call('launch_entry', { requestId: id }),
        this.#calls.call('launch_diff', { requestId: id, other: this.#other }),
      ]);
      if (asked !== this.#asked) return;
      this.entry = entry;
      this.diff = diff;
      this.error = null;
    } catch (thrown) {
      if (asked === this.#asked) ({ error: this.error } = Failure.of(thrown));
    }
  }
}
