import { describe, expect, it } from 'vitest';
import { noticeOf } from '../../test/notices';
import type { RowsView, SearchReading } from '../transport/types';
import { allWords, cautions, viewOf } from './exporting';

const NOTICE = noticeOf(1);
const VIEW: RowsView = {
  states: ['failed'],
  gone: true,
  judged: ['stuck'],
  cause: 3,
  text: 'gate',
  zoneMinutes: 60,
  sort: 'took',
  descending: true,
  atMs: null,
};

describe('an export of devices', () => {
  it('keeps the order, and restricts only where it should', () => {
    const all = { ...VIEW, states: [], gone: false, judged: [], cause: null, text: '' };
    expect(viewOf('shown', VIEW, 5)).toEqual(VIEW);
    expect([viewOf('all', VIEW, 5), viewOf('chosen', VIEW, 5)], 'who is chosen is known to core').toEqual([all, all]);
    expect(viewOf('cause', VIEW, 5)).toEqual({ ...all, cause: 5 });
  });

  it('counts those that are gone, which are in it', () => {
    expect(allWords(NOTICE)).toBe('All 3 devices');
    expect(allWords({ ...NOTICE, gone: 2 })).toBe('All 5 devices, 2 of them gone');
  });

  it('says what is missing before it is written', () => {
    const lost: SearchReading = { terms: [{ text: 'took:5', negated: false, words: null, problem: 'Left out.' }], notes: [] };
    expect(cautions(NOTICE, 'all', 'csv', lost, null), 'nothing is restricted').toEqual([]);
    expect(cautions(NOTICE, 'shown', 'report', lost, null), 'a report is of all').toEqual([]);
    expect(cautions(NOTICE, 'shown', 'csv', lost, null)).toEqual([
      '1 term of the search could not be understood: more devices are shown than it may have meant.',
    ]);
    const short = { ...NOTICE, phase: { type: 'syncing' as const }, shortfall: { loaded: 3, expected: 9 }, unreadable: 1 };
    expect(cautions(short, 'all', 'json', null, null)).toEqual([
      'The first look is still under way: what came so far is written.',
      'The service sent 3 of 9 devices it announced.',
      '1 record could not be read; the file lacks what is in them.',
    ]);
    const some = { failed: 273, lookedAt: 60, settled: false, causes: [] };
    expect(cautions(NOTICE, 'cause', 'csv', null, some)).toEqual([
      '60 of 273 failed devices were looked at: others may have failed for this cause, too.',
    ]);
    expect(cautions(NOTICE, 'cause', 'csv', null, { ...some, lookedAt: 273 })).toEqual([]);
  });
});
