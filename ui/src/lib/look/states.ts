// The one table of device states: word, colour, glyph, and the order they are listed in.
import { STATE_ORDER, type Counts, type DeviceState } from '../transport/types';

export interface StateLook {
  word: string;
  /** The custom property that holds its colour. */
  colour: string;
}

export const STATES: readonly DeviceState[] = ['succeeded', 'inProgress', 'pending', 'failed', 'aborted', 'unknown'];

/** States by their byte in the fleet picture. */
export const STATE_BY_BYTE = STATE_ORDER;

export function stateLook(state: DeviceState): StateLook {
  switch (state) {
    case 'pending':
      return { word: 'Pending', colour: '--pending' };
    case 'inProgress':
      return { word: 'In progress', colour: '--progress' };
    case 'succeeded':
      return { word: 'Succeeded', colour: '--succeeded' };
    case 'failed':
      return { word: 'Failed', colour: '--failed' };
    case 'aborted':
      return { word: 'Aborted', colour: '--aborted' };
    case 'unknown':
      return { word: 'Unknown', colour: '--unknown' };
  }
}

export function isTerminal(state: DeviceState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'aborted';
}

export function sumOf(counts: Counts): number {
  return STATES.reduce((sum, state) => sum + counts[state], 0);
}
