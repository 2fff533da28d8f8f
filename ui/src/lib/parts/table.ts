// What a table is told: its columns and its order.

export interface Column<Sort extends string> {
  key: string;
  label: string;
  /** Its width, as a grid track. */
  track: string;
  /** Numbers stand at the end. */
  end?: boolean;
  /** Sortable, under this name. */
  sort?: Sort;
  /** Shown only in tables at least this wide, in pixels at 100 % text. */
  from?: number;
  /** The heading is there for those who do not see only. */
  unseen?: boolean;
}

export interface Order<Sort extends string> {
  by: Sort;
  descending: boolean;
}
