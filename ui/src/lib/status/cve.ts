// How many levels of vulnerabilities find room: cut ones ("+1..") would say less than none.
import { number } from '../locale';
import type { CveLevel } from '../transport/types';

/** The borders and the gap of a badge, in characters. */
const BADGE = 2;

export function levelsThatFit(levels: readonly CveLevel[], room: number): number {
  let used = 0;
  let fit = 0;
  for (const { level, count } of levels) {
    used += number(count).length + 1 + level.length + BADGE;
    const rest = fit + 1 < levels.length ? 2 : 0;
    if (fit > 0 && used + rest > room) break;
    fit += 1;
  }
  return fit;
}
