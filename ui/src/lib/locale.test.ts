import { afterEach, describe, expect, it } from 'vitest';
import {
  absolute,
  ageShort,
  ago,
  bytes,
  chooseLocale,
  clock,
  clockShort,
  counted,
  duration,
  durationShort,
  momentFull,
  momentShort,
  tellTimesIn,
} from './locale';

const NOW = Date.UTC(2026, 10, 23, 14, 2, 11);

describe('locale', () => {
  it('survives the locale names a bare system gives', () => {
    expect(chooseLocale(['C']), 'WebKitGTK says "C" under LANG=C.UTF-8').toBe('en');
    expect(chooseLocale(['C.UTF-8', 'de-DE']), 'the next usable wish counts').toBe('de-DE');
    expect(chooseLocale([]), 'no wish at all').toBe('en');
  });
});

describe('durations', () => {
  it.each([
    [0, '0 s', '0 s'],
    [41_000, '41 s', '41 s'],
    [130_000, '2 min 10 s', '2 min'],
    [120_000, '2 min', '2 min'],
    [3_900_000, '1 h 5 min', '1 h'],
    [273_600_000, '3 d 4 h', '3 d'],
    [-5000, '0 s', '0 s'],
  ])('%i ms', (ms, long, short) => {
    expect(duration(ms), 'two units, exact').toBe(long);
    expect(durationShort(ms), 'the largest unit').toBe(short);
  });
});

describe('ages', () => {
  it.each([
    [0, 'just now'],
    [4000, 'just now'],
    [19_000, '15 s ago'],
    [130_000, '2 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [20 * 3_600_000, 'yesterday'],
    [4 * 86_400_000, 'Nov 19'],
    [400 * 86_400_000, 'Oct 19, 2025'],
  ])('%i ms ago', (past, words) => {
    expect(ago(NOW - past, NOW)).toBe(words);
  });

  it('says a clock ahead of ours is now, never a negative age', () => {
    expect(ago(NOW + 5000, NOW)).toBe('just now');
  });
});

describe('moments', () => {
  it('names what was assumed and what was not understood', () => {
    expect(momentFull({ type: 'at', ms: NOW, zoneAssumed: false })).toBe(absolute(NOW));
    expect(momentFull({ type: 'unreadable', raw: 'soon' }), 'raw text survives').toContain('soon');
    expect(momentFull({ type: 'absent' })).toBe('not given');
  });

  it('adds the day only when it is not today', () => {
    expect(clock(NOW, NOW)).toBe('14:02:11');
    expect(clock(NOW - 4 * 86_400_000, NOW)).toBe('Nov 19, 14:02');
  });
});

// B16: the same moments in zones east, west, beside UTC, and half an hour off it.
describe.each([
  ['UTC', 'Nov 23, 2026, 14:02:11 UTC', '14:02:11', 'Nov 22, 22:30', 'yesterday'],
  ['Asia/Kolkata', 'Nov 23, 2026, 19:32:11 GMT+5:30', '19:32:11', '04:00:00', '15 h ago'],
  ['America/New_York', 'Nov 23, 2026, 09:02:11 EST', '09:02:11', 'Nov 22, 17:30', 'yesterday'],
  ['Asia/Tokyo', 'Nov 23, 2026, 23:02:11 GMT+9', '23:02:11', '07:30:00', '15 h ago'],
])('times told in %s', (zone, full, time, lateEvening, lateEveningAgo) => {
  const LATE = Date.UTC(2026, 10, 22, 22, 30);
  afterEach(() => tellTimesIn(null));

  it('names the zone in full and uses its days', () => {
    tellTimesIn(zone);
    expect(absolute(NOW), 'the full form names its zone').toBe(full);
    expect(momentFull({ type: 'at', ms: NOW, zoneAssumed: false })).toBe(full);
    expect(clock(NOW, NOW)).toBe(time);
    expect(clock(LATE, NOW), 'whether it is today is a question of the zone').toBe(lateEvening);
    expect(ago(LATE, NOW)).toBe(lateEveningAgo);
  });

  it('shows a time that named no zone as it was written, wherever this computer is', () => {
    tellTimesIn(zone);
    const moment = { type: 'at', ms: NOW, zoneAssumed: true } as const;
    expect(momentFull(moment), 'converted, it would look as exact as the others').toBe(
      'Nov 23, 2026, 14:02:11 (zone not given, taken as UTC)',
    );
    expect(momentShort(moment, 'clock', NOW)).toBe('14:02:11');
  });
});

describe('the zone of this computer', () => {
  const before = process.env['TZ'];
  afterEach(() => {
    process.env['TZ'] = before;
    tellTimesIn(null);
  });

  it.each([
    ['Asia/Kolkata', '19:32'],
    ['America/New_York', '09:02'],
    ['UTC', '14:02'],
  ])('%s is used unless another is set', (zone, time) => {
    process.env['TZ'] = zone;
    tellTimesIn(null);
    expect(clockShort(NOW, NOW)).toBe(time);
    tellTimesIn('UTC');
    expect(clockShort(NOW, NOW), 'the setting outweighs it').toBe('14:02');
  });

  it('counts a day of 23 hours as one', () => {
    tellTimesIn('America/New_York');
    const afternoon = Date.UTC(2026, 2, 8, 20);
    expect(ago(afternoon - 22 * 3_600_000, afternoon), 'the clocks went forward in between').toBe('yesterday');
    expect(ago(afternoon - 40 * 3_600_000, afternoon)).toBe('Mar 6');
  });
});

describe('a clock that was set, and clocks that change', () => {
  afterEach(() => {
    tellTimesIn(null);
  });

  // [zone, moment, now, ago, the time of day, the short clock]
  it.each<[string, string, string, string, string]>([
    ['Europe/Berlin', '2026-03-29T00:59:00Z', '2026-03-29T01:01:00Z', '2 min ago', '01:59'],
    ['Europe/Berlin', '2026-03-28T23:30:00Z', '2026-03-29T20:30:00Z', '21 h ago', '00:30'],
    ['Europe/Berlin', '2026-03-28T22:30:00Z', '2026-03-29T20:30:00Z', 'yesterday', 'Mar 28, 23:30'],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '1 h ago', '02:30'],
    ['Europe/Berlin', '2026-10-24T22:10:00Z', '2026-10-25T22:50:00Z', '24 h ago', '00:10'],
    ['Europe/Berlin', '2026-10-24T21:50:00Z', '2026-10-25T22:50:00Z', 'yesterday', 'Oct 24, 23:50'],
    ['Australia/Lord_Howe', '2026-10-03T15:20:00Z', '2026-10-03T15:40:00Z', '20 min ago', '01:50'],
    ['America/New_York', '2026-11-01T04:05:00Z', '2026-11-02T04:30:00Z', '24 h ago', '00:05'],
  ])('in %s, %s is told at %s as %s', (zone, at, now, said, time) => {
    tellTimesIn(zone);
    expect(ago(Date.parse(at), Date.parse(now)).replaceAll('\u00a0', ' ')).toBe(said);
    expect(clockShort(Date.parse(at), Date.parse(now)).replaceAll('\u00a0', ' ')).toBe(time);
  });

  it('tells no age below nothing, however far a clock was set back', () => {
    for (const ahead of [1, 5_000, 3_600_000, 40 * 86_400_000, 20 * 365 * 86_400_000]) {
      expect(ago(NOW + ahead, NOW), `${ahead} ms ahead`).toBe('just now');
      expect(durationShort(-ahead), `${ahead} ms ahead`).toBe('0 s');
      expect(duration(-ahead)).toBe('0 s');
      expect(ageShort(-ahead)).toBe('0 s');
      expect(clockShort(NOW + ahead, NOW), 'the moment itself is told as it is').not.toBe('');
    }
  });
});

describe('amounts', () => {
  it('fits unit and noun', () => {
    expect(bytes(812)).toBe('812 B');
    expect(bytes(999)).toBe('999 B');
    expect(bytes(65_536)).toBe('66 kB');
    expect(bytes(999_499), 'as many as there are').toBe('999 kB');
    expect(bytes(999_500), 'never a thousand of a unit').toBe('1 MB');
    expect(bytes(3_200_000)).toBe('3.2 MB');
    expect(counted(1, 'device')).toBe('1 device');
    expect(counted(2, 'device')).toBe('2 devices');
  });
});
