import { describe, expect, it } from 'vitest';
import { guardOf } from '../../dev/guards';
import type { GuardAbort, GuardLimit, GuardTally, GuardView } from '../transport/types';
import { abortFailed, abortWords, buttonWords, countingWords, firedWords, leftOut, ruleWords, shareWords } from './words';

const SHARE: GuardLimit = { type: 'failedShare', percent: 5, least: 50 };
const CAUSE: GuardLimit = { type: 'oneCause', moreThan: 20 };
const STILL: GuardLimit = { type: 'noProgress', minutes: 15 };
const TALLY: GuardTally = {
  atMs: 1_000_000,
  finished: 96,
  failed: 3,
  excused: 0,
  cause: { text: 'No space left on device', count: 12 },
  lookedAt: 40,
  unchangedSinceMs: 940_000,
  shortfall: null,
  unreadable: 0,
};

function guard(limits: GuardLimit[], change: Partial<GuardView> = {}, abort = true): GuardView {
  return { ...guardOf('dp', 'Camera models', { limits, abort }), tally: TALLY, ...change };
}

describe('a share', () => {
  it.each<[number, number, number, string, string?]>([
    [3, 96, 5, '3.1 %'],
    [5, 100, 5, '5 %'],
    [50_001, 1_000_000, 5, '5.0001 %', 'over 5 %'],
    [501, 10_000, 5, '5.01 %'],
    [499, 10_000, 5, '4.99 %', '5 %'],
    [0, 0, 5, '0 %'],
  ])('%i of %i against %i %% is %s', (failed, finished, limit, words, other) => {
    const told = shareWords(failed, finished, limit);
    expect([words, other], 'no rounding puts it on the wrong side of the limit').toContain(told);
    if (told.startsWith('over')) return;
    expect(Number(told.replace(' %', '')) > limit, 'above exactly when it is').toBe(failed * 100 > limit * finished);
  });
});

describe('the button', () => {
  it.each<[string, GuardView | null, string]>([
    ['none', null, 'Guard…'],
    ['one that stops', guard([SHARE]), 'Guard: stop at 5 %'],
    ['one that tells', guard([CAUSE], {}, false), 'Guard: tell at 20 alike'],
    ['several limits', guard([SHARE, STILL]), 'Guard: stop at 5 %, …'],
    ['one that fired', guard([SHARE], { stage: { type: 'fired' } }), 'Guard fired'],
    ['one that was disarmed', guard([SHARE], { stage: { type: 'disarmed', atMs: 1, why: null } }), 'Guard…'],
    ['one that is over', guard([SHARE], { stage: { type: 'over', atMs: 1 } }), 'Guard over'],
  ])('says of %s', (_, given, words) => {
    expect(buttonWords(given)).toBe(words);
  });
});

describe('a guard that counts', () => {
  it('says how near it is to each limit', () => {
    expect(countingWords(guard([SHARE, CAUSE, STILL]))).toEqual([
      '3.1 % of 96 finished failed; stops above 5 % of at least 50',
      '12 alike of 40 looked at; stops above 20',
      'no move seen for 1 min until the last look; stops after 15 min',
    ]);
    expect(countingWords(guard([SHARE], { tally: { ...TALLY, finished: 0, failed: 0 } }, false))).toEqual([
      'none finished yet; tells above 5 % of at least 50',
    ]);
    expect(countingWords(guard([SHARE], { tally: null })), 'nothing was seen, and nothing is claimed').toEqual([]);
  });

  it('says what its numbers leave out', () => {
    expect(leftOut(TALLY)).toBeNull();
    expect(leftOut({ ...TALLY, excused: 8, shortfall: { loaded: 900, expected: 1000 }, unreadable: 1 })).toBe(
      '8 acknowledged failures not counted, 900 of 1,000 devices loaded, 1 record unreadable',
    );
  });
});

describe('a guard that fired', () => {
  const fired = (limit: GuardLimit, tally = TALLY) =>
    firedWords({
      atMs: 1,
      limit,
      tally,
      counts: { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 },
      abort: { type: 'notWanted' },
      acknowledgedMs: null,
    });

  it('says what it saw, and what it did not', () => {
    const short = { ...TALLY, failed: 8, shortfall: { loaded: 96, expected: 200 } };
    expect(fired(SHARE, short)).toBe('8 of 96 finished devices failed: 8.3 %, more than 5 % (96 of 200 devices loaded)');
    expect(fired(CAUSE, { ...TALLY, cause: { text: 'disk full', count: 21 } })).toBe('21 failed for one cause, more than 20: disk full');
    expect(fired(STILL, { ...TALLY, unchangedSinceMs: 0 })).toBe('No device moved for 16 min 40 s, longer than 15 min');
    expect(ruleWords({ limits: [SHARE, STILL], abort: false })).toBe(
      'Tells when more than 5 % of at least 50 finished devices failed, or no device moved for 15 min',
    );
  });

  it.each<[GuardAbort, string, boolean]>([
    [{ type: 'notWanted' }, 'only tells', false],
    [{ type: 'nothingLeft' }, 'nothing to abort', false],
    [{ type: 'underWay', requestId: 'r' }, 'asking', false],
    [{ type: 'asked', requestId: 'r', atMs: 1, outcome: { type: 'accepted', message: null } }, 'accepted', false],
    [
      { type: 'asked', requestId: 'r', atMs: 1, outcome: { type: 'unknown', why: 'Cut off.' } },
      'Nobody knows whether the abort arrived. Cut off.',
      true,
    ],
    [
      {
        type: 'asked',
        requestId: 'r',
        atMs: 1,
        outcome: { type: 'refused', error: { code: 'forbidden', message: 'No.', retryable: false } },
      },
      'not tried again by itself. No.',
      true,
    ],
  ])('says what it did: %o', (abort, words, failed) => {
    expect(abortWords(abort)).toContain(words);
    expect(abortFailed(abort), 'what did not certainly arrive is the user’s to see to').toBe(failed);
  });
});
