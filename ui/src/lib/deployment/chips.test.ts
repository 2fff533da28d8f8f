import { describe, expect, it } from 'vitest';
import { chipForm } from './chips';

const LANDING = { pending: 1004, inProgress: 311, succeeded: 8412, failed: 273, aborted: 0, unknown: 0 };

describe('B26: the line of counts', () => {
  it('keeps room for growing numbers where there is some', () => {
    expect(chipForm(LANDING, 0, 10_000, 1200)).toBe('roomy');
    const first = { ...LANDING, failed: 1, inProgress: 1, succeeded: 9 };
    expect(chipForm(first, 0, 10_000, 1200), 'whatever the numbers are').toBe('roomy');
  });

  it('folds zeros where it is narrow, and keeps the words of what is there', () => {
    expect(chipForm(LANDING, 0, 10_000, 1024), 'a window of 1280 pixels').toBe('full');
    expect(chipForm(LANDING, 0, 10_000, 800), 'a window of 900 pixels').toBe('folded');
  });

  it('leaves the words to the glyphs rather than wrap', () => {
    const all = { pending: 100_000, inProgress: 31_100, succeeded: 841_200, failed: 27_300, aborted: 300, unknown: 100 };
    expect(chipForm(all, 12, 1_000_000, 800)).toBe('bare');
  });
});
