// The rule of a guard as it is typed: every limit keeps its numbers, also while it is not chosen.
import { GUARD_RANGES, type Counts, type GuardLimit, type GuardRule } from '../transport/types';

export type Numbers = Record<keyof typeof GUARD_RANGES, string>;

export interface RuleForm {
  readonly failedShare: boolean;
  readonly oneCause: boolean;
  readonly noProgress: boolean;
  readonly abort: boolean;
  readonly numbers: Numbers;
}

/** What is offered first. */
const FIRST: RuleForm = {
  failedShare: true,
  oneCause: false,
  noProgress: false,
  abort: true,
  numbers: { percent: '5', least: '50', moreThan: '20', minutes: '15' },
};

/** The form of a rule; the first offer where there is none. */
export function formOf(rule: GuardRule | null): RuleForm {
  if (rule === null) return FIRST;
  const numbers = { ...FIRST.numbers };
  const chosen = { failedShare: false, oneCause: false, noProgress: false };
  for (const limit of rule.limits) {
    chosen[limit.type] = true;
    for (const [name, value] of Object.entries(limit)) if (name in numbers) numbers[name as keyof Numbers] = String(value);
  }
  return { ...chosen, abort: rule.abort, numbers };
}

export type Errors = Partial<Record<keyof Numbers, string>>;

export type Read = { readonly rule: GuardRule } | { readonly rule: null; readonly errors: Errors; readonly why: string | null };

/** The rule that a form says, or what is wrong with it. */
export function ruleOf(form: RuleForm): Read {
  const errors: Errors = {};
  const read = (name: keyof Numbers): number => {
    const { least, most } = GUARD_RANGES[name];
    const text = form.numbers[name].trim();
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    errors[name] = `A whole number from ${String(least)} to ${String(most)}.`;
    return NaN;
  };
  const limits: GuardLimit[] = [];
  if (form.failedShare) limits.push({ type: 'failedShare', percent: read('percent'), least: read('least') });
  if (form.oneCause) limits.push({ type: 'oneCause', moreThan: read('moreThan') });
  if (form.noProgress) limits.push({ type: 'noProgress', minutes: read('minutes') });
  if (Object.keys(errors).length > 0) return { rule: null, errors, why: null };
  if (limits.length === 0) return { rule: null, errors, why: 'Choose at least one limit.' };
  return { rule: { limits, abort: form.abort } };
}

/** Whether a rule is passed by what is on screen already: armed, it would fire at once. */
export function passedAlready(rule: GuardRule, counts: Counts, excused: number): boolean {
  const failed = Math.max(0, counts.failed - excused);
  const finished = counts.succeeded + failed;
  return rule.limits.some((limit) => limit.type === 'failedShare' && finished >= limit.least && failed * 100 > limit.percent * finished);
}
