// How the line of counts is written so that it stays one line: with room for growing numbers while there is some, then without it; then zeros
// are folded to their glyph, then one word after the other is left to its glyph, the least telling first.
// By arithmetic, not by measuring: a line that is laid out to be measured would be seen to jump.
import { number } from '../locale';
import { STATES, stateLook } from '../look/states';
import type { Counts } from '../transport/types';

interface Line {
  counts: Counts;
  gone: number;
  total: number;
  /** What devices are judged to be, where that is shown. */
  judged: readonly { word: string; count: number }[];
  /** In pixels at 100 % text. */
  width: number;
  /** Chips stand closer in a narrow window. */
  tight: boolean;
}

interface ChipForms {
  /** Each number has the room of the largest. */
  roomy: boolean;
  /** Words that are left to their glyph; the number stands. */
  short: ReadonlySet<string>;
  /** Words of which only the glyph is left: there are none. */
  folded: ReadonlySet<string>;
}

/** In pixels, a little more than measured. */
const LETTER = 7.1;
const DIGIT = 7.7;
/** Borders, padding, glyph, gaps: of a chip with its word, and what is saved in a narrow window. */
const CHROME = 52;
const TIGHT = 8;
const FOLDED = 40;

const LEAST_TELLING_FIRST = ['Gone', 'Unknown', 'Aborted', 'Pending', 'Succeeded', 'In progress', 'Failed'];

export function chipForms({ counts, gone, total, judged, width, tight }: Line): ChipForms {
  const chips = [
    { word: 'All', count: total },
    ...STATES.map((state) => ({ word: stateLook(state).word, count: counts[state] })),
    ...(gone > 0 ? [{ word: 'Gone', count: gone }] : []),
    ...judged,
  ];
  const none = new Set<string>();
  const zeros = new Set(chips.filter(({ count }) => count === 0).map(({ word }) => word));

  const widthOf = (folded: ReadonlySet<string>, short: ReadonlySet<string>, most: number | null): number =>
    chips.reduce((sum, { word, count }) => {
      const saved = tight ? TIGHT : 0;
      if (folded.has(word)) return sum + FOLDED - saved;
      const letters = short.has(word) ? -0.7 : word.length;
      return sum + CHROME - saved + letters * LETTER + number(most ?? count).length * DIGIT;
    }, 0);

  if (widthOf(none, none, total) <= width) return { roomy: true, short: none, folded: none };
  if (widthOf(none, none, null) <= width) return { roomy: false, short: none, folded: none };
  const short = new Set<string>();
  for (const word of LEAST_TELLING_FIRST) {
    if (widthOf(zeros, short, null) <= width) break;
    if (!zeros.has(word)) short.add(word);
  }
  return { roomy: false, short, folded: zeros };
}
