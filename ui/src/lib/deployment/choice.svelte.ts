// Who of a deployment's devices is chosen. Core keeps the choice, by a rule or one by one; here is only what it says, and the keys' anchor.
import type { Choose, Chosen, RowsView } from '../transport/types';

export const NOBODY: Chosen = {
  total: 0,
  counts: { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 },
  gone: 0,
  rule: false,
};

/** What it needs of the watch. */
interface Chooses {
  readonly view: RowsView;
  /** The view as core is asked for it. */
  readonly asked: RowsView;
  /** What is being typed into the search is in the view from now on. */
  settle(): void;
  /** Null while there is no watch. */
  change(change: Choose): Promise<Chosen | null>;
}

export class DeviceChoice {
  chosen: Chosen = $state.raw(NOBODY);
  readonly #watch: Chooses;
  /** The one a range begins at. */
  #anchor: string | null = null;
  /** The view that was chosen whole, while nothing was changed by hand since. */
  #whole: string | null = $state(null);

  constructor(watch: Chooses) {
    this.#watch = watch;
  }

  /** Each window says who is chosen. */
  heard(chosen: Chosen): void {
    if (JSON.stringify(chosen) !== JSON.stringify(this.chosen)) this.chosen = chosen;
    if (chosen.total === 0 && !chosen.rule) this.#whole = null;
  }

  async toggle(device: string): Promise<void> {
    this.#anchor = device;
    this.#whole = null;
    await this.#change({ type: 'toggle', device });
  }

  /** All from the last one that was chosen by hand to this one. */
  async extend(device: string): Promise<void> {
    if (this.#anchor === null) {
      await this.toggle(device);
      return;
    }
    this.#whole = null;
    await this.#change({ type: 'range', view: this.#watch.asked, from: this.#anchor, to: device });
  }

  /** All that the view shows, now and later. */
  async all(): Promise<void> {
    // Those that fit the search as it is written, not as it was a moment ago.
    this.#watch.settle();
    this.#anchor = null;
    this.#whole = keyOf(this.#watch.view);
    await this.#change({ type: 'all', view: this.#watch.asked });
  }

  async nobody(): Promise<void> {
    this.#anchor = null;
    this.#whole = null;
    await this.#change({ type: 'nobody' });
  }

  /** Whether all that is shown is chosen, and whatever comes to be shown will be. */
  get whole(): boolean {
    return this.#whole === keyOf(this.#watch.view);
  }

  async #change(change: Choose): Promise<void> {
    const chosen = await this.#watch.change(change);
    if (chosen !== null) this.heard(chosen);
  }
}

/** What a view shows; its order does not matter. */
function keyOf({ sort: _sort, descending: _descending, ...shown }: RowsView): string {
  return JSON.stringify(shown);
}
