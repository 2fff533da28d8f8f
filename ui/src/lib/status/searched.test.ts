import { expect, it } from 'vitest';
import type { Candidate } from '../transport/types';
import { perhapsWords, searchedWords, troubleWords } from './searched';

const AT = Date.UTC(2026, 10, 23, 14, 2, 11);

it.each([
  [{ deployments: 0, whole: true, backToMs: null }, 'The list was read whole; it is empty.'],
  [{ deployments: 318, whole: true, backToMs: AT }, 'The whole list was read: 318 deployments.'],
  [{ deployments: 1000, whole: false, backToMs: AT }, 'The newest 1,000 deployments were read, back to Nov 23, 2026, 14:02:11 UTC.'],
  [{ deployments: 1, whole: false, backToMs: null }, '1 deployment was read; its time could not be.'],
  [{ deployments: 7, whole: false, backToMs: null }, '7 deployments were read; their times could not be.'],
])('B3: %o', (searched, words) => {
  expect(searchedWords(searched), 'how far it looked is part of what is known').toBe(words);
});

it.each<[Partial<Candidate>, string | null]>([
  [{ perhaps: false, created: { type: 'at', ms: AT, zoneAssumed: false } }, null],
  [{ perhaps: true, created: { type: 'at', ms: AT, zoneAssumed: false } }, 'Perhaps: the comment fits, the time does not.'],
  [{ perhaps: true, created: { type: 'unreadable', raw: 'soon' } }, 'Perhaps: the comment fits, the time cannot be read.'],
  [{ perhaps: true, created: { type: 'absent' } }, 'Perhaps: the comment fits, the time cannot be read.'],
])('B1: %o', (candidate, words) => {
  const whole: Candidate = { uuid: 'dp-1', comment: null, created: { type: 'absent' }, perhaps: false, ...candidate };
  expect(perhapsWords(whole), 'offered all the same, with why it may not be it').toBe(words);
});

it('B4: says that it looks again by itself', () => {
  expect(troubleWords({ code: 'unreachable', message: 'No network.', retryable: true })).toBe(
    'Looking for it failed. The service cannot be reached. No network. Flightdeck looks again by itself as soon as the service answers.',
  );
});
