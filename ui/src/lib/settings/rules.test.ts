import { expect, it } from 'vitest';
import { minuteOf, timeOf } from '../base/hours';
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
