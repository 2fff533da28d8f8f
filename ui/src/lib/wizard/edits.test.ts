// What a change to the draft does, and what it must leave alone.
import { describe, expect, it } from 'vitest';
import type { Draft, FlowSuggestion } from '../transport/types';
import { applyEdit, EMPTY_DRAFT, nothingTyped, shapeOf } from './edits';

const FIRMWARE: FlowSuggestion = {
  uuid: 'f-1',
  name: 'Firmware',
  parameters: [
    { name: 'version', value: '4.12.0', note: null },
    { name: 'channel', value: 'stable', note: 'where it is fetched from' },
  ],
  steps: [],
};
const CONFIG: FlowSuggestion = { uuid: 'f-2', name: 'Config', parameters: [{ name: 'channel', value: 'beta', note: null }], steps: [] };
const FLOWS = [FIRMWARE, CONFIG];

function draft(change: Partial<Draft>): Draft {
  return { ...EMPTY_DRAFT, ...change };
}

describe('choosing a flow', () => {
  it('brings the flow’s parameters', () => {
    const after = applyEdit(EMPTY_DRAFT, { type: 'flow', uuid: 'f-1', flows: FLOWS });
    expect(after.parameters, 'nobody should copy names by hand').toEqual([
      { name: 'version', value: '4.12.0' },
      { name: 'channel', value: 'stable' },
    ]);
  });

  it('takes away what the last flow brought, and keeps what was typed', () => {
    const first = applyEdit(draft({ parameters: [{ name: 'mine', value: '1' }] }), { type: 'flow', uuid: 'f-1', flows: FLOWS });
    const typed = applyEdit(first, { type: 'changeParameter', index: 1, change: { value: 'nightly' } });
    const after = applyEdit(typed, { type: 'flow', uuid: 'f-2', flows: FLOWS });
    expect(after.parameters, 'version came with the old flow; channel and mine were typed').toEqual([
      { name: 'channel', value: 'nightly' },
      { name: 'mine', value: '1' },
    ]);
  });

  it('leaves typed parameters alone for a flow nobody knows', () => {
    const after = applyEdit(draft({ parameters: [{ name: 'mine', value: '1' }] }), { type: 'flow', uuid: 'f-9', flows: FLOWS });
    expect(after, 'an unknown flow brings nothing and takes nothing').toEqual(
      draft({ flowUuid: 'f-9', parameters: [{ name: 'mine', value: '1' }] }),
    );
  });

  it('changes nothing when the same flow is chosen again', () => {
    const chosen = draft({ flowUuid: 'f-1' });
    expect(applyEdit(chosen, { type: 'flow', uuid: 'f-1', flows: FLOWS }), 'removed parameters must not come back').toBe(chosen);
  });
});

describe('groups', () => {
  it.each([
    [' Test ', ['Production', 'Test']],
    ['Production', ['Production']],
    ['production', ['Production', 'production']],
    ['  ', ['Production']],
  ])('adding %o', (name, groups) => {
    const after = applyEdit(draft({ groups: ['Production'] }), { type: 'addGroup', name });
    expect(after.groups, 'trimmed, once, case kept because the service tells case apart').toEqual(groups);
  });
});

describe('filters', () => {
  const app = { kind: 'app', operand: 'isNot', value: 'gateway', extra: '4.12.0' } as const;

  it.each([
    ['tag', { kind: 'tag', operand: 'isNot', value: 'gateway', extra: '' }],
    ['specificDevice', { kind: 'specificDevice', operand: 'isNot', value: 'gateway', extra: '' }],
    ['deviceState', { kind: 'deviceState', operand: 'is', value: 'online', extra: '' }],
    ['deployment', { kind: 'deployment', operand: 'is', value: 'failed', extra: '' }],
  ] as const)('turning an app into a %s', (kind, expected) => {
    const after = applyEdit(draft({ filters: [app] }), { type: 'changeFilter', index: 0, change: { kind } });
    expect(after.filters[0], 'a value the new type cannot hold, or an extra out of sight, must not be sent').toEqual(expected);
  });

  it('clears a chosen word when the new type takes free text', () => {
    const online = draft({ filters: [{ kind: 'deviceState', operand: 'is', value: 'online', extra: '' }] });
    const after = applyEdit(online, { type: 'changeFilter', index: 0, change: { kind: 'tag' } });
    expect(after.filters[0]?.value, '"online" is no tag the user typed').toBe('');
  });

  it('offers `is not` only where the API has it', () => {
    expect(shapeOf('deviceState').operands, 'device_state knows `is` alone').toEqual(['is']);
    expect(shapeOf('deployment').operands, 'deployment knows `is` alone').toEqual(['is']);
    expect(shapeOf('tag').operands, 'a tag can be excluded').toEqual(['is', 'isNot']);
  });

  it('removes the row that was meant', () => {
    const two = draft({ filters: [app, { ...app, value: 'camera' }] });
    expect(
      applyEdit(two, { type: 'removeFilter', index: 0 }).filters.map((one) => one.value),
      'the other row stays',
    ).toEqual(['camera']);
  });
});

describe('what is offered instead', () => {
  const tag = { kind: 'tag', operand: 'isNot', value: 'canary ', extra: '' } as const;
  const whole = draft({ groups: ['Prod', 'Test'], filters: [tag], appName: ' gw', parameters: [{ name: 'a ', value: ' 1' }] });

  it.each([
    ['groups.0', 'Site 4 ', { ...whole, groups: ['Site 4 ', 'Test'] }],
    ['groups.0', 'Test', { ...whole, groups: ['Test'] }],
    ['filters.0.value', 'Canary', { ...whole, filters: [{ ...tag, value: 'Canary' }] }],
    ['filters.0.extra', 'dp-1', { ...whole, filters: [{ ...tag, extra: 'dp-1' }] }],
    ['parameters.0.name', 'a', { ...whole, parameters: [{ name: 'a', value: ' 1' }] }],
    ['appName', 'gw', { ...whole, appName: 'gw' }],
    ['flowUuid', 'f-1', { ...whole, flowUuid: 'f-1' }],
  ])('%s becomes %o', (field, value, expected) => {
    expect(applyEdit(whole, { type: 'instead', field, value }), 'exactly as offered, and nothing else').toEqual(expected);
  });
});

it('knows an untouched draft', () => {
  expect(nothingTyped({ ...EMPTY_DRAFT, step: 3 }), 'walking through is not typing').toBe(true);
  expect(nothingTyped(draft({ filters: [{ kind: 'tag', operand: 'is', value: '', extra: '' }] })), 'an added row is a beginning').toBe(
    false,
  );
});
