// Taking the fleet away: what is offered, and that exactly that is asked for.
import { expect, it } from 'vitest';
import { exportOf, extentsOf } from './exporting';
import { FIRST_VIEW } from './fleet.svelte';

const VIEW = { ...FIRST_VIEW, groups: ['Test'], text: 'gw', sort: 'seen', descending: true } as const;

it('offers what there is a difference between', () => {
  const values = (chosen: number, restricted: string) =>
    extentsOf({ chosen, shown: 3, known: 9, restricted }).map(({ value, label }) => [value, label]);
  expect(values(0, '')).toEqual([['all', 'All 9 known devices']]);
  expect(values(2, 'Test')).toEqual([
    ['chosen', 'The 2 devices chosen'],
    ['shown', 'The 3 devices shown'],
    ['all', 'All 9 known devices'],
  ]);
});

it.each([
  ['shown', { view: { ...VIEW, groups: ['Test'] }, chosen: false }],
  ['all', { view: { ...FIRST_VIEW, sort: 'seen', descending: true }, chosen: false }],
  ['chosen', { view: { ...FIRST_VIEW, sort: 'seen', descending: true }, chosen: true }],
] as const)('asks for %s in the order of the table', (extent, expected) => {
  const view = { ...VIEW, groups: [...VIEW.groups] };
  expect(exportOf('c', view, extent, 'csv')).toEqual({ connection: 'c', format: 'csv', ...expected });
});
