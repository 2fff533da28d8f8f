// Which rows of a long table are on screen, by arithmetic alone: all rows have one height, so a million need no measuring and no memory.
// Browsers refuse elements beyond some ten million pixels: past that the scroll bar moves over a shorter track and each of its pixels stands for more.

/** The tallest track a browser is asked for, in pixels. */
const TALLEST = 8_000_000;

export interface Layout {
  /** The height of the scrolled element. */
  track: number;
  /** Pixels of rows per pixel of track; 1 unless the track had to be shortened. */
  scale: number;
}

export function layoutOf(total: number, rowHeight: number, viewport: number): Layout {
  const content = total * rowHeight;
  if (content <= TALLEST) return { track: content, scale: 1 };
  return { track: TALLEST, scale: (content - viewport) / (TALLEST - viewport) };
}

/** Rows that touch the viewport, `end` exclusive. */
export function visible(
  scrollTop: number,
  scale: number,
  total: number,
  rowHeight: number,
  viewport: number,
): { start: number; end: number } {
  const offset = Math.max(0, scrollTop) * scale;
  const start = Math.min(Math.max(0, Math.floor(offset / rowHeight)), Math.max(0, total - 1));
  const end = Math.min(total, Math.ceil((offset + viewport) / rowHeight));
  return { start, end: Math.max(start, end) };
}

/** A row element and the row that it shows. */
export interface Place {
  slot: number;
  index: number;
}

/**
 * Which of `pool` row elements shows which of the rows from `first` on. A row that stays in sight stays in its element; one that comes in
 * takes the element of one that went out. They are listed from the element `foremost` on, as they stand in the document.
 */
export function placesOf(first: number, pool: number, foremost: number): Place[] {
  return Array.from({ length: pool }, (_, i) => {
    const slot = (foremost + i) % pool;
    return { slot, index: first + ((((slot - first) % pool) + pool) % pool) };
  });
}

/** Where a row stands in the track. Unscaled rows stand still, so that the browser may scroll them by itself. */
export function topOf(index: number, scrollTop: number, scale: number, rowHeight: number): number {
  return scale === 1 ? index * rowHeight : index * rowHeight - scrollTop * scale + scrollTop;
}

/** The scroll position that shows a row with as little movement as can be. */
export function scrollToShow(index: number, scrollTop: number, scale: number, rowHeight: number, viewport: number): number {
  const offset = scrollTop * scale;
  const top = index * rowHeight;
  if (top < offset) return top / scale;
  if (top + rowHeight > offset + viewport) return (top + rowHeight - viewport) / scale;
  return scrollTop;
}
