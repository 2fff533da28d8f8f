// How core reads the one search that the design-time page can show in full; other texts are looked for as they stand.
import type { SearchReading } from '../lib/transport/types';

/** A search with an exclusion, an unknown field and a broken value. */
export const SHOWN = '-group:test cause:"No space" took:>5m stat:up in-state:5';

const READING: SearchReading = {
  terms: [
    { text: '-group:test', negated: true, words: 'group holds “test”', problem: null },
    { text: 'cause:"No space"', negated: false, words: 'cause holds “No space”', problem: null },
    { text: 'took:>5m', negated: false, words: 'took over 5 min', problem: null },
    { text: 'stat:up', negated: false, words: 'holds “stat:up”', problem: '“stat” is no field: searched as a text.' },
    {
      text: 'in-state:5',
      negated: false,
      words: null,
      problem: 'in-state takes a length of time with its unit, such as >5m or <1h30m. Left out.',
    },
  ],
  notes: ['Causes are known of 60 of 273 failed devices; the others fit no cause, step or exit code, and every exclusion of one.'],
};

/** The text that is looked for on this page, and how it would be read. */
export function readSearch(text: string): { plain: string; search?: SearchReading } {
  if (text.trim() === '') return { plain: '' };
  if (text === SHOWN) return { plain: '', search: READING };
  return { plain: text.toLowerCase(), search: { terms: [{ text, negated: false, words: `holds “${text}”`, problem: null }], notes: [] } };
}
