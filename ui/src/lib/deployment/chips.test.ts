import { describe, expect, it } from 'vitest';
import { chipForms } from './chips';

const LANDING = { pending: 1004, inProgress: 311, succeeded: 8412, failed: 273, aborted: 0, unknown: 0 };
const WIDE = { counts: LANDING, gone: 0, total: 10_000, judged: [], width: 1200, tight: false };
const NARROW = { ...WIDE, width: 793, tight: true };

describe('B26: the line of counts', () => {
  it('keeps room for growing numbers where there is some', () => {
    expect(chipForms(WIDE).roomy).toBe(true);
    const first = { ...LANDING, failed: 1, inProgress: 1, succeeded: 9 };
    expect(chipForms({ ...WIDE, counts: first }).roomy, 'whatever the numbers are').toBe(true);
  });

  it('folds zeros where it is narrow, and keeps the words of what is there', () => {
    expect(chipForms({ ...WIDE, width: 1024 }), 'a window of 1280 pixels').toEqual({ roomy: false, short: new Set(), folded: new Set() });
    expect(chipForms(NARROW), 'a window of 900 pixels').toEqual({
      roomy: false,
      short: new Set(),
      folded: new Set(['Aborted', 'Unknown']),
    });
  });

  it('counts those judged in: they have no glyph that could stand for their word', () => {
    const judged = [{ word: 'Stuck', count: 14 }];
    const just = { ...WIDE, width: 1010 };
    expect(chipForms(just).short.size, 'without them there is room').toBe(0);
    expect(chipForms({ ...NARROW, width: 880, judged }).short.has('Stuck')).toBe(false);
    expect(chipForms({ ...NARROW, width: 700, judged }).short.size).toBeGreaterThanOrEqual(chipForms({ ...NARROW, width: 700 }).short.size);
  });

  it('leaves words to the glyphs rather than wrap, the most telling last', () => {
    const all = { pending: 1164, inProgress: 603, succeeded: 7961, failed: 260, aborted: 11, unknown: 1 };
    const { short } = chipForms({ ...NARROW, counts: all, gone: 3 });
    expect(short.has('Unknown')).toBe(true);
    expect(short.has('Failed'), 'what failed is said in words').toBe(false);
    const millions = { pending: 100_000, inProgress: 31_100, succeeded: 841_200, failed: 27_300, aborted: 300, unknown: 100 };
    expect(chipForms({ ...NARROW, counts: millions, gone: 12, total: 1_000_000, width: 500 }).short.size, 'in the end none').toBe(7);
  });
});
