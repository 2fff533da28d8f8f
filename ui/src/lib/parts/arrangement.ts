// How a table's columns are arranged by the user: which are shown, in which order, how wide. Pure.
// A layout names columns; what it does not name stands where it stands in the standard, what no table knows is passed over.
import { COLUMN_PIXELS, type ColumnLayout, type TableLayout } from '../transport/types';

/** What of a column an arrangement needs. */
interface Arrangeable {
  key: string;
  /** It stays at that end of the table, and is always shown. */
  pinned?: 'start' | 'end' | undefined;
}

export const STANDARD: TableLayout = { columns: [], order: null };

/** Every column that may be moved, named once: in the order of the layout, those it does not name behind what they follow in the standard. */
function named(columns: readonly Arrangeable[], layout: TableLayout): ColumnLayout[] {
  const all = [...layout.columns];
  const movable = columns.filter((column) => column.pinned === undefined);
  movable.forEach(({ key }, at) => {
    if (all.some((one) => one.key === key)) return;
    const before = movable
      .slice(0, at)
      .map((one) => one.key)
      .reverse()
      .find((one) => all.some((other) => other.key === one));
    const place = before === undefined ? 0 : all.findIndex((one) => one.key === before) + 1;
    all.splice(place, 0, { key, width: null, hidden: false });
  });
  return all;
}

/** The columns in their order, hidden ones among them. */
export function ordered<C extends Arrangeable>(columns: readonly C[], layout: TableLayout): C[] {
  const movable = named(columns, layout).flatMap(({ key }) => columns.filter((one) => one.key === key && one.pinned === undefined));
  return [...columns.filter((one) => one.pinned === 'start'), ...movable, ...columns.filter((one) => one.pinned === 'end')];
}

export function isHidden(layout: TableLayout, key: string): boolean {
  return layout.columns.some((one) => one.key === key && one.hidden);
}

/** The columns that are shown, in their order. */
export function arranged<C extends Arrangeable>(columns: readonly C[], layout: TableLayout): C[] {
  return ordered(columns, layout).filter((one) => one.pinned !== undefined || !isHidden(layout, one.key));
}

/** The layout in which a column is changed. */
function changed(columns: readonly Arrangeable[], layout: TableLayout, key: string, change: Partial<ColumnLayout>): TableLayout {
  const known = named(columns, layout);
  // Those that stay in place can be made wider all the same.
  const all = known.some((one) => one.key === key) ? known : [...known, { key, width: null, hidden: false }];
  return { ...layout, columns: all.map((one) => (one.key === key ? { ...one, ...change } : one)) };
}

export function withHidden(columns: readonly Arrangeable[], layout: TableLayout, key: string, hidden: boolean): TableLayout {
  return changed(columns, layout, key, { hidden });
}

/** With a column as wide as this, in pixels at 100 % text; null is its standard width. */
export function withWidth(columns: readonly Arrangeable[], layout: TableLayout, key: string, width: number | null): TableLayout {
  return changed(columns, layout, key, { width: width === null ? null : withinReach(width) });
}

export function withinReach(width: number): number {
  return Math.round(Math.min(COLUMN_PIXELS.most, Math.max(COLUMN_PIXELS.least, width)));
}

/** Whether a column can go a place further among those of the table. */
export function canMove(columns: readonly Arrangeable[], layout: TableLayout, key: string, by: 1 | -1): boolean {
  const keys = movableKeys(columns, layout);
  const at = keys.indexOf(key);
  return at !== -1 && keys[at + by] !== undefined;
}

/** With a column a place further to the right, or to the left. */
export function withMoved(columns: readonly Arrangeable[], layout: TableLayout, key: string, by: 1 | -1): TableLayout {
  const keys = movableKeys(columns, layout);
  const other = keys[keys.indexOf(key) + by];
  if (!keys.includes(key) || other === undefined) return layout;
  const all = named(columns, layout);
  const one = all.find((entry) => entry.key === key);
  const rest = all.filter((entry) => entry.key !== key);
  const place = rest.findIndex((entry) => entry.key === other) + (by === 1 ? 1 : 0);
  return one === undefined ? layout : { ...layout, columns: [...rest.slice(0, place), one, ...rest.slice(place)] };
}

function movableKeys(columns: readonly Arrangeable[], layout: TableLayout): string[] {
  return ordered(columns, layout)
    .filter((one) => one.pinned === undefined)
    .map((one) => one.key);
}

/** The widths that were set, in pixels at 100 % text. */
export function widthsOf(layout: TableLayout): ReadonlyMap<string, number> {
  return new Map(layout.columns.flatMap(({ key, width }) => (width == null ? [] : [[key, width] as const])));
}

/** The columns' tracks as CSS knows them. A width that was set gives way where there is no room for it, down to a little. */
export function tracksOf(columns: readonly { key: string; track: string }[], widths?: ReadonlyMap<string, number>): string {
  return columns
    .map(({ key, track }) => {
      const width = widths?.get(key);
      return width === undefined ? track : `minmax(${Math.min(width, 64) / 16}rem, ${width / 16}rem)`;
    })
    .join(' ');
}
