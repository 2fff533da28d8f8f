// The wizard's state and its reducer: events in, the next state out. No calls, no time, no Svelte.
import type {
  AppError,
  Candidate,
  Draft,
  DraftReading,
  LaunchOutcome,
  LaunchRecord,
  Problem,
  SavedDraft,
  Suggestions,
} from '../transport/types';
import { applyEdit, EMPTY_DRAFT, type Edit } from './edits';
import { clampStep, mayShow, REVIEW, shiftTouched, stepOfField } from './steps';

export interface UnknownLaunch {
  readonly requestId: string;
  readonly why: string;
  readonly created: boolean;
  readonly candidates: readonly Candidate[];
}

export type Phase =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly error: AppError }
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
  | { readonly type: 'landed'; readonly deployment: string; readonly why: string | null };

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
  readonly suggestions: Suggestions;
  /** Launches of this connection of which nobody knows whether they were created. */
  readonly unresolved: readonly LaunchRecord[];
}

export type WizardEvent =
  | { type: 'loaded'; saved: SavedDraft }
  | { type: 'loadFailed'; error: AppError }
  | { type: 'suggested'; suggestions: Suggestions }
  | { type: 'unresolved'; launches: readonly LaunchRecord[] }
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
  | { type: 'sending' }
  | { type: 'launchFailed'; error: AppError }
  | { type: 'outcome'; requestId: string; outcome: LaunchOutcome }
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
  suggestions: NO_SUGGESTIONS,
  unresolved: [],
};

export function reduce(state: WizardState, event: WizardEvent): WizardState {
  switch (event.type) {
    case 'loaded':
      return loaded(state, event.saved);
    case 'loadFailed':
      return { ...state, phase: { type: 'failed', error: event.error } };
    case 'suggested':
      return { ...state, suggestions: event.suggestions };
    case 'unresolved':
      return { ...state, unresolved: event.launches };
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
    case 'sending':
      return { ...state, phase: { type: 'sending' }, refused: null, refusals: {} };
    case 'launchFailed':
      return refusedWith(state, event.error);
    case 'outcome':
      return ended(state, event.requestId, event.outcome);
    case 'busy':
      return state.phase.type === 'unknown' ? { ...state, phase: { ...state.phase, busy: event.what, error: null } } : state;
    case 'busyFailed':
      return state.phase.type === 'unknown' ? { ...state, phase: { ...state.phase, busy: null, error: event.error } } : state;
    case 'openUnresolved':
      return { ...state, phase: { type: 'unknown', launch: unknownOf(event.record), busy: null, error: null, looks: 0 } };
    case 'closeUnknown':
      return state.phase.type === 'unknown' && state.phase.busy === null ? { ...state, phase: { type: 'editing' } } : state;
  }
}

function loaded(state: WizardState, saved: SavedDraft): WizardState {
  const step = clampStep(saved.draft.step);
  return {
    ...START,
    suggestions: state.suggestions,
    unresolved: state.unresolved,
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
    // An answer about the old draft says nothing of the new one.
    refusals: {},
    refused: null,
  };
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
    case 'release':
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
  const unresolved = state.unresolved.filter((one) => one.requestId !== requestId);
  switch (outcome.type) {
    case 'created':
      return { ...state, unresolved, phase: { type: 'landed', deployment: outcome.deployment, why: null } };
    case 'adopted':
      return { ...state, unresolved, phase: { type: 'landed', deployment: outcome.deployment, why: outcome.why } };
    case 'refused':
      return refusedWith({ ...state, unresolved }, outcome.error);
    case 'dismissed':
      return { ...state, unresolved, phase: { type: 'editing' }, setAside: true, doubleAccepted: false };
    case 'unknown': {
      const looks = state.phase.type === 'unknown' && state.phase.launch.requestId === requestId ? state.phase.looks + 1 : 0;
      const { why, created, candidates } = outcome;
      const launch = { requestId, why, created, candidates };
      return { ...state, doubleAccepted: false, phase: { type: 'unknown', launch, busy: null, error: null, looks } };
    }
  }
}

function unknownOf(record: LaunchRecord): UnknownLaunch {
  if (record.outcome?.type === 'unknown') {
    const { why, created, candidates } = record.outcome;
    return { requestId: record.requestId, why, created, candidates };
  }
  return {
    requestId: record.requestId,
    why: 'It was written down to be sent, and no answer was kept: Flightdeck may have been closed meanwhile.',
    created: false,
    candidates: [],
  };
}

/** Whether a launch that ended in this error may have been sent all the same. Core sends nothing before any other. */
export function mayHaveBeenSent(error: AppError): boolean {
  return error.code === 'internal' || error.code === 'outcomeUnknown';
}

/** Whether the reading is of the draft as it stands. */
export function readingIsFresh(state: WizardState): boolean {
  return state.reading?.edition === state.edition;
}

export function problemsOf(state: WizardState): readonly Problem[] {
  return state.reading?.value.problems ?? [];
}

/** The problems that may be said now. */
export function shownProblems(state: WizardState): readonly Problem[] {
  const seen = { step: state.draft.step, left: state.left, touched: state.touched };
  return problemsOf(state).filter((problem) => mayShow(problem, seen));
}

/** What is said beside a field: a refusal first, else the first error that may be shown. */
export function errorAt(state: WizardState, field: string): string | null {
  const refusal = state.refusals[field];
  if (refusal !== undefined) return refusal;
  return shownProblems(state).find((problem) => problem.field === field && problem.severity === 'error')?.message ?? null;
}

/** How a step stands in the line of steps. */
export function stepHasError(state: WizardState, step: number): boolean {
  const refused = Object.keys(state.refusals).some((field) => field !== 'confirm' && stepOfField(field) === step);
  return refused || shownProblems(state).some((problem) => problem.step === step && problem.severity === 'error');
}

/** Whether the current step can be left forward: no error of its own in what was read. */
export function canLeave(state: WizardState): boolean {
  return !problemsOf(state).some((problem) => problem.step === state.draft.step && problem.severity === 'error');
}

export function confirmationGiven(state: WizardState): boolean {
  const phrase = state.reading?.value.confirmPhrase ?? null;
  return phrase === null || state.confirmation.trim() === phrase;
}

/** Whether deploying this draft may create a second deployment beside one of which nobody knows. */
export function mayDouble(state: WizardState): boolean {
  return state.setAside || state.unresolved.some((launch) => launch.flowUuid === state.draft.flowUuid.trim());
}

/** Why Deploy may not be pressed yet, for the line beside it. */
export function whatIsMissing(state: WizardState): string | null {
  if (state.readError !== null) return 'The draft has to be checked first';
  if (problemsOf(state).some((problem) => problem.severity === 'error')) return 'Something needs correcting first';
  if (mayDouble(state) && !state.doubleAccepted) return 'Accept first that there may be two';
  if (!confirmationGiven(state)) return 'Type the fleet key first';
  return null;
}

/** Whether Deploy may be pressed: on Review, with a reading of this very draft that has a request and no errors, and confirmed where asked. */
export function canSubmit(state: WizardState): boolean {
  return (
    state.phase.type === 'editing' &&
    state.draft.step === REVIEW &&
    readingIsFresh(state) &&
    state.reading?.value.json !== null &&
    !problemsOf(state).some((problem) => problem.severity === 'error') &&
    confirmationGiven(state) &&
    (!mayDouble(state) || state.doubleAccepted)
  );
}

function withoutKey(record: Readonly<Record<string, string>>, key: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
