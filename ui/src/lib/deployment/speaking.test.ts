import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Counts, Phase } from '../transport/types';
import { changesWords, phaseWords, Speaker, type Heard } from './speaking';

const NONE: Counts = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };

function heard(counts: Partial<Counts>, phase: Phase['type'] = 'live', gone = 0): Heard {
  const all = { ...NONE, ...counts };
  const error = { code: 'unreachable', message: 'No answer.', retryable: true } as const;
  const phases = {
    stale: { type: 'stale', sinceMs: 0, error },
    stopped: { type: 'stopped', error },
    notVisible: { type: 'notVisible', sinceMs: 0 },
  } as const;
  const told: Phase = phase === 'stale' || phase === 'stopped' || phase === 'notVisible' ? phases[phase] : { type: phase };
  return { counts: all, total: Object.values(all).reduce((sum, one) => sum + one, 0), gone, phase: told };
}

const BEFORE = { pending: 1004, inProgress: 311, succeeded: 8412, failed: 273 };

describe('changes of counts in words', () => {
  it.each<[string, Heard, Heard, string]>([
    ['nothing changed', heard(BEFORE), heard(BEFORE), ''],
    [
      'only what changed',
      heard(BEFORE),
      heard({ ...BEFORE, inProgress: 298, succeeded: 8424, failed: 274 }),
      '12 more succeeded, 1 more failed: 8,424 of 10,000 devices succeeded, 274 failed.',
    ],
    [
      'what did not change is left out',
      heard(BEFORE),
      heard({ ...BEFORE, inProgress: 310, succeeded: 8413 }),
      '1 more succeeded: 8,413 of 10,000 devices succeeded.',
    ],
    ['only what moves', heard(BEFORE), heard({ ...BEFORE, pending: 1000, inProgress: 315 }), 'Now 315 in progress, 1,000 pending.'],
    [
      'a retry takes failures back',
      heard(BEFORE),
      heard({ ...BEFORE, pending: 1005, failed: 272 }),
      '1 fewer failed: 8,412 of 10,000 devices succeeded, 272 failed.',
    ],
    [
      'the last failure is gone from the words, too',
      heard({ failed: 1 }),
      heard({ pending: 1 }),
      '1 fewer failed: 0 of 1 device succeeded.',
    ],
    ['new devices', heard({ pending: 2 }), heard({ pending: 3 }), '1 more device: 0 of 3 devices succeeded.'],
    [
      'devices that are gone',
      heard({ succeeded: 3 }),
      heard({ succeeded: 2 }, 'live', 1),
      '1 fewer device, 1 fewer succeeded, 1 more gone: 2 of 2 devices succeeded.',
    ],
    ['a status nobody knows', heard({ pending: 1 }), heard({ unknown: 1 }), '1 more unknown: 0 of 1 device succeeded, 1 unknown.'],
  ])('%s', (_, before, now, words) => {
    expect(changesWords(before, now)).toBe(words);
  });

  it.each<[Phase['type'], Phase['type'], string | null]>([
    ['live', 'live', null],
    ['live', 'settling', null],
    ['settling', 'finished', 'Finished: 2 of 3 devices succeeded, 1 failed.'],
    ['live', 'stale', null],
    ['stale', 'live', 'The service answers again.'],
    ['stale', 'finished', 'Finished: 2 of 3 devices succeeded, 1 failed.'],
    ['stopped', 'live', 'The service answers again.'],
    ['finished', 'live', null],
  ])('from %s to %s', (before, now, words) => {
    expect(phaseWords(before, heard({ succeeded: 2, failed: 1 }, now))).toBe(words);
  });
});

describe('speaking', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function make(): { said: string[]; speaker: Speaker } {
    const said: string[] = [];
    return { said, speaker: new Speaker((words) => said.push(words)) };
  }

  it('says nothing of what is there when one comes', () => {
    const { said, speaker } = make();
    speaker.hear(heard(BEFORE));
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual([]);
    expect(vi.getTimerCount(), 'and no timer waits').toBe(0);
  });

  it('answers with what a first look found, not with its pieces', () => {
    const { said, speaker } = make();
    speaker.hear(heard({}, 'syncing'));
    speaker.hear(heard({ pending: 40 }, 'syncing'));
    expect(said).toEqual([]);
    speaker.hear(heard({ pending: 90, failed: 1 }));
    expect(said).toEqual(['0 of 91 devices succeeded, 1 failed, 90 pending.']);
  });

  it('tells changes at once, then all that came meanwhile after ten seconds', () => {
    const { said, speaker } = make();
    speaker.hear(heard({ pending: 10 }));
    speaker.hear(heard({ pending: 9, succeeded: 1 }));
    expect(said, 'the first is told at once').toHaveLength(1);
    for (let n = 2; n <= 6; n++) {
      vi.advanceTimersByTime(1_900);
      speaker.hear(heard({ pending: 10 - n, succeeded: n }));
    }
    expect(said, 'not more often').toHaveLength(1);
    vi.advanceTimersByTime(500);
    expect(said.slice(1)).toEqual(['5 more succeeded: 6 of 10 devices succeeded.']);
    vi.advanceTimersByTime(60_000);
    expect(said, 'nothing changed any more').toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is silent where a change was taken back before it was told', () => {
    const { said, speaker } = make();
    speaker.hear(heard({ pending: 2 }));
    speaker.hear(heard({ pending: 1, succeeded: 1 }));
    speaker.hear(heard({ succeeded: 2 }));
    speaker.hear(heard({ pending: 1, succeeded: 1 }));
    vi.advanceTimersByTime(20_000);
    expect(said).toEqual(['1 more succeeded: 1 of 2 devices succeeded.']);
  });

  it('tells the end at once, whatever it just said, and once', () => {
    const { said, speaker } = make();
    speaker.hear(heard({ pending: 2 }));
    speaker.hear(heard({ pending: 1, succeeded: 1 }));
    speaker.hear(heard({ succeeded: 2 }, 'settling'));
    speaker.hear(heard({ succeeded: 2 }, 'finished'));
    speaker.hear(heard({ succeeded: 2 }, 'finished'));
    vi.advanceTimersByTime(60_000);
    expect(said.slice(1)).toEqual(['Finished: 2 of 2 devices succeeded.']);
  });

  it('says that the service answers again, also within ten seconds of another sentence', () => {
    const { said, speaker } = make();
    speaker.hear(heard({ pending: 2 }));
    speaker.hear(heard({ pending: 1, succeeded: 1 }));
    speaker.hear(heard({ pending: 1, succeeded: 1 }, 'stale'));
    speaker.hear(heard({ pending: 1, succeeded: 1 }));
    expect(said.slice(1)).toEqual(['The service answers again.']);
  });

  it('is silent while the past is shown, and tells all that changed after', () => {
    const { said, speaker } = make();
    speaker.hear(heard({ pending: 9 }));
    speaker.hear(heard({ pending: 8, failed: 1 }));
    speaker.hear(null);
    vi.advanceTimersByTime(20_000);
    expect(said).toHaveLength(1);
    speaker.hear(heard({ pending: 5, failed: 4 }));
    expect(said.slice(1)).toEqual(['3 more failed: 0 of 9 devices succeeded, 4 failed.']);
    speaker.stop();
    expect(vi.getTimerCount(), 'left: no timer stays').toBe(0);
  });
});
