// The arrangement of one table while it is on screen: what the user changes is shown at once and kept by whoever is told.
import type { TableLayout } from '../transport/types';
import { STANDARD, widthsOf, withHidden, withinReach, withMoved, withWidth } from './arrangement';
import type { Order } from './table';

type Columns = Parameters<typeof withHidden>[0];

export class Arrangement {
  layout: TableLayout = $state.raw(STANDARD);
  /** The column under the pointer, as wide as it is drawn now. */
  #dragged: { key: string; width: number } | null = $state.raw(null);
  readonly widths: ReadonlyMap<string, number> = $derived.by(() => {
    const widths = widthsOf(this.layout);
    return this.#dragged === null ? widths : new Map([...widths, [this.#dragged.key, this.#dragged.width]]);
  });
  readonly #keep: (layout: TableLayout) => void;

  constructor(layout: TableLayout, keep: (layout: TableLayout) => void) {
    this.layout = layout;
    this.#keep = keep;
  }

  hide(columns: Columns, key: string, hidden: boolean): void {
    this.#change(withHidden(columns, this.layout, key, hidden));
  }

  move(columns: Columns, key: string, by: 1 | -1): void {
    this.#change(withMoved(columns, this.layout, key, by));
  }

  /** As wide as this, in pixels at 100 % text, for as long as it is drawn. */
  drag(key: string, width: number): void {
    this.#dragged = { key, width: withinReach(width) };
  }

  /** What was drawn stays; without anything drawn, nothing changes. */
  drop(columns: Columns): void {
    const dragged = this.#dragged;
    this.#dragged = null;
    if (dragged !== null) this.resize(columns, dragged.key, dragged.width);
  }

  /** What was drawn is let go: the column is as wide as before. */
  forgetDrag(): void {
    this.#dragged = null;
  }

  /** As wide as this; null is the standard width. */
  resize(columns: Columns, key: string, width: number | null): void {
    this.#change(withWidth(columns, this.layout, key, width));
  }

  /** The columns as they come; the order of the rows stays. */
  standard(): void {
    this.#change({ ...this.layout, columns: [] });
  }

  get isStandard(): boolean {
    return this.layout.columns.length === 0;
  }

  /** The rows are in this order; null is the one they come in. */
  sort(order: Order<string> | null): void {
    this.#change({ ...this.layout, order });
  }

  #change(layout: TableLayout): void {
    if (JSON.stringify(layout) === JSON.stringify(this.layout)) return;
    this.layout = layout;
    this.#keep(layout);
  }
}
