import { describe, expect, it } from 'vitest';
import { ATTENTION_RULE, type Counts, type ListNotice, type ListView, type Standing } from '../transport/types';
import { allRemark, emptyWords, lookedWords, standingTitle, standingWords } from './words';

const NONE: Counts = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };
const NOTICE: ListNotice = {
  connection: 'c1',
  revision: 1,
  phase: { type: 'live' },
  loaded: 100,
  announced: 100,
  more: false,
  remembered: false,
  standings: { noDevice: 0, moving: 1, attention: 2, aborted: 1, finished: 96 },
  notLooked: 0,
  unreadable: 0,
  lastGoodMs: 1,
  nextLookMs: 2,
};
const FEW: ListNotice = {
  ...NOTICE,
  announced: 250,
  more: true,
  standings: { noDevice: 0, moving: 0, attention: 0, aborted: 0, finished: 3 },
  notLooked: 97,
};

describe('B21: where a deployment stands', () => {
  it.each<[Standing, Partial<Counts>, string]>([
    ['noDevice', {}, 'no device yet'],
    ['moving', { pending: 3 }, 'moving'],
    ['moving', { pending: 3, failed: 2 }, 'moving, 2 failed'],
    ['attention', { failed: 36, succeeded: 1164 }, '36 failed of 1,200'],
    ['attention', { failed: 30, unknown: 5, inProgress: 65 }, 'moving, 30 failed, 5 unknown of 100'],
    ['aborted', { aborted: 473, failed: 34, succeeded: 353 }, '473 aborted, 34 failed of 860'],
    ['aborted', { aborted: 2, succeeded: 3 }, '2 aborted of 5'],
    ['finished', { succeeded: 40 }, 'finished'],
    ['finished', { succeeded: 158, failed: 3 }, 'finished, 3 failed of 161'],
  ])('%s %o', (standing, counts, words) => {
    expect(standingWords({ type: 'known', counts: { ...NONE, ...counts }, standing, seenMs: 1, shortfall: null, settled: false })).toBe(
      words,
    );
  });
});

describe('B21: counts are never taken for the whole', () => {
  it('says nothing where all is known', () => {
    expect([allRemark(NOTICE), standingTitle('moving', NOTICE), lookedWords(NOTICE, false)]).toEqual([undefined, {}, '']);
  });

  it('says on each chip of how many it knows', () => {
    expect(standingTitle('attention', FEW).remark, '"Needs attention 0" alone would be an all-clear').toBe('+');
    expect(standingTitle('moving', FEW).title).toBe('Of the 3 looked at; 97 were not looked at yet');
    expect(standingTitle('attention', FEW).title, "what needs attention is said in core's own words").toBe(
      `${ATTENTION_RULE}\nOf the 3 looked at; 97 were not looked at yet`,
    );
    expect(standingTitle('attention', NOTICE).title).toBe(ATTENTION_RULE);
    expect(allRemark(FEW)).toBe('+');
    expect(lookedWords(FEW, false)).toBe('100 of 250 loaded · 3 of 100 looked at');
  });

  it.each<[Partial<ListNotice>, boolean, string]>([
    [{ announced: null, more: true }, false, '100 loaded, more to come'],
    [{ announced: 250, more: true }, true, 'only the 100 loaded so far are searched'],
    [{}, true, ''],
    [{ announced: 120 }, false, '120 announced, 100 sent'],
    [{ announced: 320, loaded: 0 }, false, ''],
    [{ unreadable: 2 }, false, '2 could not be read'],
    [{ announced: null, more: true, remembered: true }, true, 'the newest 100 of those last seen'],
    [{ announced: null, remembered: true }, false, ''],
  ])('%o, searching %s', (more, searching, words) => {
    expect(lookedWords({ ...NOTICE, ...more }, searching)).toBe(words);
  });
});

describe('B20: why the list is empty', () => {
  const ALL: ListView = { filter: 'all', text: '', sort: 'created', descending: true };
  const nothing: ListNotice = { ...NOTICE, loaded: 0, announced: 0 };
  it.each<[ListNotice | null, Partial<ListView>, string, string]>([
    [null, {}, 'Not read yet', 'Until the list could be read, nobody knows what this fleet has.'],
    [
      { ...nothing, announced: null, lastGoodMs: null },
      {},
      'Not read yet',
      'Until the list could be read, nobody knows what this fleet has.',
    ],
    [nothing, {}, 'No deployments yet', 'This fleet has none that the service tells of.'],
    [
      { ...nothing, announced: 320 },
      {},
      'The service announces 320 deployments and sent none',
      'Whether there are any cannot be told from here. Look again, or try a wider token.',
    ],
    [{ ...nothing, announced: null, remembered: true }, {}, 'There were none', 'When this fleet was last seen, it had no deployment.'],
    [NOTICE, { text: 'x' }, 'Nothing matches', 'No deployment fits the search and the chosen count.'],
    [FEW, { text: 'x' }, 'Nothing matches', 'Only the 100 loaded so far were searched.'],
    [FEW, { filter: 'moving' }, 'Nothing matches', 'Only the 100 loaded so far were searched, and 97 of them were not looked at yet.'],
    [{ ...FEW, announced: 100, more: false }, { filter: 'attention' }, 'Nothing matches', '97 of them were not looked at yet.'],
  ])('%#', (notice, view, title, text) => {
    expect(emptyWords(notice, { ...ALL, ...view })).toEqual({ title, text });
  });
});
