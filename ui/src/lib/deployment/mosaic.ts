// The fleet picture's geometry and pixels: whole device pixels per cell, so that it is crisp; several devices a cell when there are more devices than room.
import { STATE_BY_BYTE } from '../look/states';

export interface Mosaic {
  /** Cell size in device pixels, its gap included. */
  cellWidth: number;
  cellHeight: number;
  columns: number;
  rows: number;
  /** Devices per cell; above one, the state of most gives the colour and failed ones tint it. */
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

/** What a cell of several devices shows: the state most of them are in, and the share that failed. */
interface Blend {
  most: number;
  failed: number;
}

export function blendOf(picture: Uint8Array, first: number, perCell: number): Blend {
  const counts = [0, 0, 0, 0, 0, 0];
  const end = Math.min(picture.length, first + perCell);
  for (let i = first; i < end; i++) {
    const byte = picture[i] ?? 5;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  const failed = counts[FAILED] ?? 0;
  if (failed === end - first) return { most: FAILED, failed };
  counts[FAILED] = 0;
  return { most: counts.indexOf(Math.max(...counts)), failed };
}

/** Even one failed device among thirty tints its cell this much; all of them make it red. */
const FAINTEST = 0.3;

function cellPixel(picture: Uint8Array, first: number, perCell: number, colours: readonly number[]): number {
  if (perCell === 1) return colours[picture[first] ?? 5] ?? 0;
  const { most, failed } = blendOf(picture, first, perCell);
  const base = colours[most] ?? 0;
  if (failed === 0 || most === FAILED) return base;
  return mixed(colours[FAILED] ?? 0, base, FAINTEST + (1 - FAINTEST) * Math.sqrt(failed / perCell));
}

/** Draws all cells into pixels (`0xAABBGGRR`, one per device pixel). `colours` has one per byte, and so have the `seams`: small cells would be half gap, so theirs is tinted. */
export function paint(
  pixels: Uint32Array,
  width: number,
  picture: Uint8Array,
  mosaic: Mosaic,
  colours: readonly number[],
  seams: readonly number[],
): void {
  pixels.fill(0);
  const cells = Math.ceil(picture.length / mosaic.perCell);
  const w = mosaic.cellWidth - mosaic.gap;
  const h = mosaic.cellHeight - mosaic.gap;
  const tinted = mosaic.gap > 0 && Math.min(w, h) <= 3;
  for (let cell = 0; cell < cells; cell++) {
    const first = cell * mosaic.perCell;
    const colour = cellPixel(picture, first, mosaic.perCell, colours);
    const seam = tinted ? cellPixel(picture, first, mosaic.perCell, seams) : 0;
    const left = (cell % mosaic.columns) * mosaic.cellWidth;
    const top = Math.floor(cell / mosaic.columns) * mosaic.cellHeight;
    for (let y = top; y < top + h; y++) {
      pixels.fill(colour, y * width + left, y * width + left + w);
      if (tinted) pixels.fill(seam, y * width + left + w, y * width + left + mosaic.cellWidth);
    }
    if (!tinted) continue;
    for (let y = top + h; y < top + mosaic.cellHeight; y++) pixels.fill(seam, y * width + left, y * width + left + mosaic.cellWidth);
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
