import { expect, it } from 'vitest';
import { searchedWords } from './searched';

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
