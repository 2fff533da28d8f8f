// What the wizard shows when: problems beside fields, refusals at their step, and when Deploy may be pressed.
import { describe, expect, it } from 'vitest';
import { wireError } from '../base/scripted';
import type { Draft, DraftReading, LaunchOutcome, LaunchRecord, Problem } from '../transport/types';
import { EMPTY_DRAFT } from './edits';
import {
  acceptedOf,
  canLeave,
  canSubmit,
  errorAt,
  mayDouble,
  mendable,
  saidBeside,
  shownProblems,
  stepHasError,
  warningsAt,
} from './judge';
import { reduce, START, type WizardEvent, type WizardState } from './state';
import { mayShow, shiftTouched, stepOfField } from './steps';

const NO_FLOW: Problem = { field: 'flowUuid', step: 0, severity: 'error', title: 'No flow', message: 'Choose a flow.' };
const NO_TAG: Problem = { field: 'filters.0.value', step: 1, severity: 'error', title: 'No tag', message: 'Type the tag.' };
const ONLINE: Problem = { field: 'filters', step: 1, severity: 'warning', title: 'Online changes', message: 'The service decides.' };

function reading(change: Partial<DraftReading> = {}): DraftReading {
  return {
    sentence: [],
    breadth: 'restricted',
    problems: [],
    json: '{}',
    curl: 'curl',
    script: 'sh',
    action: 'step',
    secrets: [],
    confirmPhrase: null,
    ...change,
  };
}

function after(...events: WizardEvent[]): WizardState {
  return events.reduce(reduce, START);
}

function opened(draft: Partial<Draft>, read: Partial<DraftReading> = {}): WizardState {
  const state = after({ type: 'loaded', saved: { id: 'd1', draft: { ...EMPTY_DRAFT, ...draft }, savedMs: 1 } });
  const known = reduce(state, { type: 'unresolved', launches: [] });
  return reduce(known, { type: 'read', edition: state.edition, value: reading(read) });
}

const RECORD: LaunchRecord = {
  requestId: 'r',
  connection: 'c',
  sentMs: 1,
  flowUuid: 'f-1',
  flowName: null,
  comment: null,
  target: 'Test',
  outcome: null,
};

describe('which step owns a field', () => {
  it.each([
    ['flowUuid', 0],
    ['groups.3', 1],
    ['filters', 1],
    ['filters.2.extra', 1],
    ['target', 1],
    ['parameters.0.name', 2],
    ['appName', 3],
    ['appVersion', 3],
    ['comment', 3],
    ['confirm', 4],
    ['newField', 4],
  ] as const)('%s belongs to step %i', (field, step) => {
    expect(stepOfField(field), 'an error must be shown where it can be repaired').toBe(step);
  });
});

describe('when a problem is said', () => {
  const nothing = { step: 1, left: new Set<number>(), touched: new Set<string>() };
  it.each([
    ['not at a field nobody reached', NO_TAG, nothing, false],
    ['once the field was touched', NO_TAG, { ...nothing, touched: new Set(['filters.0.value']) }, true],
    ['once the step was left', NO_FLOW, { ...nothing, left: new Set([0]) }, true],
    ['all on Review', NO_TAG, { ...nothing, step: 4 }, true],
    ['a warning at once on its own step', ONLINE, nothing, true],
    ['a warning of a later step later', ONLINE, { ...nothing, step: 0 }, false],
  ] as const)('%s', (_name, problem, seen, shown) => {
    expect(mayShow(problem, seen), 'say it in time, and not before').toBe(shown);
  });

  it('treats the steps before a reopened draft’s as left', () => {
    const state = opened({ step: 2 }, { problems: [NO_FLOW, NO_TAG] });
    expect(shownProblems(state), 'they were passed the last time').toEqual([NO_FLOW, NO_TAG]);
    expect(stepHasError(state, 0), 'the line of steps marks it').toBe(true);
    expect(stepHasError(state, 3), 'a step without a problem is not marked').toBe(false);
  });

  it('moves touched fields up with their rows', () => {
    const touched = new Set(['filters.0.value', 'filters.1.value', 'filters.2.extra', 'comment']);
    expect([...shiftTouched(touched, 'filters', 1)].sort(), 'an untouched row must not inherit an error').toEqual([
      'comment',
      'filters.0.value',
      'filters.1.extra',
    ]);
  });
});

describe('leaving a step', () => {
  it('is held by an error of the step itself only', () => {
    expect(canLeave(opened({ step: 0 }, { problems: [NO_TAG] })), 'a later step’s error is for later').toBe(true);
    expect(canLeave(opened({ step: 1 }, { problems: [NO_TAG] })), 'its own error is shown first').toBe(false);
    expect(canLeave(opened({ step: 1 }, { problems: [ONLINE] })), 'a warning holds nobody').toBe(true);
  });

  it('never leads outside the five steps', () => {
    expect(reduce(opened({ step: 4 }), { type: 'goTo', step: 9 }).draft.step, 'Review is the last').toBe(4);
    expect(reduce(opened({ step: 0 }), { type: 'goTo', step: -1 }).draft.step, 'Flow is the first').toBe(0);
  });
});

describe('when Deploy may be pressed', () => {
  it.each([
    ['everything is well', opened({ step: 4 }), true],
    ['before Review', opened({ step: 3 }), false],
    ['there is an error', opened({ step: 4 }, { problems: [NO_TAG], json: null }), false],
    ['there is a warning', opened({ step: 4 }, { problems: [ONLINE] }), true],
    ['there is no request', opened({ step: 4 }, { json: null }), false],
    ['the reading is of an older draft', reduce(opened({ step: 4 }), { type: 'edit', edit: { type: 'addFilter' } }), false],
    ['the phrase is not typed', opened({ step: 4 }, { confirmPhrase: 'wturb' }), false],
    ['the phrase is another', reduce(opened({ step: 4 }, { confirmPhrase: 'wturb' }), { type: 'confirm', text: 'Wturb' }), false],
    ['the phrase is typed', reduce(opened({ step: 4 }, { confirmPhrase: 'wturb' }), { type: 'confirm', text: 'wturb ' }), true],
    ['it is being sent', reduce(opened({ step: 4 }), { type: 'sending', requestId: 'r' }), false],
  ] as const)('%s', (_name, state, may) => {
    expect(canSubmit(state), 'the button must tell the truth').toBe(may);
  });

  it('asks first where it may double', () => {
    const state = reduce(opened({ step: 4, flowUuid: 'f-1' }), { type: 'unresolved', launches: [RECORD] });
    expect(mayDouble(state), 'a launch of the same flow is unresolved').toBe(true);
    expect(canSubmit(state), 'a second send is never one press away').toBe(false);
    expect(canSubmit(reduce(state, { type: 'acceptDouble', accepted: true })), 'accepted knowingly, it may be sent').toBe(true);
    const other = reduce(opened({ step: 4, flowUuid: 'f-2' }), { type: 'unresolved', launches: [RECORD] });
    expect(mayDouble(other), 'another flow cannot be the same deployment').toBe(false);
  });
});

describe('what the user said yes to', () => {
  const many = (devices: number) => ({ kind: 'many', why: `You asked, and these are ${devices}.`, yes: 'Deploy to all of them' }) as const;

  it('holds for what was asked, and not for more devices', () => {
    const state = opened({ step: 4 }, { asks: [many(120)] });
    const yes = reduce(state, { type: 'accept', ask: many(120), accepted: true });
    expect([canSubmit(yes), acceptedOf(yes)]).toEqual([true, ['many']]);
    const again = reduce(yes, { type: 'read', edition: yes.edition, value: reading({ asks: [many(120)] }) });
    expect(canSubmit(again), 'read anew, and nothing changed').toBe(true);
    const more = reduce(yes, { type: 'read', edition: yes.edition, value: reading({ asks: [many(900)] }) });
    expect([canSubmit(more), acceptedOf(more)], 'the fleet is known better, and nobody said yes to that').toEqual([false, []]);
  });

  it('about one flow is not said of another', () => {
    const two = [RECORD, { ...RECORD, requestId: 's', flowUuid: 'f-2' }];
    const state = reduce(opened({ step: 4, flowUuid: 'f-1' }), { type: 'unresolved', launches: two });
    const yes = reduce(state, { type: 'acceptDouble', accepted: true });
    const commented = reduce(yes, { type: 'edit', edit: { type: 'release', change: { comment: 'x' } } });
    expect(commented.doubleAccepted, 'another comment is still the same deployment').toBe(true);
    const other = reduce(yes, { type: 'edit', edit: { type: 'flow', uuid: 'f-2', flows: [] } });
    expect([mayDouble(other), other.doubleAccepted], 'its own launch is unresolved, and has to be accepted').toEqual([true, false]);
  });

  it.each<WizardEvent>([
    { type: 'edit', edit: { type: 'addGroup', name: 'Test' } },
    { type: 'edit', edit: { type: 'addFilter' } },
    { type: 'edit', edit: { type: 'flow', uuid: 'f-2', flows: [] } },
  ])('by typing the fleet key is forgotten when flow or target change: $edit.type', (edit) => {
    const typed = reduce(opened({ step: 4, flowUuid: 'f-1' }, { confirmPhrase: 'wturb' }), { type: 'confirm', text: 'wturb' });
    expect(reduce(typed, edit).confirmation, 'it was typed for what is not sent any more').toBe('');
  });
});

describe('outcomes', () => {
  const sending = reduce(opened({ step: 4, comment: 'mine' }), { type: 'sending', requestId: 'r' });

  it('a refusal goes to the step that owns its field and loses nothing', () => {
    const error = wireError('invalidInput', 'No such group.', 'groups.0');
    const state = reduce(sending, { type: 'outcome', requestId: 'r', outcome: { type: 'refused', error } });
    expect(state.draft, 'the user is taken to the field with everything typed').toMatchObject({ step: 1, comment: 'mine' });
    expect(errorAt(state, 'groups.0'), 'the words stand beside the field').toBe('No such group.');
    expect(stepHasError(state, 1), 'the step is marked').toBe(true);
    const edited = reduce(state, { type: 'edit', edit: { type: 'addGroup', name: 'Test' } });
    expect(errorAt(edited, 'groups.0'), 'an answer about the old draft goes with the old draft').toBeNull();
  });

  it('a refusal of no field stays on Review', () => {
    const error = wireError('forbidden', 'This token may only look.');
    const state = reduce(sending, { type: 'outcome', requestId: 'r', outcome: { type: 'refused', error } });
    expect(state.refused, 'it is said where Deploy was pressed').toEqual(error);
    expect(state.draft.step, 'there is no better place').toBe(4);
  });

  it('counts how often an unknown launch was looked for', () => {
    const outcome: LaunchOutcome = { type: 'unknown', why: 'cut', trouble: null, created: false, searched: null, candidates: [] };
    const first = reduce(sending, { type: 'outcome', requestId: 'r', outcome });
    const second = reduce(first, { type: 'outcome', requestId: 'r', outcome });
    expect([first.phase, second.phase], '"still nothing" must be told from the first answer').toMatchObject([{ looks: 0 }, { looks: 1 }]);
  });

  it('setting aside leads back to the draft and remembers the doubt', () => {
    const unknown = reduce(sending, { type: 'openUnresolved', record: RECORD });
    const state = reduce(unknown, { type: 'outcome', requestId: 'r', outcome: { type: 'dismissed' } });
    expect(state.phase.type, 'the draft is still there').toBe('editing');
    expect(mayDouble(state), 'deploying again may still create a second one').toBe(true);
  });
});

describe('what one press mends', () => {
  const spelled: Problem = { field: 'groups.0', step: 1, severity: 'warning', title: 'Spelled otherwise', message: 'm', instead: 'Test' };
  const at = (step: number) => ({
    ...START,
    draft: { ...START.draft, step },
    reading: { edition: 0, value: reading({ problems: [spelled] }) },
  });

  it('is said beside its field on its own step, and beside the sentence on the others', () => {
    expect([mendable(at(1), 'groups.').length, mendable(at(1), 'filters.0.').length]).toEqual([1, 0]);
    expect([saidBeside(at(1), spelled), saidBeside(at(4), spelled)]).toEqual([true, false]);
    expect(saidBeside(at(1), { ...spelled, field: 'appName' }), 'that step has no place for it').toBe(false);
  });

  it('of a parameter, everything is said in its row, once', () => {
    const blank: Problem = { ...spelled, field: 'parameters.0.name', step: 2, instead: 'channel' };
    const { instead: _, ...empty } = { ...blank, field: 'parameters.0.value' };
    const state = { ...at(2), reading: { edition: 0, value: reading({ problems: [blank, empty] }) } };
    expect([saidBeside(state, blank), saidBeside(state, empty)]).toEqual([true, true]);
    expect(mendable(state, 'parameters.0.').map((one) => one.instead)).toEqual(['channel']);
    const said = ['name', 'value'].map((part) => warningsAt(state, `parameters.0.${part}`));
    expect(said, 'and not twice').toEqual([[], ['m']]);
  });
});
