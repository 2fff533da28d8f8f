// What a launch says of itself in the list.
import type { LaunchFilter, LaunchRow, LaunchState } from '../transport/types';

export interface StateLook {
  readonly word: string;
  readonly tone: 'plain' | 'bad' | 'warn' | null;
  readonly title: string;
}

/** Where a launch stands; a tone only where it is not simply launched. */
export function stateLook(state: LaunchState): StateLook {
  switch (state) {
    case 'created':
      return { word: 'launched', tone: null, title: 'The service said which deployment it is' };
    case 'adopted':
      return { word: 'launched, found', tone: null, title: 'The answer was lost, and its deployment was found in the list' };
    case 'sending':
      return { word: 'being sent', tone: 'plain', title: 'It is being sent, or looked for, right now' };
    case 'unresolved':
      return {
        word: 'unresolved',
        tone: 'warn',
        title: 'Nobody knows whether the service carried it out. It is never sent again by itself',
      };
    case 'refused':
      return { word: 'refused', tone: 'bad', title: 'Nothing was launched' };
    case 'dismissed':
      return { word: 'set aside', tone: 'plain', title: 'You set it aside without knowing what became of it' };
  }
}

/** What a row is called. */
export function nameOf(row: LaunchRow): string {
  return row.comment ?? row.flowName ?? row.flowUuid;
}

export const FILTERS: readonly { readonly filter: Exclude<LaunchFilter, 'all'>; readonly label: string }[] = [
  { filter: 'launched', label: 'Launched' },
  { filter: 'unresolved', label: 'Unresolved' },
  { filter: 'refused', label: 'Refused' },
  { filter: 'dismissed', label: 'Set aside' },
];
