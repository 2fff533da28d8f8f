import { describe, expect, it } from 'vitest';
import { ageShort, ago, clock, day } from './lib/locale';
import { nextLook } from './lib/status/age';
import { changesNext, dayMayChange } from './lib/look/ticks';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** What is wrong is tried again by the second. */
const TROUBLED = { type: 'stale', sinceMs: 0, error: { code: 'unreachable', message: 'No answer.', retryable: true } } as const;
const NOW = Date.UTC(2026, 10, 23, 14, 2, 11, 300);

describe('when words about time change next', () => {
  it.each([
    ['a moment ago: in steps of five seconds, on a whole one', 300, 4700],
    ['half a minute ago', 30 * SECOND, 5 * SECOND + 700],
    ['two minutes ago: with the next whole minute of its age', 2 * MINUTE + 20 * SECOND, 40 * SECOND + 700],
    ['exactly three minutes ago', 3 * MINUTE, MINUTE + 700],
    ['two hours ago: with the hour, or where a day may begin', 2 * HOUR + 58 * MINUTE, 2 * MINUTE + 700],
    ['last week: where a day may begin', 7 * 24 * HOUR - 20 * MINUTE, 12 * MINUTE + 48 * SECOND + 700],
    ['in ten seconds', -10 * SECOND, 5 * SECOND + 700],
    ['in five and a half minutes', -5.5 * MINUTE, 30 * SECOND + 700],
  ])('%s', (_, past, wait) => {
    expect(changesNext(NOW - past, NOW) - NOW).toBe(wait);
  });

  it('is always later than now, on a whole second, and within the quarter of an hour', () => {
    for (const past of [-HOUR, -MINUTE, -1, 0, 1, 999, 1000, MINUTE - 1, MINUTE, HOUR - 1, HOUR, 24 * HOUR]) {
      const next = changesNext(NOW - past, NOW);
      expect(next, `${past} ms ago: a time that is past would ring for ever`).toBeGreaterThan(NOW);
      expect(next % SECOND, 'what changes together is drawn together').toBe(0);
      expect(next - NOW).toBeLessThanOrEqual(15 * MINUTE);
    }
  });
});

/** What stands on screen at `at`, where words were told at `from` and then at each change. */
function toldAt(next: (now: number) => number, from: number, at: number): number {
  let told = from;
  for (let due = next(told); due <= at; due = next(told)) told = due;
  return told;
}

// The law: whoever looks sees words that were true within the last second.
describe.each(['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Asia/Kathmandu'])('words in %s are never more than a second late', (zone) => {
  const words: [string, (moment: number, now: number) => string, (moment: number, now: number) => number][] = [
    ['ages', (moment, now) => ago(moment, now, zone), changesNext],
    ['lengths', (moment, now) => ageShort(now - moment), changesNext],
    ['countdowns', (moment, now) => nextLook(TROUBLED, moment, now) ?? '', changesNext],
    ['times of day', (moment, now) => clock(moment, now, zone), (_, now) => dayMayChange(now)],
    ['days', (moment, now) => day(moment, now, zone), (_, now) => dayMayChange(now)],
  ];
  it.each(words)('%s', (_, tell, next) => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 60; round++) {
      const span = [90 * SECOND, 2 * HOUR, 40 * HOUR][round % 3] ?? HOUR;
      const moment = NOW - random(span) + random(10 * MINUTE);
      const from = NOW + random(SECOND);
      const at = from + random(span);
      const told = toldAt((now) => next(moment, now), from, at);
      const allowed = [at, at - SECOND].map((time) => tell(moment, time));
      expect(allowed, `about ${NOW - moment} ms before, told ${at - told} ms ago`).toContain(tell(moment, told));
    }
  });
});
