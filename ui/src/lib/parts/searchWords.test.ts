import { describe, expect, it } from 'vitest';
import type { SearchTerm } from '../transport/types';
import { problems, worthSaying } from './searchWords';

const WORD: SearchTerm = { text: 'gate', negated: false, words: 'holds “gate”', problem: null };
const GROUP: SearchTerm = { text: '-group:test', negated: true, words: 'group holds “test”', problem: null };
const BROKEN: SearchTerm = { text: 'took:5', negated: false, words: null, problem: 'took takes a length of time. Left out.' };

describe('the reading of a search', () => {
  it('is said where it says more than the text', () => {
    const of = (...terms: SearchTerm[]) => worthSaying({ terms, notes: [] });
    expect(worthSaying(null), 'no text').toBe(false);
    expect(of(WORD), 'one plain word explains itself').toBe(false);
    expect(of(WORD, WORD), 'that both must hold does not').toBe(true);
    expect(of({ ...WORD, negated: true })).toBe(true);
    expect(of(GROUP)).toBe(true);
    expect(of(BROKEN), 'what was left out is always said').toBe(true);
    expect(of({ ...WORD, problem: 'The quote is not closed.' })).toBe(true);
    expect(worthSaying({ terms: [WORD], notes: ['Open.'] })).toBe(true);
  });

  it('names what was not understood', () => {
    expect(problems({ terms: [WORD, BROKEN, GROUP], notes: [] })).toEqual([{ text: 'took:5', problem: BROKEN.problem }]);
  });
});
