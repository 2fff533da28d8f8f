// The words that depend on the draft, and what is suggested for what is typed.
import { expect, it } from 'vitest';
import type { Draft, FilterDraft } from '../transport/types';
import { EMPTY_DRAFT } from './edits';
import { deployWords, flowOf, matching } from './words';

const TAG: FilterDraft = { kind: 'tag', operand: 'is', value: 'gateway', extra: '' };

it.each<[Partial<Draft>, string]>([
  [{}, 'Deploy to the whole fleet'],
  [{ groups: ['Test'] }, 'Deploy to Test'],
  [{ groups: ['Production', 'Test'] }, 'Deploy to Production and Test'],
  [{ groups: ['North', 'South', 'East'] }, 'Deploy to North, South and East'],
  [{ groups: ['North', 'South', 'East', 'West'] }, 'Deploy to 4 groups'],
  [{ groups: ['a'.repeat(60)] }, 'Deploy to 1 group'],
  [{ filters: [TAG] }, 'Deploy to matching devices'],
  [{ groups: ['Test'], filters: [TAG] }, 'Deploy to matching devices in Test'],
])('the button for %o says "%s"', (change, words) => {
  expect(deployWords({ ...EMPTY_DRAFT, ...change }), 'the button says what it does, and no number nobody knows').toBe(words);
});

it('finds the flow a uuid belongs to', () => {
  const flow = { uuid: 'f-1', name: 'Firmware', parameters: [], steps: [] };
  expect(flowOf([flow], ' f-1 '), 'a pasted space does not hide it').toBe(flow);
  expect(flowOf([flow], 'f-2'), 'an unknown one is unknown').toBeNull();
});

it('suggests what begins with the typed text first', () => {
  expect(matching(['Pre-production', 'Production', 'Test'], 'PRO'), 'case is ignored while searching').toEqual([
    'Production',
    'Pre-production',
  ]);
  expect(matching(['Production', 'Test'], ' '), 'nothing typed suggests all').toEqual(['Production', 'Test']);
});
