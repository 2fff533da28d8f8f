// What of a search's reading is worth saying: one plain word explains itself.
import type { SearchReading, SearchTerm } from '../transport/types';

/** Whether a term is just a word or phrase to be found somewhere. */
function plain({ negated, problem, words }: SearchTerm): boolean {
  return !negated && problem === null && words !== null && words.startsWith('holds ');
}

/** Whether the reading says more than the text itself does. */
export function worthSaying(reading: SearchReading | null): reading is SearchReading {
  return reading !== null && (reading.notes.length > 0 || reading.terms.length > 1 || !reading.terms.every(plain));
}

/** The terms that were not understood as they stand. */
export function problems(reading: SearchReading): { text: string; problem: string }[] {
  return reading.terms.flatMap(({ text, problem }) => (problem === null ? [] : [{ text, problem }]));
}
