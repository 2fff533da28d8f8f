import { describe, expect, it } from 'vitest';
import { layoutOf, placesOf, scrollToShow, topOf, visible } from './windowing';

const ROW = 34;
const VIEW = 600;

describe('windowing', () => {
  it('shows only what touches the viewport', () => {
    expect(visible(0, 1, 1000, ROW, VIEW), 'from the top').toEqual({ start: 0, end: 18 });
    expect(visible(340, 1, 1000, ROW, VIEW), 'ten rows down').toEqual({ start: 10, end: 28 });
    expect(visible(1e9, 1, 5, ROW, VIEW).start, 'a list that became shorter leaves its last row in sight').toBe(4);
    expect(visible(0, 1, 0, ROW, VIEW), 'no rows, nothing asked for').toEqual({ start: 0, end: 0 });
  });

  it('leaves short tables unscaled, so that the browser scrolls them by itself', () => {
    expect(layoutOf(100_000, ROW, VIEW)).toEqual({ track: 3_400_000, scale: 1 });
    expect(topOf(10, 999, 1, ROW), 'a row stands still whatever is scrolled').toBe(340);
  });

  it('reaches the first and the last of a million rows on a track a browser accepts', () => {
    const { track, scale } = layoutOf(1_000_000, ROW, VIEW);
    expect(track, 'browsers refuse elements much taller').toBeLessThanOrEqual(10_000_000);
    const bottom = visible(track - VIEW, scale, 1_000_000, ROW, VIEW);
    expect(bottom.end, 'scrolled to its end the last row is in sight').toBe(1_000_000);
    const last = topOf(999_999, track - VIEW, scale, ROW) - (track - VIEW);
    expect(last + ROW, 'and stands at the bottom of the viewport').toBeCloseTo(VIEW, 0);
    expect(visible(0, scale, 1_000_000, ROW, VIEW).start, 'the first is there at the top').toBe(0);
  });

  it('keeps a row that stays in sight in its element, and uses the others again', () => {
    const slotOf = (first: number, index: number) => placesOf(first, 21, 0).find((place) => place.index === index)?.slot;
    for (const [from, to] of [
      [0, 12],
      [100, 93],
      [5, 4000],
    ] as const) {
      const shown = placesOf(to, 21, 0).map(({ index }) => index);
      expect(
        shown.toSorted((a, b) => a - b),
        'every row in sight, once',
      ).toEqual(Array.from({ length: 21 }, (_, i) => to + i));
      for (let index = Math.max(from, to); index < Math.min(from, to) + 21; index++) {
        expect(slotOf(to, index), `row ${index} is in sight before and after`).toBe(slotOf(from, index));
      }
    }
  });

  it('lists the elements from the foremost on: in reading order once that shows the first row', () => {
    expect(
      placesOf(7, 5, 0).map(({ slot }) => slot),
      'while scrolling no element moves in the document',
    ).toEqual([0, 1, 2, 3, 4]);
    expect(
      placesOf(7, 5, 7 % 5).map(({ index }) => index),
      'at rest',
    ).toEqual([7, 8, 9, 10, 11]);
    expect(placesOf(0, 0, 0), 'no rows, no elements').toEqual([]);
  });

  it('scrolls as little as can be to show a row', () => {
    expect(scrollToShow(5, 0, 1, ROW, VIEW), 'already in sight: stays').toBe(0);
    expect(scrollToShow(0, 500, 1, ROW, VIEW), 'above: to its top').toBe(0);
    expect(scrollToShow(30, 0, 1, ROW, VIEW), 'below: to its bottom').toBe(31 * ROW - VIEW);
    const { scale } = layoutOf(1_000_000, ROW, VIEW);
    const at = scrollToShow(500_000, 0, scale, ROW, VIEW);
    expect(visible(at, scale, 1_000_000, ROW, VIEW).end, 'on a shortened track too').toBeGreaterThanOrEqual(500_001);
  });
});
