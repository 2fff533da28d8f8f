// The wizard's five steps, and which of them owns which field.
import { fieldOf } from '../failures';
import { STEPS, type Problem } from '../transport/types';

/** The last step, where everything is read once more. */
export const REVIEW = STEPS.length - 1;

/** The step that owns a field; rows carry their number (`filters.2.value`). What no step owns is said on Review. */
export function stepOfField(field: string): number {
  return fieldOf(field)?.step ?? REVIEW;
}

/** A step within 0 to 4, whatever a stored draft says. */
export function clampStep(step: number): number {
  return Number.isInteger(step) ? Math.min(Math.max(step, 0), REVIEW) : 0;
}

/** What is known of whether a problem may be shown yet. */
export interface Seen {
  readonly step: number;
  readonly left: ReadonlySet<number>;
  readonly touched: ReadonlySet<string>;
}

/** A problem is said once its step was left or its field touched, and everything is said on Review: nobody is scolded for a field not reached yet. */
export function mayShow(problem: Problem, seen: Seen): boolean {
  if (seen.step === REVIEW || seen.left.has(problem.step) || seen.touched.has(problem.field)) return true;
  // A warning tells what a choice means; it belongs to the moment the choice is made.
  return problem.severity === 'warning' && problem.step === seen.step;
}

/** The touched fields after row `removed` of `list` went away: those of later rows move up with their rows. */
export function shiftTouched(touched: ReadonlySet<string>, list: string, removed: number): ReadonlySet<string> {
  const shifted = new Set<string>();
  for (const field of touched) {
    const [head, index, ...rest] = field.split('.');
    if (head !== list || index === undefined) {
      shifted.add(field);
      continue;
    }
    const row = Number(index);
    if (row === removed) continue;
    shifted.add(row > removed ? [head, String(row - 1), ...rest].join('.') : field);
  }
  return shifted;
}
