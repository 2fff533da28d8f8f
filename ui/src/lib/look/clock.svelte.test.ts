import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { now, today } from './clock.svelte';

const START = Date.UTC(2026, 10, 23, 14, 2, 11);

/** How often something that reads the clock was drawn. */
function drawing(read: () => number): { times: () => number; end: () => void } {
  let times = 0;
  const end = $effect.root(() => {
    $effect(() => {
      read();
      times += 1;
    });
  });
  flushSync();
  return { times: () => times, end };
}

function pass(ms: number): void {
  vi.advanceTimersByTime(ms);
  flushSync();
}

describe('the clock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: START }));
  afterEach(() => void vi.useRealTimers());

  it('draws words by five seconds, by the minute or with the day, each alone', async () => {
    const fresh = drawing(() => now(START));
    const older = drawing(() => now(START - 150_000));
    const dated = drawing(() => today());
    for (let second = 0; second < 10; second++) pass(1000);
    expect([fresh.times(), older.times(), dated.times()], 'only what is seconds old changes within seconds').toEqual([3, 1, 1]);
    for (let second = 0; second < 80; second++) pass(1000);
    expect(fresh.times(), 'a minute old, it sleeps for a minute').toBe(13);
    expect(older.times(), 'at three minutes and at four, and not between').toBe(3);
    for (let minute = 0; minute < 20; minute++) pass(60_000);
    expect(dated.times(), 'once: at the quarter past').toBe(2);
    for (const one of [fresh, older, dated]) one.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(vi.getTimerCount(), 'nobody listens: no timer runs').toBe(0);
  });

  it('runs no timer for words that do not age', () => {
    const drawn = drawing(() => now(null));
    expect(vi.getTimerCount()).toBe(0);
    drawn.end();
  });

  it('draws everything again when the clock was set back', () => {
    const drawn = drawing(() => now(START - 7_200_000));
    pass(60_000);
    const before = drawn.times();
    vi.setSystemTime(START - 3_600_000);
    pass(60_000);
    expect(drawn.times(), 'its words are an hour off').toBe(before + 1);
    drawn.end();
  });
});
