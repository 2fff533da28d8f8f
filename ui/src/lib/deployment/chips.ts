// How the line of counts is written so that it stays one line: with room for growing numbers, without it, with zeros folded, without words.
// By arithmetic, not by measuring: a line that is laid out to be measured would be seen to jump.
import { number } from '../locale';
import { STATES, stateLook } from '../look/states';
import type { Counts } from '../transport/types';

export type ChipForm = 'roomy' | 'full' | 'folded' | 'bare';

/** In pixels at 100 % text, a little more than measured. */
const LETTER = 7.2;
const DIGIT = 7.8;
/** Borders, padding, glyph, gaps. */
const CHROME = 55;
const FOLDED = 39;

export function chipForm(counts: Counts, gone: number, total: number, width: number): ChipForm {
  const chips = [
    { word: 'All', count: total },
    ...STATES.map((state) => ({ word: stateLook(state).word, count: counts[state] })),
    ...(gone > 0 ? [{ word: 'Gone', count: gone }] : []),
  ];
  const sum = (widthOf: (chip: { word: string; count: number }) => number): number => chips.reduce((all, chip) => all + widthOf(chip), 0);
  const written = (word: string, count: number): number => CHROME + word.length * LETTER + number(count).length * DIGIT;
  if (sum(({ word }) => written(word, total)) <= width) return 'roomy';
  if (sum(({ word, count }) => written(word, count)) <= width) return 'full';
  return sum(({ word, count }) => (count === 0 ? FOLDED : written(word, count))) <= width ? 'folded' : 'bare';
}
