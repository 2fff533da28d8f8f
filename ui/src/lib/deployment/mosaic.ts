// The fleet picture's geometry and pixels: whole device pixels per cell, so that it is crisp; several devices a cell when there are more devices than room.
import { STATE_BY_BYTE } from '../look/states';
import { UNTOLD_BYTE } from '../transport/types';

export interface Mosaic {
  /** Cell size in device pixels, its gap included. */
  cellWidth: number;
  cellHeight: number;
  columns: number;
  rows: number;
  /** Devices per cell; above one, their states mix by share, and any failed one makes it red. */
  perCell: number;
  gap: number;
}

/** The largest a cell grows, in CSS pixels: a fleet of ten is not ten windows. */
const LARGEST = 20;
const SMALLEST = 2;

export function mosaicOf(devices: number, width: number, height: number, ratio: number): Mosaic {
  const w = Math.max(1, Math.floor(width * ratio));
  const h = Math.max(1, Math.floor(height * ratio));
  const most = Math.floor(LARGEST * ratio);
  let best: [number, number] = [SMALLEST, SMALLEST];
  for (let cellHeight = SMALLEST; cellHeight <= most; cellHeight++) {
    for (const cellWidth of [cellHeight - 1, cellHeight, cellHeight + 1]) {
      if (cellWidth < SMALLEST || cellWidth > most) continue;
      const fits = Math.floor(w / cellWidth) * Math.floor(h / cellHeight) >= devices;
      // Of two that fit, the larger; of two as large, the squarer (which comes last of the three only when it is larger).
      if (fits && cellWidth * cellHeight > best[0] * best[1]) best = [cellWidth, cellHeight];
    }
  }
  const [cellWidth, cellHeight] = best;
  const columns = Math.max(1, Math.floor(w / cellWidth));
  const capacity = columns * Math.max(1, Math.floor(h / cellHeight));
  const perCell = Math.max(1, Math.ceil(devices / capacity));
  const cells = Math.ceil(devices / perCell);
  const smaller = Math.min(cellWidth, cellHeight);
  return {
    cellWidth,
    cellHeight,
    columns,
    rows: Math.ceil(cells / columns),
    perCell,
    gap: smaller >= 3 ? Math.max(1, Math.round(smaller / 8)) : 0,
  };
}

/** The first device of the cell at a point in device pixels; none beside the cells. */
export function deviceAt(mosaic: Mosaic, devices: number, x: number, y: number): number | null {
  const column = Math.floor(x / mosaic.cellWidth);
  const row = Math.floor(y / mosaic.cellHeight);
  if (column < 0 || column >= mosaic.columns || row < 0 || row >= mosaic.rows) return null;
  const device = (row * mosaic.columns + column) * mosaic.perCell;
  return device < devices ? device : null;
}

/** The device reached by an arrow or paging key from another one. */
export function deviceBeside(mosaic: Mosaic, devices: number, from: number, key: string): number | null {
  const line = mosaic.columns * mosaic.perCell;
  const steps: Record<string, number> = { ArrowLeft: -mosaic.perCell, ArrowRight: mosaic.perCell, ArrowUp: -line, ArrowDown: line };
  if (key === 'Home') return 0;
  if (key === 'End') return Math.max(0, devices - 1);
  const step = steps[key];
  if (step === undefined) return null;
  const to = from + step;
  return to >= 0 && to < devices ? to : from;
}

const FAILED = STATE_BY_BYTE.indexOf('failed');
/** The byte of a device that the service no longer names. */
export const GONE = STATE_BY_BYTE.length;
const BYTES = UNTOLD_BYTE + 1;

/** The colours of the picture, as pixels: one per byte for cells and for the `seams` between small ones, and the ground under hatching. */
export interface Inks {
  cells: readonly number[];
  seams: readonly number[];
  ground: number;
}

/** How many devices of a cell carry each byte. */
export function tally(picture: Uint8Array, first: number, perCell: number): number[] {
  const counts = new Array<number>(BYTES).fill(0);
  const end = Math.min(picture.length, first + perCell);
  for (let i = first; i < end; i++) {
    const byte = picture[i] ?? 0;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  return counts;
}

/** Any failed device makes its cell red, or it would be lost among fifty; else every state shows by its share. */
function blend(counts: readonly number[], colours: readonly number[]): number {
  if ((counts[FAILED] ?? 0) > 0) return colours[FAILED] ?? 0;
  let [all, r, g, b] = [0, 0, 0, 0];
  for (let byte = 0; byte < BYTES; byte++) {
    const count = counts[byte] ?? 0;
    if (count === 0) continue;
    const colour = colours[byte] ?? 0;
    all += count;
    r += count * (colour & 255);
    g += count * ((colour >>> 8) & 255);
    b += count * ((colour >>> 16) & 255);
  }
  if (all === 0) return 0;
  return ((255 << 24) | (Math.round(b / all) << 16) | (Math.round(g / all) << 8) | Math.round(r / all)) >>> 0;
}

/** Draws all cells into pixels (`0xAABBGGRR`, one per device pixel). */
export function paint(pixels: Uint32Array, width: number, picture: Uint8Array, mosaic: Mosaic, inks: Inks): void {
  pixels.fill(0);
  const cells = Math.ceil(picture.length / mosaic.perCell);
  for (let cell = 0; cell < cells; cell++) paintCell(pixels, width, picture, mosaic, inks, cell);
}

/** A band of the picture in device pixels, `bottom` exclusive. */
export interface Band {
  top: number;
  bottom: number;
}

/** Draws the cells anew in which a device changed, over pixels that show `before`, a picture of as many devices. Null where none did. */
export function repaint(
  pixels: Uint32Array,
  width: number,
  before: Uint8Array,
  picture: Uint8Array,
  mosaic: Mosaic,
  inks: Inks,
): Band | null {
  let [first, last] = [-1, -1];
  for (let device = 0; device < picture.length; device++) {
    if (picture[device] === before[device]) continue;
    const cell = Math.floor(device / mosaic.perCell);
    paintCell(pixels, width, picture, mosaic, inks, cell);
    if (first < 0) first = cell;
    last = cell;
    // On to the next cell.
    device = (cell + 1) * mosaic.perCell - 1;
  }
  const line = (cell: number) => Math.floor(cell / mosaic.columns);
  return first < 0 ? null : { top: line(first) * mosaic.cellHeight, bottom: (line(last) + 1) * mosaic.cellHeight };
}

/** Small cells would be half gap, so their gap is a tinted seam. */
function paintCell(pixels: Uint32Array, width: number, picture: Uint8Array, mosaic: Mosaic, inks: Inks, cell: number): void {
  const w = mosaic.cellWidth - mosaic.gap;
  const h = mosaic.cellHeight - mosaic.gap;
  const tinted = mosaic.gap > 0 && Math.min(w, h) <= 3;
  const first = cell * mosaic.perCell;
  const byte = picture[first] ?? 0;
  const counts = mosaic.perCell === 1 ? null : tally(picture, first, mosaic.perCell);
  const colour = counts === null ? (inks.cells[byte] ?? 0) : blend(counts, inks.cells);
  const seam = !tinted ? 0 : counts === null ? (inks.seams[byte] ?? 0) : blend(counts, inks.seams);
  const left = (cell % mosaic.columns) * mosaic.cellWidth;
  const top = Math.floor(cell / mosaic.columns) * mosaic.cellHeight;
  if (counts === null && (byte === GONE || byte === UNTOLD_BYTE)) {
    hatch(pixels, width, left, top, mosaic, inks, byte);
    return;
  }
  for (let y = top; y < top + h; y++) {
    pixels.fill(colour, y * width + left, y * width + left + w);
    if (tinted) pixels.fill(seam, y * width + left + w, y * width + left + mosaic.cellWidth);
  }
  if (!tinted) return;
  for (let y = top + h; y < top + mosaic.cellHeight; y++) pixels.fill(seam, y * width + left, y * width + left + mosaic.cellWidth);
}

/**
 * Diagonal lines that run on from cell to cell, falling where nothing tells what it was, so that the two kinds are told apart; no seam around
 * them, also where one was.
 */
function hatch(pixels: Uint32Array, width: number, left: number, top: number, mosaic: Mosaic, inks: Inks, byte: number): void {
  const line = inks.cells[byte] ?? 0;
  const slope = byte === GONE ? 1 : -1;
  const [right, bottom] = [left + mosaic.cellWidth - mosaic.gap, top + mosaic.cellHeight - mosaic.gap];
  for (let y = top; y < top + mosaic.cellHeight; y++) {
    for (let x = left; x < left + mosaic.cellWidth; x++) {
      pixels[y * width + x] = x >= right || y >= bottom ? 0 : (x + slope * y) % 3 === 0 ? line : inks.ground;
    }
  }
}

/** `#rrggbb` as a pixel, mixed into a ground by a share. */
export function pixelOf(colour: string, ground: string, share: number): number {
  return mixed(parsed(colour), parsed(ground), share);
}

function parsed(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) || 0);
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

function mixed(over: number, under: number, share: number): number {
  let pixel = 255 << 24;
  for (const shift of [0, 8, 16]) {
    pixel |= Math.round(((over >>> shift) & 255) * share + ((under >>> shift) & 255) * (1 - share)) << shift;
  }
  return pixel >>> 0;
}
