// What a table is told: its columns with their cells, and its order.
import type { Snippet } from 'svelte';
import type { RowOrder } from '../transport/types';

export interface Column<Row, Sort extends string> {
  key: string;
  label: string;
  /** Its width, as a grid track. */
  track: string;
  /** What stands in its cells; the second is whether the keyboard is in this row. */
  cell: Snippet<[Row, boolean]>;
  /** Numbers stand at the end. */
  end?: boolean | undefined;
  /** Sortable, under this name. */
  sort?: Sort | undefined;
  /** Shown only in tables at least this wide, in pixels at 100 % text. */
  from?: number | undefined;
  /** It stays at that end of the table, and is always shown. */
  pinned?: 'start' | 'end' | undefined;
  /** The heading is there for those who do not see only. */
  unseen?: boolean | undefined;
  /** Stands instead of the heading's word, which is then for those who do not see. */
  head?: Snippet | undefined;
  /** Said once beside the heading, instead of in every row. */
  note?: string | undefined;
}

export interface Order<Sort extends string> {
  by: Sort;
  descending: boolean;
}

/** Which rows are chosen, for a table in which rows can be. */
export interface Marks<Row> {
  has(row: Row): boolean;
  /** Turns one round. */
  toggle(row: Row): void;
  /** Chooses all from the last one turned round to this one. */
  extend(row: Row): void;
  /** Chooses all that the table shows. */
  all(): void;
}

/** A view in the order that was kept; an order that is none of its own is as none. */
export function inKeptOrder<Sort extends string, View extends { sort: Sort; descending: boolean }>(
  view: View,
  sorts: readonly Sort[],
  kept: RowOrder | null,
): View {
  const sort = sorts.find((one) => one === kept?.by);
  return sort === undefined || kept === null ? view : { ...view, sort, descending: kept.descending };
}
