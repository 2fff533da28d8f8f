import { expect, it } from 'vitest';
import { levelsThatFit } from './cve';

const levels = (...counts: number[]) => counts.map((count, at) => ({ level: ['Critical', 'High', 'Medium', 'Low'][at] ?? 'Other', count }));

it.each([
  [levels(2), 18, 1],
  [levels(2, 5), 20, 2],
  [levels(2, 5, 1), 20, 1],
  [levels(1200, 567), 20, 1],
  [levels(2, 5, 1, 3), 40, 4],
  [levels(2, 5, 1, 3), 34, 3],
])('B21: %o in %i characters: %i', (all, room, fit) => {
  expect(levelsThatFit(all, room), 'the most severe always, the others whole or counted').toBe(fit);
});
