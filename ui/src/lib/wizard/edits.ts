// Changes to a draft, each a pure function of the draft. Nothing typed is thrown away by a change somewhere else.
import {
  FILTER_SHAPES,
  type Draft,
  type FilterDraft,
  type FilterKind,
  type FilterShape,
  type FlowSuggestion,
  type GuardRule,
  type ParameterDraft,
} from '../transport/types';
import { merged } from './pasting';

export type Edit =
  | { type: 'flow'; uuid: string; flows: readonly FlowSuggestion[] }
  | { type: 'addGroup'; name: string }
  | { type: 'removeGroup'; index: number }
  | { type: 'addFilter' }
  | { type: 'changeFilter'; index: number; change: Partial<FilterDraft> }
  | { type: 'removeFilter'; index: number }
  | { type: 'addParameter' }
  | { type: 'changeParameter'; index: number; change: Partial<ParameterDraft> }
  | { type: 'removeParameter'; index: number }
  | { type: 'paste'; parameters: readonly ParameterDraft[] }
  /** Takes over what a problem offers instead of what stands in its field. */
  | { type: 'instead'; field: string; value: string }
  | { type: 'guard'; rule: GuardRule | null }
  /** The target is said by groups and filters, no longer by the devices of a batch. */
  | { type: 'byFilters' }
  | { type: 'release'; change: Partial<Pick<Draft, 'appName' | 'appVersion' | 'comment'>> };

export const EMPTY_DRAFT: Draft = {
  flowUuid: '',
  groups: [],
  filters: [],
  parameters: [],
  appName: '',
  appVersion: '',
  comment: '',
  step: 0,
};

/** What a type of filter takes, as core says it. */
export function shapeOf(kind: FilterKind): FilterShape {
  const shape = FILTER_SHAPES.find((one) => one.kind === kind);
  if (shape === undefined) throw new Error(`Core names no filter ${kind}.`);
  return shape;
}

export function applyEdit(draft: Draft, edit: Edit): Draft {
  switch (edit.type) {
    case 'flow':
      return chooseFlow(draft, edit.uuid, edit.flows);
    case 'addGroup': {
      const name = edit.name.trim();
      return name === '' || draft.groups.includes(name) ? draft : { ...draft, groups: [...draft.groups, name] };
    }
    case 'removeGroup':
      return { ...draft, groups: without(draft.groups, edit.index) };
    case 'addFilter':
      return { ...draft, filters: [...draft.filters, { kind: 'tag', operand: 'is', value: '', extra: '' }] };
    case 'changeFilter':
      return { ...draft, filters: changed(draft.filters, edit.index, (filter) => changeFilter(filter, edit.change)) };
    case 'removeFilter':
      return { ...draft, filters: without(draft.filters, edit.index) };
    case 'addParameter':
      return { ...draft, parameters: [...draft.parameters, { name: '', value: '' }] };
    case 'changeParameter':
      return { ...draft, parameters: changed(draft.parameters, edit.index, (one) => ({ ...one, ...edit.change })) };
    case 'removeParameter':
      return { ...draft, parameters: without(draft.parameters, edit.index) };
    case 'paste':
      return { ...draft, parameters: merged(draft.parameters, edit.parameters) };
    case 'release':
      return { ...draft, ...edit.change };
    case 'instead':
      return instead(draft, edit.field, edit.value);
    case 'guard':
      return guarded(draft, edit.rule);
    case 'byFilters': {
      const { batch, ...rest } = draft;
      return batch === undefined ? draft : rest;
    }
  }
}

/** Exactly as it is offered: a name that was told may well end with a blank. */
function instead(draft: Draft, field: string, value: string): Draft {
  const [list = '', row, part] = field.split('.');
  const index = Number(row);
  switch (list) {
    case 'groups':
      return { ...draft, groups: [...new Set(changed(draft.groups, index, () => value))] };
    case 'filters':
      return {
        ...draft,
        filters: changed(draft.filters, index, (filter) => ({ ...filter, [part === 'extra' ? 'extra' : 'value']: value })),
      };
    case 'parameters':
      return {
        ...draft,
        parameters: changed(draft.parameters, index, (one) => ({ ...one, [part === 'value' ? 'value' : 'name']: value })),
      };
    case 'flowUuid':
      return chooseFlow(draft, value, []);
    case 'appName':
    case 'appVersion':
    case 'comment':
      return { ...draft, [list]: value };
    default:
      return draft;
  }
}

/** Without a rule the draft names none at all. */
function guarded(draft: Draft, rule: GuardRule | null): Draft {
  const { guard, ...rest } = draft;
  if (rule === null) return guard === undefined ? draft : rest;
  return { ...rest, guard: rule };
}

/** A change of type keeps a typed value where the new type can hold it; the operand follows what the type allows. */
function changeFilter(filter: FilterDraft, change: Partial<FilterDraft>): FilterDraft {
  const next = { ...filter, ...change };
  if (change.kind === undefined || change.kind === filter.kind) return next;
  const { choices, operands } = shapeOf(next.kind);
  if (choices !== null) next.value = choices[0]?.value ?? '';
  else if (shapeOf(filter.kind).choices !== null) next.value = '';
  if (!operands.includes(next.operand)) next.operand = 'is';
  // A version is no deployment id, and an unseen extra would still be sent.
  next.extra = '';
  return next;
}

/**
 * Another flow brings its own parameters. What the last flow brought and nobody changed goes with it; what was typed stays, and wins over
 * the new flow's value of the same name.
 */
function chooseFlow(draft: Draft, uuid: string, flows: readonly FlowSuggestion[]): Draft {
  const before = flows.find((flow) => flow.uuid === draft.flowUuid)?.parameters ?? [];
  const chosen = flows.find((flow) => flow.uuid === uuid)?.parameters ?? [];
  if (uuid === draft.flowUuid) return draft;
  const kept = draft.parameters.filter(
    (typed) =>
      (typed.name !== '' || typed.value !== '') && !before.some((brought) => brought.name === typed.name && brought.value === typed.value),
  );
  const brought = chosen
    .filter((parameter) => !kept.some((typed) => typed.name === parameter.name))
    .map(({ name, value }) => ({ name, value }));
  return { ...draft, flowUuid: uuid, parameters: [...brought, ...kept] };
}

function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, at) => at !== index);
}

function changed<T>(list: readonly T[], index: number, change: (one: T) => T): T[] {
  return list.map((one, at) => (at === index ? change(one) : one));
}

/** Whether nothing was typed yet, so that discarding needs no question. */
export function nothingTyped(draft: Draft): boolean {
  const lists = draft.groups.length + draft.filters.length + draft.parameters.length;
  return lists === 0 && draft.batch === undefined && draft.flowUuid + draft.appName + draft.appVersion + draft.comment === '';
}
