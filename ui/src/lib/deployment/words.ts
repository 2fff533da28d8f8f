// What the deployment screen says in words: its counts, its order.
import { number } from '../locale';
import { STATES, stateLook } from '../look/states';
import type { Counts, Notice, RowsView } from '../transport/types';

export function countsWords(counts: Counts): string {
  const words = STATES.filter((state) => counts[state] > 0).map(
    (state) => `${number(counts[state])} ${stateLook(state).word.toLowerCase()}`,
  );
  return words.length === 0 ? 'no devices' : words.join(', ');
}

export function orderWords(view: RowsView): string {
  switch (view.sort) {
    case 'attention':
      return 'most urgent first';
    case 'state':
      return view.descending ? 'by state, turned round' : 'by state';
    case 'device':
      return view.descending ? 'by id, last first' : 'by id';
    case 'inState':
      return view.descending ? 'longest in state first' : 'newest in state first';
    case 'started':
      return view.descending ? 'latest start first' : 'earliest start first';
    case 'took':
      return view.descending ? 'slowest first' : 'quickest first';
  }
}

/** Why there is nothing left to abort; null while there may be. A state this version does not know may still be running. */
export function nothingToAbort(notice: Notice | null): string | null {
  if (notice === null || notice.total === 0 || notice.phase.type === 'syncing') return null;
  const { pending, inProgress, unknown } = notice.counts;
  return pending + inProgress + unknown === 0 ? 'Every device has ended: there is nothing left to abort' : null;
}
