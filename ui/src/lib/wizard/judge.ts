// What the wizard's state allows and shows: problems beside their fields, and whether Deploy may be pressed.
import type { AskKind, Blocked, LaunchAsk, Problem } from '../transport/types';
import { asIsAsked, type WizardState } from './state';
import { mayShow, REVIEW, stepOfField } from './steps';

/** Whether the reading is of the draft as it stands. */
export function readingIsFresh(state: WizardState): boolean {
  return state.reading?.edition === state.edition;
}

export function problemsOf(state: WizardState): readonly Problem[] {
  return state.reading?.value.problems ?? [];
}

/** The names of parameters whose values are secret. Until the draft is read once, all of them are taken to be. */
export function secretsOf({ reading, draft }: WizardState): readonly string[] {
  return reading?.value.secrets ?? draft.parameters.map(({ name }) => name);
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

/** What is worth knowing of a field, beside it, where nothing is offered instead: see `mendable`. */
export function warningsAt(state: WizardState, field: string): string[] {
  const here = shownProblems(state).filter(
    (problem) => problem.field === field && problem.severity === 'warning' && problem.instead === undefined,
  );
  return here.map((problem) => problem.message);
}

/** Problems of fields that begin so, for which one press takes over what is most likely meant. */
export function mendable(state: WizardState, fields: string): readonly (Problem & { instead: string })[] {
  return shownProblems(state).filter(
    (problem): problem is Problem & { instead: string } => problem.instead !== undefined && problem.field.startsWith(fields),
  );
}

/** Whether a problem is said beside its field on the step that is shown. */
export function saidBeside(state: WizardState, problem: Problem): boolean {
  if (state.draft.step !== problem.step) return false;
  return /^parameters\./.test(problem.field) || (problem.instead !== undefined && /^(groups|filters)\./.test(problem.field));
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

/** What has to be confirmed before this draft is launched. */
export function asksOf(state: WizardState): readonly LaunchAsk[] {
  return state.reading?.value.asks ?? [];
}

/** Why nothing can be launched now. */
export function blockedOf(state: WizardState): Blocked | null {
  return state.reading?.value.blocked ?? null;
}

/** Whether the user said yes to exactly this. */
export function isAccepted(state: WizardState, ask: LaunchAsk): boolean {
  return state.accepted.has(asIsAsked(ask));
}

/** What of that which is asked now the user said yes to. */
export function acceptedOf(state: WizardState): AskKind[] {
  return asksOf(state).flatMap((ask) => (isAccepted(state, ask) ? [ask.kind] : []));
}

function allAccepted(state: WizardState): boolean {
  return asksOf(state).every((ask) => isAccepted(state, ask));
}

/** Whether it is known what became of every earlier launch, or that nobody knows. */
export function launchesKnown(state: WizardState): boolean {
  const { unresolved } = state;
  return unresolved !== null && [...state.open].every((id) => unresolved.some((one) => one.requestId === id));
}

/** Whether deploying this draft may create a second deployment beside one of which nobody knows. */
export function mayDouble(state: WizardState): boolean {
  const flow = state.draft.flowUuid.trim();
  return state.setAside || (state.unresolved ?? []).some((launch) => launch.flowUuid === flow || state.open.has(launch.requestId));
}

/** Why Deploy may not be pressed yet, for the line beside it. */
export function whatIsMissing(state: WizardState): string | null {
  if (state.readError !== null) return 'The draft has to be checked first';
  if (!readingIsFresh(state)) return 'Checking the draft';
  if (problemsOf(state).some((problem) => problem.severity === 'error')) return 'Something needs correcting first';
  if (!launchesKnown(state)) {
    return state.unresolvedError === null ? 'Looking for launches that are unresolved' : 'Unresolved launches have to be known first';
  }
  if (mayDouble(state) && !state.doubleAccepted) return 'Accept first that there may be two';
  if (blockedOf(state) !== null) return 'Your rules forbid it now';
  if (!allAccepted(state)) return 'Confirm first what is asked';
  if (!confirmationGiven(state)) return state.draft.batch === undefined ? 'Type the fleet key first' : 'Type the number of devices first';
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
    blockedOf(state) === null &&
    allAccepted(state) &&
    launchesKnown(state) &&
    (!mayDouble(state) || state.doubleAccepted)
  );
}
