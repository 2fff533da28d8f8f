// What the devices of one cell of the fleet picture are.
import { number } from '../locale';
import { STATE_BY_BYTE, STATES, stateLook } from '../look/states';
import { has } from '../transport/marks';
import { UNTOLD_BYTE, type DeviceState } from '../transport/types';
import { BYTES, GONE, tally, type Scene } from './cells';
import type { Mosaic } from './mosaic';

export interface Shares {
  devices: number;
  counts: Record<DeviceState, number>;
  /** Those that are in no state, and how many of them all are chosen and shown, in words. */
  others: string;
  /** The group they begin in, where it has a name. */
  group: string | null;
}

/** The devices of the cell that begins at a place; null where it holds one. */
export function sharesAt(scene: Scene, mosaic: Mosaic, place: number, group: string | null): Shares | null {
  if (mosaic.perCell === 1) return null;
  const end = Math.min(place + mosaic.perCell, mosaic.to);
  const tallied = tally(scene, place, end);
  const of = (byte: number): number => (tallied[byte] ?? 0) + (tallied[byte + BYTES] ?? 0);
  const counts = Object.fromEntries(STATE_BY_BYTE.map((state, byte) => [state, of(byte)])) as Record<DeviceState, number>;
  const others: string[] = [];
  if (of(GONE) > 0) others.push(`${number(of(GONE))} gone`);
  if (of(UNTOLD_BYTE) > 0) others.push(`${number(of(UNTOLD_BYTE))} not told`);
  if (scene.chosen !== null) others.push(`${number(chosenIn(scene.chosen, place, end))} of them chosen`);
  if (scene.shown !== null) {
    const shown = tallied.subarray(0, BYTES).reduce((sum, one) => sum + one, 0);
    others.push(shown === 0 ? 'none of them shown' : `${number(shown)} of them shown`);
  }
  return { devices: end - place, counts, others: others.join(', '), group };
}

function chosenIn(chosen: Uint8Array, from: number, end: number): number {
  let count = 0;
  for (let place = from; place < end; place++) if (has(chosen, place)) count += 1;
  return count;
}

/** The same in one line, for those who do not see it. */
export function sharesWords({ devices, counts, others }: Shares): string {
  const states = STATES.filter((state) => counts[state] > 0).map(
    (state) => `${number(counts[state])} ${stateLook(state).word.toLowerCase()}`,
  );
  return `${number(devices)} devices: ${[...states, ...(others === '' ? [] : [others])].join(', ')}`;
}
