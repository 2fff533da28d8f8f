import { describe, expect, it } from 'vitest';
import { marksOf, nextMarks, NO_MARKS } from '../transport/marks';
import type { Scene } from './cells';
import { drawnBy, markingOf } from './marking';
import { mosaicOf } from './mosaic';

const DEVICES = 19;
const ALL = Array.from({ length: DEVICES }, (_, place) => place);
const large = mosaicOf({ devices: DEVICES, width: 400, height: 200, ratio: 1 });
const small = { ...large, cellWidth: 8, cellHeight: 8, gap: 1 };
const shared = { ...large, cellWidth: 2, cellHeight: 2, gap: 0, perCell: 5 };

function scene(shown: readonly number[] | null, chosen: readonly number[] | null): Scene {
  const marks = nextMarks(NO_MARKS, marksOf(DEVICES, shown, chosen, 1)) ?? NO_MARKS;
  return { cells: new Uint8Array(DEVICES).fill(2), shown: marks.shown, chosen: marks.chosen };
}

describe('who is chosen in the picture', () => {
  it.each([
    ['nobody', scene(null, null), large, 'none'],
    ['some, in large cells', scene(null, [3]), large, 'framed'],
    ['some, in small cells', scene(null, [3]), small, 'plain'],
    ['some, in shared cells', scene(null, [3]), shared, 'plain'],
    ['all', scene(null, ALL), small, 'all'],
    ['all, in large cells', scene(null, ALL), large, 'all'],
    ['all but the last', scene(null, ALL.slice(0, -1)), small, 'plain'],
    ['all but the first', scene(null, ALL.slice(1)), small, 'plain'],
    ['all that are shown', scene([1, 2, 18], [1, 2, 18]), large, 'all'],
    ['some of those shown', scene([1, 2, 18], [1, 2]), large, 'framed'],
    ['those shown and one besides', scene([1, 2], [1, 2, 18]), large, 'framed'],
  ] as const)('%s', (_, seen, mosaic, expected) => {
    expect(markingOf(seen, mosaic)).toBe(expected);
  });

  it('hides no state: what is framed keeps its frame, and no small cell has one', () => {
    const some = scene([1, 2, 18], [1, 2]);
    expect(drawnBy('framed', some)).toEqual(some);
    expect(drawnBy('plain', some), 'the chosen are plain and the rest dimmed').toEqual({ ...some, shown: some.chosen, chosen: null });
    expect(drawnBy('all', some), 'as if nobody was chosen').toEqual({ ...some, chosen: null });
    expect(drawnBy('none', scene(null, null)).shown).toBeNull();
  });
});
