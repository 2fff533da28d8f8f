// The dialog that takes many parameters from one text: reads it when asked to or when it is pasted, and shows what it would do first.
import { Failure } from '../transport/transport';
import type { AppError, ParameterDraft, PastedParameters } from '../transport/types';
import { against, type PastedRow } from './pasting';

interface Outside {
  readonly read: (text: string) => Promise<PastedParameters>;
  /** The parameters of the draft as it stands. */
  readonly parameters: () => readonly ParameterDraft[];
}

export class Pasting {
  text = $state('');
  found: PastedParameters | null = $state.raw(null);
  error: AppError | null = $state.raw(null);
  reading = $state(false);
  readonly rows: readonly PastedRow[] = $derived.by(() => (this.found === null ? [] : against(this.#outside.parameters(), this.found)));
  readonly #outside: Outside;
  #asked = 0;

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** Other text: what was read of the one before is out of date. */
  type(text: string): void {
    this.#asked += 1;
    this.text = text;
    this.found = null;
    this.error = null;
    this.reading = false;
  }

  async read(): Promise<void> {
    const asked = ++this.#asked;
    this.reading = true;
    this.error = null;
    try {
      const found = await this.#outside.read(this.text);
      if (asked === this.#asked) this.found = found;
    } catch (thrown) {
      if (asked === this.#asked) this.error = Failure.of(thrown).error;
    } finally {
      if (asked === this.#asked) this.reading = false;
    }
  }

  /** Back to the text, to change it. */
  reopen(): void {
    this.found = null;
  }

  /** What would be taken: that which is new or another value. */
  get taken(): readonly PastedRow[] {
    return this.rows.filter((row) => row.change !== 'same');
  }
}
