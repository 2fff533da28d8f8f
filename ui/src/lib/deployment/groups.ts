// The groups of the fleet picture: where each begins, how many devices it has, and what is said of them over the picture.
import { counted, number } from '../locale';
import type { PictureGroup, PictureOrder } from '../transport/types';
import { GONE } from './cells';
import { cornerOf, type Mosaic } from './mosaic';

/** More groups than this are not told apart by lines. */
const MOST_EDGES = 24;

const nameOf = ({ name }: PictureGroup): string => name ?? 'no group';

/** How many devices each group has: those gone are cells, and not devices. */
export function groupsWords(order: PictureOrder | null, cells: Uint8Array): string {
  if (order === null || order.ordered === 0 || order.groupCount === 0) return '';
  const later = Math.max(0, cells.length - order.ordered);
  const parts: string[] = [];
  let from = 0;
  for (const group of order.groups) {
    let devices = 0;
    for (let place = from; place < from + group.devices; place++) if (cells[place] !== GONE) devices += 1;
    from += group.devices;
    if (devices > 0) parts.push(`${nameOf(group)} ${number(devices)}`);
  }
  if (order.groups.length === 0) parts.push(`${number(order.groupCount)} groups`);
  if (later > 0) parts.push(`${number(later)} came later`);
  return parts.join(' · ');
}

/** The group of the cell at a place; null where there is none to tell. */
export function groupAt(order: PictureOrder | null, place: number): string | null {
  let to = 0;
  for (const group of order?.groups ?? []) {
    to += group.devices;
    if (place < to) return nameOf(group);
  }
  return null;
}

/** How the devices stand: "by group", "by id"; nothing until they do. */
export function orderedWords(order: PictureOrder | null): string {
  if (order === null || order.ordered === 0) return '';
  return order.groupCount > 0 ? 'by group' : 'by id';
}

/** How many devices there are, and apart from them those that are gone. */
export function devicesWords(cells: Uint8Array): string {
  let gone = 0;
  for (const cell of cells) if (cell === GONE) gone += 1;
  const devices = counted(cells.length - gone, 'device');
  return gone === 0 ? devices : `${devices}, ${number(gone)} gone`;
}

/** What of the picture is seen. */
export function seenWords(mosaic: Mosaic, devices: number): string {
  return `devices ${number(mosaic.from + 1)}–${number(mosaic.to)} of ${number(devices)}`;
}

/** How many devices a cell holds, where it holds several; nothing else. */
export function sharedWords(mosaic: Mosaic): string {
  return mosaic.perCell > 1 ? `${number(mosaic.perCell)} a cell` : '';
}

/** A line between two cells, in device pixels. */
export interface Edge {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * The lines between groups, as thin as a pixel of the screen, in the gaps between cells: under the line of cells before, and one step down where a
 * group begins within a line. None where cells have no gap, since a line would hide devices, or where there are too many.
 */
export function edgesOf(order: PictureOrder | null, mosaic: Mosaic, ratio: number): Edge[] {
  if (order === null || mosaic.gap === 0 || mosaic.perCell > 1 || order.groups.length > MOST_EDGES) return [];
  const thin = Math.max(1, Math.min(mosaic.gap, Math.round(ratio)));
  /** Where a line stands in the gap that ends at a point. */
  const before = (at: number): number => at - mosaic.gap + Math.floor((mosaic.gap - thin) / 2);
  const right = mosaic.columns * mosaic.cellWidth - mosaic.gap;
  const edges: Edge[] = [];
  let place = 0;
  for (const start of order.groups.map((group) => (place += group.devices))) {
    const corner = cornerOf(mosaic, start);
    if (corner === null || start === mosaic.from) continue;
    const { x, y } = corner;
    const left = x === 0 ? 0 : before(x);
    if (y > 0) edges.push({ left, top: before(y), width: right - left, height: thin });
    if (x === 0) continue;
    const under = before(y + mosaic.cellHeight);
    const top = y === 0 ? 0 : before(y);
    edges.push({ left, top, width: thin, height: under - top }, { left: 0, top: under, width: left + thin, height: thin });
  }
  return edges;
}
