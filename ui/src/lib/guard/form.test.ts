import { describe, expect, it } from 'vitest';
import type { Counts, GuardRule } from '../transport/types';
import { formOf, passedAlready, ruleOf } from './form';

const RULE: GuardRule = {
  limits: [
    { type: 'failedShare', percent: 7, least: 80 },
    { type: 'noProgress', minutes: 30 },
  ],
  abort: false,
};

describe('the form of a guard', () => {
  it('says a rule back exactly', () => {
    expect(ruleOf(formOf(RULE))).toEqual({ rule: RULE });
    const all: GuardRule = { limits: [{ type: 'oneCause', moreThan: 3 }], abort: true };
    expect(ruleOf(formOf(all))).toEqual({ rule: all });
  });

  it('offers one that stops at 5 %', () => {
    expect(ruleOf(formOf(null))).toEqual({ rule: { limits: [{ type: 'failedShare', percent: 5, least: 50 }], abort: true } });
  });

  it.each([
    ['', 'percent'],
    ['5.5', 'percent'],
    ['-1', 'percent'],
    ['100', 'percent'],
    ['1e1', 'percent'],
  ])('does not take %j for a share', (percent, field) => {
    const form = formOf(null);
    const read = ruleOf({ ...form, numbers: { ...form.numbers, percent } });
    expect(read.rule === null ? Object.keys(read.errors) : 'taken').toEqual([field]);
  });

  it('asks for nothing that is not chosen, and for one limit at least', () => {
    const form = { ...formOf(null), failedShare: false, numbers: { percent: 'x', least: 'x', moreThan: 'x', minutes: 'x' } };
    const read = ruleOf(form);
    expect(read.rule === null ? [read.why, read.errors] : 'taken').toEqual(['Choose at least one limit.', {}]);
  });

  it('knows a rule that is passed before it is armed', () => {
    const counts: Counts = { pending: 9, inProgress: 0, succeeded: 92, failed: 8, aborted: 500, unknown: 0 };
    const at = (percent: number, least: number): GuardRule => ({ limits: [{ type: 'failedShare', percent, least }], abort: true });
    expect(passedAlready(at(7, 100), counts, 0), '8 of 100').toBe(true);
    expect(passedAlready(at(8, 100), counts, 0), 'exactly 8 %').toBe(false);
    expect(passedAlready(at(5, 101), counts, 0), 'too few have finished').toBe(false);
    expect(passedAlready(at(5, 50), counts, 8), 'all of them are acknowledged').toBe(false);
  });
});
