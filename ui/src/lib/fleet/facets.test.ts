// Facets: what stands beside the table, what a press does to the view, and the view in words.
import { describe, expect, it } from 'vitest';
import type { FleetFacets } from '../transport/types';
import { facetsOf, toggled, unrestricted, viewWords } from './facets';
import { FIRST_VIEW } from './fleet.svelte';

const NONE: FleetFacets = { groups: [], moreGroups: 0, tags: [], moreTags: 0, seen: [], last: [], trigger: 0 };
const COUNTS: FleetFacets = {
  ...NONE,
  groups: [
    { value: 'Production', devices: 8800 },
    { value: '', devices: 3 },
  ],
  seen: [
    { value: 'longer', devices: 237 },
    { value: 'online', devices: 9402 },
  ],
  last: [
    { value: 'failed', devices: 273 },
    { value: 'succeeded', devices: 8412 },
  ],
  trigger: 31,
};

describe('facets', () => {
  it('are there where they hold anything, in an order that does not move', () => {
    const facets = facetsOf(COUNTS, FIRST_VIEW);
    expect(
      facets.map((one) => one.name),
      'nothing is tagged',
    ).toEqual(['groups', 'seen', 'last', 'trigger']);
    expect(facets[1]?.entries.map((one) => one.label)).toEqual(['probably online', 'longer ago']);
    expect(facets[2]?.entries.map((one) => [one.label, one.state])).toEqual([
      ['Succeeded', 'succeeded'],
      ['Failed', 'failed'],
    ]);
    expect(facets[0]?.entries[1], 'no group told is a value like others, and said as what it is').toMatchObject({
      label: 'no group told',
      untold: true,
    });
    expect(facetsOf(NONE, FIRST_VIEW)).toEqual([]);
  });

  it('keep what is in force in sight, though nothing fits it any more', () => {
    const view = { ...FIRST_VIEW, groups: ['Lab'], seen: ['withinDay' as const], trigger: true };
    const lit = facetsOf({ ...COUNTS, trigger: 0 }, view).flatMap((one) => one.entries.filter((entry) => entry.lit));
    expect(lit.map(({ facet, value, devices }) => [facet, value, devices])).toEqual([
      ['groups', 'Lab', 0],
      ['seen', 'withinDay', 0],
      ['trigger', 'on', 0],
    ]);
  });

  it.each(['groups', 'seen', 'tags', 'last', 'trigger'] as const)('%s: a second press takes the first back', (facet) => {
    const value = { groups: '', seen: 'online', tags: 'gateway', last: 'failed', trigger: 'on' }[facet];
    const once = toggled(FIRST_VIEW, facet, value);
    expect(unrestricted(once), 'it restricts, also where the value is empty').toBe(false);
    expect(toggled(once, facet, value)).toEqual(FIRST_VIEW);
  });

  it('say the view in words', () => {
    expect(viewWords(FIRST_VIEW), 'all needs no words').toBe('');
    const view = {
      ...FIRST_VIEW,
      groups: ['Production', ''],
      last: ['failed' as const],
      tags: ['gateway'],
      seen: ['online' as const, 'longer' as const],
      trigger: true,
      text: 'north',
    };
    expect(viewWords(view)).toBe(
      'Production or no group told · failed · tagged gateway · probably online or seen longer ago · refusing updates · “north”',
    );
  });
});
