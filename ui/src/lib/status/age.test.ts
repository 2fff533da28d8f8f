import { describe, expect, it } from 'vitest';
import { ageOf, nextLook, nextLookAbout } from './age';

const NOW = 1_000_000_000_000;
const error = { code: 'unreachable', message: 'No answer.', retryable: true } as const;

describe('the age of data', () => {
  it.each([
    [{ type: 'live' } as const, 'good', 'Live, 5 s ago'],
    [{ type: 'syncing' } as const, 'quiet', 'Looking… last seen 5 s ago'],
    [{ type: 'stale', sinceMs: NOW, error } as const, 'warn', 'Stale, last seen 5 s ago'],
    [{ type: 'notVisible', sinceMs: NOW - 60_000 } as const, 'quiet', 'Launched 1 min ago, not visible yet'],
    [{ type: 'settling' } as const, 'good', 'All ended, looking once more, 5 s ago'],
    [{ type: 'finished' } as const, 'quiet', 'Finished, seen just now'],
    [{ type: 'stopped', error } as const, 'bad', 'Stopped, last seen 5 s ago'],
  ])('%o', (phase, tone, text) => {
    expect(ageOf(phase, NOW - 8000, NOW)).toEqual({ tone, text });
  });

  it('never claims an age for data that was never seen', () => {
    expect(ageOf({ type: 'stale', sinceMs: NOW, error }, null, NOW).text).toBe('Not reached yet');
    expect(ageOf({ type: 'syncing' }, null, NOW).text).toBe('Looking…');
  });

  it('says how long ago a finished deployment was seen by the minute', () => {
    expect(ageOf({ type: 'finished' }, NOW - 59_000, NOW).text, 'nothing is expected any more').toBe('Finished, seen just now');
    expect(ageOf({ type: 'finished' }, NOW - 60_000, NOW).text).toBe('Finished, seen 1 min ago');
  });

  it('says when the next look is due, and counts down only where somebody waits for it', () => {
    const [live, stale] = [{ type: 'live' } as const, { type: 'stale', sinceMs: NOW, error } as const];
    expect(nextLook(live, NOW + 11_000, NOW)).toBe('next look within a minute');
    expect(nextLookAbout(live, NOW + 11_000, NOW), 'such words do not change by themselves').toBeNull();
    expect(nextLook(live, NOW + 300_000, NOW)).toBe('next look in 5 min');
    expect(nextLookAbout(live, NOW + 300_000, NOW), 'these do').toBe(NOW + 300_000);
    expect(nextLook(stale, NOW + 11_000, NOW), 'something is wrong: when is it tried again?').toBe('next look in 15 s');
    expect(nextLookAbout(stale, NOW + 11_000, NOW)).toBe(NOW + 11_000);
    expect(nextLook(stale, NOW - 50, NOW), 'overdue is now').toBe('looking now');
    expect(nextLook(live, null, NOW), 'no look is due: nothing is said').toBeNull();
  });
});
