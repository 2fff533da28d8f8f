// The wizard's state and its reducer: events in, the next state out. No calls, no time, no Svelte.
import type {
  AppError,
  Candidate,
  Draft,
  DraftReading,
  LaunchAsk,
  LaunchOutcome,
  LaunchRecord,
  SavedDraft,
  Searched,
  Suggestions,
} from '../transport/types';
import { applyEdit, EMPTY_DRAFT, type Edit } from './edits';
import { clampStep, shiftTouched, stepOfField } from './steps';

export interface UnknownLaunch {
  readonly requestId: string;
  readonly why: string;
  readonly created: boolean;
  readonly trouble: AppError | null;
  readonly searched: Searched | null;
  readonly candidates: readonly Candidate[];
}

export type Phase =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly error: AppError }
  /** Several drafts are open, and none of them is asked for. */
  | { readonly type: 'choosing' }
  | { readonly type: 'editing' }
  | { readonly type: 'sending' }
  | {
      readonly type: 'unknown';
      readonly launch: UnknownLaunch;
      readonly busy: 'looking' | 'adopting' | 'dismissing' | null;
      readonly error: AppError | null;
      /** How often it was looked for from this screen; says that "still nothing" is news. */
      readonly looks: number;
    }
  | { readonly type: 'landed'; readonly deployment: string; readonly why: string | null }
  /** A batch is sent by core from now on. */
  | { readonly type: 'begun'; readonly batch: string };

export type Saving =
  | { readonly type: 'nothing' }
  | { readonly type: 'waiting' }
  | { readonly type: 'saved'; readonly atMs: number }
  | { readonly type: 'failed'; readonly error: AppError };

export interface WizardState {
  readonly phase: Phase;
  readonly draft: Draft;
  /** Grows with every change of what would be sent; tells a reading of this draft from one of an older. */
  readonly edition: number;
  readonly saving: Saving;
  readonly reading: { readonly edition: number; readonly value: DraftReading } | null;
  /** The last read failed; the sentence shown may be old. */
  readonly readError: AppError | null;
  readonly left: ReadonlySet<number>;
  readonly touched: ReadonlySet<string>;
  /** What the service or core refused, beside the field it named. */
  readonly refusals: Readonly<Record<string, string>>;
  /** A refusal that belongs to no field. */
  readonly refused: AppError | null;
  readonly confirmation: string;
  /** A launch from this draft was set aside without knowing what became of it. */
  readonly setAside: boolean;
  /** The user said to deploy although an earlier launch may have been created too. */
  readonly doubleAccepted: boolean;
  /** What was asked before a launch, and the user said yes to, word by word: of other numbers it is another question. */
  readonly accepted: ReadonlySet<string>;
  readonly suggestions: Suggestions;
  /** Launches of this connection of which nobody knows whether they were created; null until core has said. */
  readonly unresolved: readonly LaunchRecord[] | null;
  /** Why core could not say. */
  readonly unresolvedError: AppError | null;
  /** Launches sent from this screen whose end it has not heard. */
  readonly open: ReadonlySet<string>;
}

export type WizardEvent =
  | { type: 'loaded'; saved: SavedDraft }
  | { type: 'loadFailed'; error: AppError }
  | { type: 'opening' }
  | { type: 'choosing' }
  | { type: 'suggested'; suggestions: Suggestions }
  | { type: 'unresolved'; launches: readonly LaunchRecord[] }
  | { type: 'unresolvedFailed'; error: AppError }
  | { type: 'edit'; edit: Edit }
  | { type: 'touch'; field: string }
  | { type: 'reveal' }
  | { type: 'goTo'; step: number }
  | { type: 'saveDue' }
  | { type: 'saved'; atMs: number }
  | { type: 'saveFailed'; error: AppError }
  | { type: 'read'; edition: number; value: DraftReading }
  | { type: 'readFailed'; error: AppError }
  | { type: 'confirm'; text: string }
  | { type: 'acceptDouble'; accepted: boolean }
  | { type: 'accept'; ask: LaunchAsk; accepted: boolean }
  | { type: 'sending'; requestId: string }
  /** The call broke. `certain`: nothing of it was ever sent. */
  | { type: 'launchFailed'; requestId: string; error: AppError; certain: boolean }
  | { type: 'outcome'; requestId: string; outcome: LaunchOutcome }
  | { type: 'begun'; batch: string }
  | { type: 'busy'; what: 'looking' | 'adopting' | 'dismissing' }
  | { type: 'busyFailed'; error: AppError }
  | { type: 'openUnresolved'; record: LaunchRecord }
  | { type: 'closeUnknown' };

export const NO_SUGGESTIONS: Suggestions = { flows: [], groups: [], tags: [], apps: [], demo: false };

export const START: WizardState = {
  phase: { type: 'loading' },
  draft: EMPTY_DRAFT,
  edition: 0,
  saving: { type: 'nothing' },
  reading: null,
  readError: null,
  left: new Set(),
  touched: new Set(),
  refusals: {},
  refused: null,
  confirmation: '',
  setAside: false,
  doubleAccepted: false,
  accepted: new Set(),
  suggestions: NO_SUGGESTIONS,
  unresolved: null,
  unresolvedError: null,
  open: new Set(),
};

export function reduce(state: WizardState, event: WizardEvent): WizardState {
  switch (event.type) {
    case 'loaded':
      return loaded(state, event.saved);
    case 'loadFailed':
      return { ...state, phase: { type: 'failed', error: event.error } };
    case 'opening':
      return { ...state, phase: { type: 'loading' } };
    case 'choosing':
      return { ...state, phase: { type: 'choosing' } };
    case 'suggested':
      return { ...state, suggestions: event.suggestions };
    case 'unresolved':
      return { ...state, unresolved: event.launches, unresolvedError: null };
    case 'unresolvedFailed':
      return { ...state, unresolvedError: event.error };
    case 'edit':
      return edited(state, event.edit);
    case 'touch':
      return state.touched.has(event.field) ? state : { ...state, touched: new Set([...state.touched, event.field]) };
    case 'reveal':
      return { ...state, left: new Set([...state.left, state.draft.step]) };
    case 'goTo': {
      const step = clampStep(event.step);
      if (step === state.draft.step) return state;
      return { ...state, draft: { ...state.draft, step }, left: new Set([...state.left, state.draft.step]) };
    }
    case 'saveDue':
      return { ...state, saving: { type: 'waiting' } };
    case 'saved':
      return { ...state, saving: { type: 'saved', atMs: event.atMs } };
    case 'saveFailed':
      return { ...state, saving: { type: 'failed', error: event.error } };
    case 'read':
      return { ...state, reading: { edition: event.edition, value: event.value }, readError: null };
    case 'readFailed':
      return { ...state, readError: event.error };
    case 'confirm':
      return { ...state, confirmation: event.text, refusals: withoutKey(state.refusals, 'confirm') };
    case 'acceptDouble':
      return { ...state, doubleAccepted: event.accepted };
    case 'accept': {
      const accepted = new Set([...state.accepted].filter((asked) => asked !== asIsAsked(event.ask)));
      if (event.accepted) accepted.add(asIsAsked(event.ask));
      return { ...state, accepted, refusals: withoutKey(state.refusals, 'confirm') };
    }
    case 'sending':
      return { ...state, phase: { type: 'sending' }, refused: null, refusals: {}, open: new Set([...state.open, event.requestId]) };
    case 'launchFailed':
      return refusedWith(event.certain ? closed(state, event.requestId) : state, event.error);
    case 'outcome':
      return ended(state, event.requestId, event.outcome);
    case 'begun':
      return { ...closed(state, event.batch), phase: { type: 'begun', batch: event.batch } };
    case 'busy':
      return state.phase.type === 'unknown' ? { ...state, phase: { ...state.phase, busy: event.what, error: null } } : state;
    case 'busyFailed':
      return state.phase.type === 'unknown' ? { ...state, phase: { ...state.phase, busy: null, error: event.error } } : state;
    case 'openUnresolved':
      return { ...state, phase: { type: 'unknown', launch: unknownOf(event.record), busy: null, error: null, looks: 0 } };
    case 'closeUnknown':
      if (state.phase.type !== 'unknown' || state.phase.busy !== null) return state;
      // What was known of unresolved launches is older than this one: until it is known anew, nothing may be deployed.
      return { ...state, phase: { type: 'editing' }, unresolved: null, unresolvedError: null, doubleAccepted: false };
  }
}

function loaded(state: WizardState, saved: SavedDraft): WizardState {
  const step = clampStep(saved.draft.step);
  return {
    ...START,
    suggestions: state.suggestions,
    unresolved: state.unresolved,
    unresolvedError: state.unresolvedError,
    open: state.open,
    phase: { type: 'editing' },
    draft: { ...saved.draft, step },
    edition: state.edition + 1,
    saving: saved.savedMs === null ? { type: 'nothing' } : { type: 'saved', atMs: saved.savedMs },
    left: new Set(Array.from({ length: step }, (_, before) => before)),
  };
}

function edited(state: WizardState, edit: Edit): WizardState {
  const draft = applyEdit(state.draft, edit);
  if (draft === state.draft) return state;
  return {
    ...state,
    draft,
    edition: state.edition + 1,
    touched: touchedAfter(state.touched, edit),
    // An answer about the old draft says nothing of the new one, and neither does a yes.
    accepted: new Set(),
    ...(sameAim(state.draft, draft) ? {} : { doubleAccepted: false, confirmation: '' }),
    refusals: {},
    refused: null,
  };
}

/** What was asked, in its words. */
export function asIsAsked({ kind, why, yes }: LaunchAsk): string {
  return JSON.stringify([kind, why, yes]);
}

/** Whether the same is sent to the same devices: what was typed or ticked about one flow and target is not said of another. */
function sameAim(before: Draft, now: Draft): boolean {
  const sameTarget = before.groups === now.groups && before.filters === now.filters && before.batch === now.batch;
  return sameTarget && before.flowUuid.trim() === now.flowUuid.trim();
}

function touchedAfter(touched: ReadonlySet<string>, edit: Edit): ReadonlySet<string> {
  switch (edit.type) {
    case 'removeGroup':
      return shiftTouched(touched, 'groups', edit.index);
    case 'removeFilter':
      return shiftTouched(touched, 'filters', edit.index);
    case 'removeParameter':
      return shiftTouched(touched, 'parameters', edit.index);
    case 'flow':
    case 'addGroup':
    case 'addFilter':
    case 'changeFilter':
    case 'addParameter':
    case 'changeParameter':
    case 'paste':
    case 'release':
    case 'instead':
    case 'guard':
    case 'byFilters':
      return touched;
  }
}

/** A refusal keeps everything: it goes to the step that owns its field, or stays on Review as a line of its own. */
function refusedWith(state: WizardState, error: AppError): WizardState {
  const field = error.code === 'confirmationNeeded' ? 'confirm' : error.field;
  const next: WizardState = { ...state, phase: { type: 'editing' }, left: new Set([...state.left, state.draft.step]) };
  if (field === undefined) return { ...next, refused: error };
  return { ...next, refusals: { [field]: error.message }, draft: { ...state.draft, step: stepOfField(field) } };
}

function ended(state: WizardState, requestId: string, outcome: LaunchOutcome): WizardState {
  switch (outcome.type) {
    case 'created':
      return { ...closed(state, requestId), phase: { type: 'landed', deployment: outcome.deployment, why: null } };
    case 'adopted':
      return { ...closed(state, requestId), phase: { type: 'landed', deployment: outcome.deployment, why: outcome.why } };
    case 'refused':
      return refusedWith(closed(state, requestId), outcome.error);
    case 'dismissed': {
      const setAside = state.setAside || concerns(state, requestId);
      return { ...closed(state, requestId), phase: { type: 'editing' }, setAside, doubleAccepted: false };
    }
    case 'unknown': {
      const looks = state.phase.type === 'unknown' && state.phase.launch.requestId === requestId ? state.phase.looks + 1 : 0;
      const { type: _type, ...known } = outcome;
      const launch = { requestId, ...known };
      return { ...state, doubleAccepted: false, phase: { type: 'unknown', launch, busy: null, error: null, looks } };
    }
  }
}

/** A launch whose end is known stands open no more. */
function closed(state: WizardState, requestId: string): WizardState {
  const open = new Set([...state.open].filter((one) => one !== requestId));
  return { ...state, open, unresolved: state.unresolved?.filter((one) => one.requestId !== requestId) ?? null };
}

/** Whether a launch may be of this very draft: sent from here, or of the same flow. */
function concerns(state: WizardState, requestId: string): boolean {
  const flow = state.draft.flowUuid.trim();
  return state.open.has(requestId) || (state.unresolved ?? []).some((one) => one.requestId === requestId && one.flowUuid === flow);
}

function unknownOf(record: LaunchRecord): UnknownLaunch {
  if (record.outcome?.type === 'unknown') {
    const { type: _type, ...known } = record.outcome;
    return { requestId: record.requestId, ...known };
  }
  return {
    requestId: record.requestId,
    why: 'It was written down to be sent, and no answer was kept: Flightdeck may have been closed meanwhile.',
    created: false,
    trouble: null,
    searched: null,
    candidates: [],
  };
}

function withoutKey(record: Readonly<Record<string, string>>, key: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
