import { describe, expect, it } from 'vitest';
import type { Course, Notice, Why } from '../transport/types';
import {
  batchPlanWords,
  causesWords,
  countsWords,
  elapsedWords,
  expected,
  goesOn,
  inStateWords,
  judgementWords,
  leftWords,
  noFailureWords,
  nothingToAbort,
  orderWords,
  whyWords,
} from './words';

const NONE = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };

function notice(more: Partial<Notice['counts']>, phase: Notice['phase'] = { type: 'live' }): Notice {
  const counts = { ...NONE, ...more };
  return {
    watch: 1,
    revision: 1,
    phase,
    counts,
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    gone: 0,
    changed: 0,
    lastGoodMs: 1,
    nextLookMs: null,
    shortfall: null,
    unreadable: 0,
    abortRequested: 0,
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

describe('what devices are judged to be', () => {
  const TOLD = {
    stuck: 14,
    stuckAfterMs: 160_000,
    ended: 812,
    unreached: 3,
    unreachedAfterMs: 1_260_000,
    unseen: 0,
    triggered: 0,
    started: 826,
  };

  it('is said with its ground', () => {
    expect(judgementWords('stuck', TOLD)).toBe(
      'In progress for longer than 2 min 40 s: at least twice the median, and beyond 99 % of the 812 that ended',
    );
    expect(judgementWords('unreached', TOLD)).toBe(
      'Pending for over 21 min, in which at most 1 % of the 826 that started did so: they may be offline, or kept by their update trigger',
    );
    const of = (unseen: number, triggered: number): string => judgementWords('unreached', { ...TOLD, unseen, triggered }) ?? '';
    expect(of(2, 1), 'with what is known of them besides').toMatch(
      /trigger\. As the fleet is known, 2 of them had not been seen for a day, and 1 has its update trigger on$/,
    );
    expect(of(0, 2)).toMatch(/\. As the fleet is known, 2 have their update trigger on$/);
  });

  it('is not said where nobody can be judged', () => {
    expect(judgementWords('stuck', undefined)).toBeNull();
    expect(judgementWords('unreached', { ...TOLD, unreachedAfterMs: null })).toBeNull();
  });

  it('stands in the row with what is known of the device besides, and instead of a guess', () => {
    const NOW = Date.UTC(2026, 10, 28, 14, 0);
    const HOUR = 3_600_000;
    const TOLD_MS = NOW - 2 * HOUR;
    const seen = (agoMs: number) => ({ atMs: TOLD_MS - agoMs, toldMs: TOLD_MS });
    const known = { seen: seen(72 * HOUR) };
    expect(whyWords({ type: 'unreached' }, known, NOW).text).toBe('not reached · last seen Nov 25');
    expect(whyWords({ type: 'unreached' }, known, NOW).title).not.toContain('may be offline');
    expect(whyWords({ type: 'unreached' }, { seen: seen(9_000) }, NOW).title, 'one that was seen may be anything').toContain(
      'may be offline',
    );
    expect(whyWords(undefined, { triggerMs: TOLD_MS }, NOW).text, 'one that waits for a minute, too').toBe('update trigger on');
    expect(whyWords({ type: 'stuck' }, undefined, NOW).text).toBe('stuck');
  });

  it('stands in the row, and a cause as it is', () => {
    const words = (why?: Why): { text: string; title: string } => whyWords(why, undefined, 0);
    expect(words().text).toBe('');
    expect(words({ type: 'stuck' }).text).toBe('stuck');
    expect(words({ type: 'unreached' }).text).toBe('not reached');
    expect(words({ type: 'unreached' }).title, 'in general, where nothing else is known').toMatch(/it may be offline, or kept/);
    expect(words({ type: 'cause', text: 'No space left' })).toEqual({ text: 'No space left', title: 'No space left' });
  });
});

describe('B23: what failed, and what is not known of it', () => {
  const CAUSES = { failed: 103, lookedAt: 60, settled: false, causes: [] };

  it('never calls it clear while devices are unknown or still move', () => {
    expect(noFailureWords({ ...NONE, unknown: 125 }, true)).toBe('None reported; 125 unknown');
    expect(noFailureWords({ ...NONE, pending: 2, succeeded: 3 }, false)).toBe('None so far');
    expect(noFailureWords({ ...NONE, succeeded: 3 }, true)).toBe('No failures');
    expect(noFailureWords(null, false)).toBe('Looking…');
  });

  it('says of how many the causes are known', () => {
    const counts = { ...NONE, failed: 103 };
    expect(causesWords(counts, CAUSES), '35 of 103 would be read from 35 alone').toEqual({
      title: 'Why 103 failed',
      aside: '60 of 103 looked at',
    });
    expect(causesWords(counts, { ...CAUSES, lookedAt: 103 }).aside).toBe('all looked at');
    expect(causesWords(counts, null)).toEqual({ title: 'Why 103 failed', aside: '' });
    expect(causesWords(NONE, CAUSES).title).toBe('Failures');
  });

  it('says at least where a state was only seen to begin here', () => {
    const row = { sinceMs: 1000, sinceLeast: true, goneMs: null };
    expect(inStateWords(row, 8000)).toBe('≥ 5 s');
    expect(inStateWords({ ...row, sinceLeast: false }, 8000)).toBe('5 s');
    expect(inStateWords({ ...row, goneMs: 5 }, 3000), 'B9: gone is no state').toBe('');
    expect(inStateWords({ ...row, sinceMs: null }, 3000)).toBe('');
  });
});

describe('how long it goes on, or took', () => {
  const course = { fromMs: 60_000, toMs: 1_200_000 } as Course;
  const at = 1_260_000;

  it.each<[string, Notice, string]>([
    ['it moves', notice({ pending: 1, succeeded: 1 }), 'for 20 min'],
    ['it has ended', notice({ succeeded: 2 }, { type: 'finished' }), 'took 19 min'],
    ['it has ended, and is looked at once more', notice({ succeeded: 2 }, { type: 'settling' }), 'took 19 min'],
    ['a state is not known', notice({ unknown: 1 }), 'for 20 min'],
    [
      'nobody sees it',
      notice({ pending: 1 }, { type: 'stopped', error: { code: 'tokenRejected', message: '', retryable: false } }),
      'for 19 min when last seen',
    ],
  ])('where %s', (_why, seen, words) => {
    expect(elapsedWords(course, seen, at)).toBe(words);
    expect(goesOn(seen), 'its words change with the clock only while it goes on').toBe(words === 'for 20 min');
  });
});

it('says how many requests stopping those chosen takes, where it takes any', () => {
  const plan = { plan: 1, devices: 0, counts: NONE, asOfMs: 1, sentences: ['Nothing is left to stop.'], everything: false };
  expect(batchPlanWords(plan)).toEqual(plan.sentences);
  expect(batchPlanWords({ ...plan, devices: 2 }).at(-1)).toBe('2 requests are sent, one a device; it can be stopped on the way.');
});

describe('words of the screen', () => {
  it('says the order it begins with', () => {
    expect(orderWords({ states: [], gone: false, cause: null, text: '', sort: 'attention', descending: false, atMs: null }), 'B18').toBe(
      'most urgent first',
    );
  });

  it('says counts that are not zero', () => {
    expect(countsWords({ ...NONE, failed: 2, succeeded: 1000 })).toBe('1,000 succeeded, 2 failed');
    expect(countsWords(NONE)).toBe('no devices');
  });

  it('says how long it may take, with its range, and never counts below it', () => {
    const forecast = { aboutMs: 360_000, leastMs: 240_000, mostMs: 540_000 };
    expect(leftWords(forecast, 0)).toEqual({ about: 'about 6 min left', range: '4 min to 9 min' });
    expect(leftWords(forecast, 65_000)).toEqual({ about: 'about 4 min left', range: '2 min to 7 min' });
    const narrow = leftWords({ aboutMs: 90_000, leastMs: 80_000, mostMs: 100_000 }, 0);
    expect(narrow, 'a range within one minute says nothing').toEqual({ about: 'about 1 min left', range: null });
    expect(leftWords(forecast, 600_000).about).toBe('slower than its rate told');
    const course = { toMs: 1000, forecast } as Course;
    expect(expected(course, { type: 'live' })?.atMs).toBe(361_000);
    expect(expected(course, { type: 'finished' }), 'what has ended is not expected').toBeNull();
    expect(expected({ ...course, forecast: null }, { type: 'live' }), 'nothing is better than a guess').toBeNull();
  });
});
