// What a comparison says in words: what became of devices, how long things took, which causes are gone and which are new, and what is not known.
import { counted, duration, number } from '../locale';
import type { Change, ChangeCounts, ComparedCause, ComparedSide, Comparison, DeploymentRow, DeviceState } from '../transport/types';

export interface ChangeLook {
  label: string;
  title: string;
  /** Whose glyph it has. */
  state: DeviceState | undefined;
}

/** The changes in the order of their urgency. */
export const CHANGES: readonly Change[] = ['broke', 'stillFails', 'fixed', 'otherwise', 'open', 'onlyA', 'onlyB', 'same'];

export function changeLook(change: Change): ChangeLook {
  switch (change) {
    case 'broke':
      return { label: 'Broke in B', title: 'Succeeded in A, failed in B', state: 'failed' };
    case 'stillFails':
      return { label: 'Failed in both', title: 'Failed in A and in B', state: 'failed' };
    case 'fixed':
      return { label: 'Fixed in B', title: 'Failed in A, succeeded in B', state: 'succeeded' };
    case 'otherwise':
      return { label: 'Ended otherwise', title: 'Ended in both, unlike, and aborted in one of them', state: 'aborted' };
    case 'open':
      return {
        label: 'Not ended',
        title: 'In both, and not ended in one of them: what becomes of it is not known yet',
        state: 'inProgress',
      };
    case 'onlyA':
      return { label: 'Only in A', title: 'A names it, B does not', state: undefined };
    case 'onlyB':
      return { label: 'Only in B', title: 'B names it, A does not', state: undefined };
    case 'same':
      return { label: 'Same', title: 'Succeeded in both, or aborted in both', state: undefined };
  }
}

/** Whether a change is worth a chip while nothing is in it. */
export function alwaysShown(change: Change): boolean {
  return change === 'broke' || change === 'stillFails' || change === 'fixed' || change === 'same';
}

/** What flipped, in a sentence: for a screen reader when it changes, and under the heading. */
export function flippedWords(changes: ChangeCounts): string {
  const { broke, fixed } = changes;
  if (broke === 0 && fixed === 0) return 'No device flipped';
  return `${counted(fixed, 'device')} fixed, ${number(broke)} broke`;
}

/** The difference to what it was, with its sign: "+12 s". Empty where there is none or one is not known. */
export function differenceWords(before: number | null, after: number | null): string {
  if (before === null || after === null) return '';
  const by = after - before;
  const words = duration(Math.abs(by));
  return words === duration(0) ? '' : `${by > 0 ? '+' : '−'}${words}`;
}

/** What is not known of a deployment; null where everything is. */
export function sideGaps(side: ComparedSide): string | null {
  const parts: string[] = [];
  if (side.moving > 0) parts.push(`${number(side.moving)} of ${number(side.devices)} not ended yet`);
  if (side.gone > 0) parts.push(`${number(side.gone)} no longer named: not in it`);
  return parts.length === 0 ? null : parts.join(' · ');
}

/** How far causes are known; null where all are. */
export function causeGaps({ a, b }: Comparison): string | null {
  const known = (side: ComparedSide): string => `${number(side.causesKnown)} of ${number(side.failed)}`;
  const [lacksA, lacksB] = [a.causesKnown < a.failed, b.causesKnown < b.failed];
  if (lacksA && lacksB) return `known of ${known(a)} failed in A and of ${known(b)} failed in B`;
  if (lacksA) return `known of ${known(a)} failed in A`;
  return lacksB ? `known of ${known(b)} failed in B` : null;
}

export type CauseFate = 'gone' | 'new' | 'both';

export function fateOf(cause: ComparedCause): CauseFate {
  if (cause.b === 0) return 'gone';
  return cause.a === 0 ? 'new' : 'both';
}

/** What became of a cause, hedged where the other side is not known whole: a cause that nobody found is not one that is gone. */
export function fateWords(fate: CauseFate, { a, b }: Comparison): string {
  if (fate === 'gone') return b.causesKnown < b.failed ? 'not found in B so far' : 'gone in B';
  if (fate === 'new') return a.causesKnown < a.failed ? 'not found in A so far' : 'new in B';
  return 'in both';
}

/** A deployment by its comment, or that it has none. */
export function nameOf(row: DeploymentRow | null | undefined, uuid: string): string {
  if (row === null || row === undefined) return uuid;
  return row.comment ?? `no comment (${uuid})`;
}

/** Two deployments, the older one first where both tell when they were made. */
export function inOrder(one: DeploymentRow, other: DeploymentRow): [DeploymentRow, DeploymentRow] {
  const [a, b] = [one.created, other.created];
  return a.type === 'at' && b.type === 'at' && b.ms < a.ms ? [other, one] : [one, other];
}
