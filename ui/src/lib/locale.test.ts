import { describe, expect, it } from 'vitest';
import { absolute, ago, bytes, chooseLocale, clock, counted, duration, durationShort, momentFull } from './locale';

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
    [4000, '4 s ago'],
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
    expect(momentFull({ type: 'at', ms: NOW, zoneAssumed: true }), 'the assumption is said').toContain('(zone assumed UTC)');
    expect(momentFull({ type: 'at', ms: NOW, zoneAssumed: false })).toBe(absolute(NOW));
    expect(momentFull({ type: 'unreadable', raw: 'soon' }), 'raw text survives').toContain('soon');
    expect(momentFull({ type: 'absent' })).toBe('not given');
  });

  it('adds the day only when it is not today', () => {
    expect(clock(NOW, NOW)).toBe('14:02:11');
    expect(clock(NOW - 4 * 86_400_000, NOW)).toBe('Nov 19, 14:02');
  });
});

describe('amounts', () => {
  it('fits unit and noun', () => {
    expect(bytes(812)).toBe('812 B');
    expect(bytes(65_536)).toBe('64 KiB');
    expect(bytes(3_355_443)).toBe('3.2 MiB');
    expect(counted(1, 'device')).toBe('1 device');
    expect(counted(2, 'device')).toBe('2 devices');
  });
});
