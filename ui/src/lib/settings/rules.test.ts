import { expect, it } from 'vitest';
import { hoursOf, minuteOf, timeOf } from '../base/hours';
import { rulesWords } from './rules';

it.each([
  ['22:00', 1320],
  ['6:05', 365],
  ['00:00', 0],
  ['24:00', null],
  ['12:60', null],
  ['noon', null],
  ['', null],
])('reads %s as minute %s', (time, minute) => {
  expect(minuteOf(time)).toBe(minute);
  if (minute !== null) expect(minuteOf(timeOf(minute)), 'and writes what it reads').toBe(minute);
});

it('tells rules in a line', () => {
  const none = { production: false, readOnly: false, askAbove: null, forbidden: [] };
  expect(rulesWords(none), 'nothing is nothing').toBe('');
  expect(rulesWords({ ...none, readOnly: true, askAbove: 1000, forbidden: [{ days: [1], from: 0, to: 60 }] })).toBe(
    'read only · asks above 1,000 devices · 1 span of forbidden hours',
  );
});

it.each([
  [[1, 7], '22:00', '06:00', { days: [1, 7], from: 1320, to: 360 }],
  [[1], '00:00', '0:00', { days: [1], from: 0, to: 1440 }],
  [[], '22:00', '06:00', null],
  [[1], '22', '06:00', null],
  [[1], '22:00', '24:00', null],
])('keeps %o from %s to %s as %o', (days, from, to, kept) => {
  expect(hoursOf([{ days, from, to }])).toEqual(kept === null ? null : [kept]);
});
