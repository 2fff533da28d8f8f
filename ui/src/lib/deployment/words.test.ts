import { describe, expect, it } from 'vitest';
import type { Notice } from '../transport/types';
import { countsWords, nothingToAbort, orderWords } from './words';

const NONE = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };

function notice(more: Partial<Notice['counts']>, phase: Notice['phase'] = { type: 'live' }): Notice {
  const counts = { ...NONE, ...more };
  return {
    watch: 1,
    revision: 1,
    phase,
    counts,
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    changed: 0,
    lastGoodMs: 1,
    nextLookMs: null,
    shortfall: null,
    unreadable: 0,
    abortRequested: 0,
    remainingMs: null,
    causesRevision: 1,
  };
}

describe('B18: whether there is anything left to abort', () => {
  it.each([
    ['nothing was seen yet', null],
    ['no device is there yet, it may still be choosing them', notice({})],
    ['one is pending', notice({ pending: 1, succeeded: 9 })],
    ['one runs', notice({ inProgress: 1 })],
    ['one is in a state this version does not know', notice({ unknown: 1, failed: 3 })],
    ['not all of it was read', notice({ succeeded: 5 }, { type: 'syncing' })],
  ])('it may: %s', (_why, seen) => {
    expect(nothingToAbort(seen)).toBeNull();
  });

  it('there is not, once every device has ended', () => {
    expect(nothingToAbort(notice({ succeeded: 5, failed: 2, aborted: 1 }))).toContain('nothing left to abort');
  });
});

describe('words of the screen', () => {
  it('says the order it begins with', () => {
    expect(orderWords({ states: [], text: '', sort: 'attention', descending: false }), 'B18').toBe('most urgent first');
  });

  it('says counts that are not zero', () => {
    expect(countsWords({ ...NONE, failed: 2, succeeded: 1000 })).toBe('1,000 succeeded, 2 failed');
    expect(countsWords(NONE)).toBe('no devices');
  });
});
