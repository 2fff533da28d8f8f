import { describe, expect, it } from 'vitest';
import { has, marksOf, nextMarks, NO_MARKS, type Marks } from './marks';

const places = (bits: Uint8Array | null, count: number): number[] | null =>
  bits === null ? null : [...Array(count).keys()].filter((place) => has(bits, place));

describe('the marks over the picture', () => {
  it('are read as they are written on the other side', () => {
    // The same bytes as in `live/watch/picture/marks.rs`.
    const first = nextMarks(NO_MARKS, Uint8Array.of(3, 1, 0, 0, 0, 10, 0, 0, 0, 0b1, 0b10, 0b10, 0));
    expect(first).toMatchObject({ revision: 1, count: 10 });
    expect(places(first?.shown ?? null, 10)).toEqual([0, 9]);
    expect(places(first?.chosen ?? null, 10)).toEqual([1]);
    const same = Uint8Array.of(4, 1, 0, 0, 0, 10, 0, 0, 0);
    expect(nextMarks(first ?? NO_MARKS, same), 'nothing changed: the very same, so that nothing is drawn').toBe(first);
    expect(nextMarks(NO_MARKS, same), 'the same as what this page does not have').toBeNull();
    const none = nextMarks(first ?? NO_MARKS, Uint8Array.of(0, 2, 0, 0, 0, 10, 0, 0, 0));
    expect(none).toEqual({ revision: 2, count: 10, shown: null, chosen: null });
  });

  it('are none where the answer is cut off', () => {
    expect(nextMarks(NO_MARKS, Uint8Array.of(3, 1, 0, 0, 0, 10, 0, 0, 0, 1, 2, 3))).toBeNull();
    expect(nextMarks(NO_MARKS, Uint8Array.of(3, 1))).toBeNull();
  });

  it.each<[number, number[] | null, number[] | null]>([
    [0, [], []],
    [1, [0], null],
    [8, null, [7]],
    [17, [0, 8, 16], [15, 16]],
  ])('tell of %i cells what they were made of', (count, shown, chosen) => {
    const marks: Marks | null = nextMarks(NO_MARKS, marksOf(count, shown, chosen, 5));
    expect(marks).toMatchObject({ revision: 5, count });
    expect([places(marks?.shown ?? null, count), places(marks?.chosen ?? null, count)]).toEqual([shown, chosen]);
  });
});
