// Which of the rows behind a table are chosen. Core keeps the choice, by a rule or one by one; here is only what it says, and the keys' anchor.
import type { Marks } from './table';

/** A change of what is chosen, as core is told it. */
type Change<View> =
  | { type: 'nobody' }
  | { type: 'all'; view: View }
  | { type: 'toggle'; device: string }
  | { type: 'range'; view: View; from: string; to: string };

/** What it needs of whom it chooses from. */
export interface Chooses<View, Who> {
  readonly view: View;
  /** The view as core is asked for it. */
  readonly asked: View;
  /** What is being typed into the search is in the view from now on. */
  settle(): void;
  /** Null where nobody can be asked. */
  change(change: Change<View>): Promise<Who | null>;
}

export class Choosing<View extends { sort: unknown; descending: boolean }, Who extends { total: number; rule: boolean }> {
  chosen = $state.raw() as Who;
  readonly #from: Chooses<View, Who>;
  /** The one a range begins at. */
  #anchor: string | null = null;
  /** The view that was chosen whole, while nothing was changed by hand since. */
  #whole: string | null = $state(null);
  /** How many changes were asked for: the answer to an earlier one does not undo what a later one says. */
  #changes = 0;

  constructor(from: Chooses<View, Who>, nobody: Who) {
    this.#from = from;
    this.chosen = nobody;
  }

  /** Each window says who is chosen. */
  heard(chosen: Who): void {
    if (JSON.stringify(chosen) !== JSON.stringify(this.chosen)) this.chosen = chosen;
    if (chosen.total === 0 && !chosen.rule) this.#whole = null;
  }

  async toggle(device: string): Promise<void> {
    this.#anchor = device;
    await this.#change({ type: 'toggle', device });
  }

  /** All from the last one that was chosen by hand to this one. */
  async extend(device: string): Promise<void> {
    if (this.#anchor === null) {
      await this.toggle(device);
      return;
    }
    await this.#change({ type: 'range', view: this.#from.asked, from: this.#anchor, to: device });
  }

  /** All that the view shows, now and later. */
  async all(): Promise<void> {
    // Those that fit the search as it is written, not as it was a moment ago.
    this.#from.settle();
    this.#anchor = null;
    await this.#change({ type: 'all', view: this.#from.asked }, keyOf(this.#from.view));
  }

  async nobody(): Promise<void> {
    this.#anchor = null;
    await this.#change({ type: 'nobody' });
  }

  /** Whether all that is shown is chosen, and whatever comes to be shown will be. */
  get whole(): boolean {
    return this.#whole === keyOf(this.#from.view);
  }

  /** Tells core, and only then takes it for so: a call that failed has chosen nobody. `whole` is the view that is chosen whole by it. */
  async #change(change: Change<View>, whole: string | null = null): Promise<void> {
    const number = ++this.#changes;
    const chosen = await this.#from.change(change);
    if (chosen === null) return;
    if (number === this.#changes) this.#whole = whole;
    this.heard(chosen);
  }
}

/** How the rows of a table are chosen by keys and clicks. */
export function marksOf<Row extends { id: string; chosen: boolean }>(choice: {
  toggle: (device: string) => Promise<void>;
  extend: (device: string) => Promise<void>;
  all: () => Promise<void>;
}): Marks<Row> {
  return {
    has: (row) => row.chosen,
    toggle: (row) => void choice.toggle(row.id),
    extend: (row) => void choice.extend(row.id),
    all: () => void choice.all(),
  };
}

/** What a view shows; its order does not matter. */
function keyOf({ sort: _sort, descending: _descending, ...shown }: { sort: unknown; descending: boolean }): string {
  return JSON.stringify(shown);
}
