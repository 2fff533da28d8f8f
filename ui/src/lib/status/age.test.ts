import { describe, expect, it } from 'vitest';
import { ageOf, nextLook } from './age';

const NOW = 1_000_000_000_000;
const error = { code: 'unreachable', message: 'No answer.', retryable: true } as const;

describe('the age of data', () => {
  it.each([
    [{ type: 'live' } as const, 'good', 'Live, 5 s ago'],
    [{ type: 'syncing' } as const, 'quiet', 'Looking… last seen 5 s ago'],
    [{ type: 'stale', sinceMs: NOW, error } as const, 'warn', 'Stale, last seen 5 s ago'],
    [{ type: 'notVisible', sinceMs: NOW - 60_000 } as const, 'quiet', 'Launched 1 min ago, not visible yet'],
    [{ type: 'settling' } as const, 'good', 'All ended, looking once more, 5 s ago'],
    [{ type: 'finished' } as const, 'quiet', 'Finished, seen 5 s ago'],
    [{ type: 'stopped', error } as const, 'bad', 'Stopped, last seen 5 s ago'],
  ])('%o', (phase, tone, text) => {
    expect(ageOf(phase, NOW - 8000, NOW)).toEqual({ tone, text });
  });

  it('never claims an age for data that was never seen', () => {
    expect(ageOf({ type: 'stale', sinceMs: NOW, error }, null, NOW).text).toBe('Not reached yet');
    expect(ageOf({ type: 'syncing' }, null, NOW).text).toBe('Looking…');
  });

  it('says when the next look is due', () => {
    expect(nextLook(NOW + 11_000, NOW)).toBe('next look in 15 s');
    expect(nextLook(NOW - 50, NOW), 'overdue is now').toBe('looking now');
    expect(nextLook(null, NOW), 'no look is due: nothing is said').toBeNull();
  });
});
