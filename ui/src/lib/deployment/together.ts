// The first counts are shown with the first rows: painted alone, they would stand in the rows' way for as long as a painting takes.

/** Rows that take longer than this are not waited for, ms. */
const PATIENCE = 150;

/** The name of the moment at which the first counts were heard, for whoever measures. */
const FIRST_COUNTS = 'first counts';

export class Together {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #shown = false;
  readonly #show: () => void;

  constructor(show: () => void) {
    this.#show = show;
  }

  /** Counts are there: they are shown with the rows, or without them once patience ends. */
  soon(): void {
    if (this.#shown) this.#show();
    else if (this.#timer === null) {
      performance.mark(FIRST_COUNTS);
      this.#timer = setTimeout(() => this.now(), PATIENCE);
    }
  }

  /** The rows are there too, or will not come. */
  now(): void {
    this.forget();
    this.#shown = true;
    this.#show();
  }

  /** Nobody looks any more. */
  forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
