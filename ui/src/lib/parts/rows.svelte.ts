// The rows of a table that lives elsewhere: holds the window on screen and a little around it, and asks for more as it moves.
// One question at a time; an answer to an older question about another view is dropped; a row that did not change stays the same object.
import { untrack } from 'svelte';

export interface Answer<Row> {
  revision: number;
  start: number;
  total: number;
  rows: readonly Row[];
}

/** Rows asked for beyond the visible ones, each way. */
const MARGIN = 30;
/** When this near the edge of what is held, the next window is asked for. */
const NEAR = 8;

export class Rows<Row> {
  /** How many rows the view holds. */
  total = $state(0);
  /** Whether any answer came for this view. */
  loaded = $state(false);
  /** Whether the last question failed. What was answered before stands. */
  failed = $state(false);
  #window: { start: number; rows: readonly Row[] } = $state.raw({ start: 0, rows: [] });
  #wanted = { start: 0, end: 40 };
  #generation = 0;
  #asking = false;
  #again = false;
  /** Answers null while there is nobody to ask. */
  readonly #ask: (start: number, len: number) => Promise<Answer<Row> | null>;
  readonly #keyOf: (row: Row) => string;
  readonly #onfail: (thrown: unknown) => void;

  constructor(
    ask: (start: number, len: number) => Promise<Answer<Row> | null>,
    keyOf: (row: Row) => string,
    onfail: (thrown: unknown) => void,
  ) {
    this.#ask = ask;
    this.#keyOf = keyOf;
    this.#onfail = onfail;
  }

  at(index: number): Row | undefined {
    return this.#window.rows[index - this.#window.start];
  }

  /** The rows held now. */
  get held(): readonly Row[] {
    return this.#window.rows;
  }

  /** The table shows these rows: ask for what is missing. */
  need(start: number, end: number): void {
    untrack(() => {
      this.#wanted = { start, end };
      // The answer under way looks at what is wanted then.
      if (this.#asking) return;
      const held = this.#window;
      const last = held.start + held.rows.length;
      const covered =
        (held.start === 0 || start - NEAR >= held.start) &&
        (last >= this.total || end + NEAR <= last) &&
        start >= held.start &&
        end <= last;
      if (!covered || !this.loaded) void this.#fetch();
    });
  }

  /** The rows changed: ask for the same window again. */
  refresh(): void {
    this.#again = this.#asking;
    if (!this.#asking) void this.#fetch();
  }

  /** The view is another one: start at its top. What is on screen stays until the answer comes. */
  restart(): void {
    this.#generation += 1;
    this.#wanted = { start: 0, end: Math.min(60, this.#wanted.end - this.#wanted.start || 40) };
    this.#asking = false;
    this.#again = false;
    void this.#fetch();
  }

  async #fetch(): Promise<void> {
    this.#asking = true;
    const generation = this.#generation;
    const start = Math.max(0, this.#wanted.start - MARGIN);
    const asked = this.#wanted;
    try {
      const answer = await this.#ask(start, asked.end - start + MARGIN);
      if (generation !== this.#generation) return;
      if (answer !== null) this.#take(answer);
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.#again = false;
      this.failed = true;
      this.#onfail(thrown);
    }
    this.#asking = false;
    const moved = this.#wanted;
    if (this.#again) {
      this.#again = false;
      void this.#fetch();
    } else if (moved !== asked) {
      this.need(moved.start, moved.end);
    }
  }

  #take(answer: Answer<Row>): void {
    const held = this.#window;
    const before = new Map(held.rows.map((row) => [this.#keyOf(row), row]));
    const rows = answer.rows.map((row) => {
      const old = before.get(this.#keyOf(row));
      return old !== undefined && JSON.stringify(old) === JSON.stringify(row) ? old : row;
    });
    const same = answer.start === held.start && rows.length === held.rows.length && rows.every((row, i) => row === held.rows[i]);
    if (!same) this.#window = { start: answer.start, rows };
    this.total = answer.total;
    this.loaded = true;
    this.failed = false;
  }
}
