// Something done after a pause in what leads to it (typing, mostly), or at once when the pause must not be waited for.
import { windowAfter, type After } from './outside';

export class Pause {
  readonly #ms: number;
  readonly #run: () => void;
  readonly #after: After;
  #cancel: (() => void) | null = null;

  constructor(ms: number, run: () => void, after: After = windowAfter) {
    this.#ms = ms;
    this.#run = run;
    this.#after = after;
  }

  /** Runs after the pause, which begins anew. */
  begin(): void {
    this.#cancel?.();
    this.#cancel = this.#after(this.#ms, () => {
      this.end();
    });
  }

  /** Runs now what waits; nothing where nothing waits. */
  end(): void {
    if (this.#cancel === null) return;
    this.forget();
    this.#run();
  }

  /** What waits is not wanted any more. */
  forget(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
