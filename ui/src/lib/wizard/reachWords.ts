// What a draft reaches in words: as far as the fleet is known, and never as a fact.
import { ago, counted, number } from '../locale';
import type { Reach } from '../transport/types';

/** How many, in large: those for certain, or what there may be where none is. */
export function reachNumber({ yes, perhaps }: Reach): string {
  if (yes > 0) return counted(yes, 'device');
  return perhaps > 0 ? `Up to ${counted(perhaps, 'device')}` : 'No device';
}

/** How far from now its age is told no nearer, in milliseconds. */
const RECENT = 60_000;

/**
 * Under it: how old that knowledge is, and what it leaves open. Nobody decides by the seconds of it, and each would draw a wizard anew that
 * stands still.
 */
export function reachBasis({ yes, perhaps, atMs }: Reach, now: number): string {
  const when =
    atMs === null
      ? 'as far as the fleet is known'
      : `as the fleet was seen ${now - atMs < RECENT ? 'within the last minute' : ago(atMs, now)}`;
  return yes > 0 && perhaps > 0 ? `${when}; up to ${number(perhaps)} more` : when;
}

/** The whole in one line, for the review. */
export function reachLine(reach: Reach, now: number): string {
  return `${reachNumber(reach)}, ${reachBasis(reach, now)}`;
}

/** How many devices a part of the target takes away, and what that is a part of. */
export function takenWords(reach: Reach | null, field: string): { text: string; title: string } | null {
  const taken = reach?.taken.find((one) => one.field === field);
  if (reach === null || taken === undefined) return null;
  const what = field === 'groups' ? 'are in none of these groups' : 'do not match this filter';
  return { text: `−${number(taken.devices)}`, title: `${number(taken.devices)} of ${counted(reach.known, 'known device')} ${what}` };
}
