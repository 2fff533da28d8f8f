// The fleet picture's pixels: each cell in the colour of its device's state, or of the states of its devices by their shares; dimmed where a
// view does not show it, framed where it is chosen.
import { STATE_BY_BYTE } from '../look/states';
import { has } from '../transport/marks';
import { UNTOLD_BYTE } from '../transport/types';
import type { Mosaic } from './mosaic';

/** What is drawn: a byte a device, and which of them are shown (null: all) and chosen (null: none), one bit a device. Only a cell of one device is
 * marked as chosen. */
export interface Scene {
  cells: Uint8Array;
  shown: Uint8Array | null;
  chosen: Uint8Array | null;
}

const FAILED = STATE_BY_BYTE.indexOf('failed');
/** The byte of a device that the service no longer names. */
export const GONE = STATE_BY_BYTE.length;
/** How many bytes there are, and how far above each stands the same one dimmed. */
export const BYTES = UNTOLD_BYTE + 1;

/** A failed device colours a shared cell by so much at least, or it would be lost among fifty. */
const LEAST_FAILED = 0.5;
/** So do those that a view shows, or a search would find one of a million in vain. */
const LEAST_SHOWN = 0.6;

/** The colours of the picture, as pixels: one per byte for cells and for the `seams` between small ones, each followed by the same dimmed. */
export interface Inks {
  cells: readonly number[];
  seams: readonly number[];
  /** Under hatching. */
  ground: number;
  /** The mark of what is chosen, and what glows. */
  ink: number;
}

/** How many devices of a cell carry each byte; those that are not shown, so many bytes above. */
export function tally({ cells, shown }: Scene, first: number, end: number, counts: Uint32Array = new Uint32Array(BYTES * 2)): Uint32Array {
  counts.fill(0);
  for (let place = first; place < end; place++) {
    const byte = (cells[place] ?? 0) + (shown === null || has(shown, place) ? 0 : BYTES);
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  return counts;
}

/** The colour of half the tally: each state by its share, failed ones by so much that they are seen. Zero where there are none. */
function blendHalf(counts: Uint32Array, colours: readonly number[], half: number): { colour: number; count: number } {
  let [rest, r, g, b] = [0, 0, 0, 0];
  for (let byte = half; byte < half + BYTES; byte++) {
    const count = counts[byte] ?? 0;
    if (count === 0 || byte === half + FAILED) continue;
    const colour = colours[byte] ?? 0;
    rest += count;
    r += count * (colour & 255);
    g += count * ((colour >>> 8) & 255);
    b += count * ((colour >>> 16) & 255);
  }
  const failed = counts[half + FAILED] ?? 0;
  const count = rest + failed;
  const red = colours[half + FAILED] ?? 0;
  if (rest === 0) return { colour: failed > 0 ? red : 0, count };
  const colour = ((255 << 24) | (Math.round(b / rest) << 16) | (Math.round(g / rest) << 8) | Math.round(r / rest)) >>> 0;
  return { colour: failed === 0 ? colour : mixed(red, colour, LEAST_FAILED + ((1 - LEAST_FAILED) * failed) / count), count };
}

/** The colour of a shared cell. */
export function blend(counts: Uint32Array, colours: readonly number[]): number {
  const shown = blendHalf(counts, colours, 0);
  const rest = blendHalf(counts, colours, BYTES);
  if (rest.count === 0) return shown.colour;
  if (shown.count === 0) return rest.colour;
  return mixed(shown.colour, rest.colour, Math.max(LEAST_SHOWN, shown.count / (shown.count + rest.count)));
}

/** Draws all cells that are seen into pixels (`0xAABBGGRR`, one per device pixel). */
export function paint(pixels: Uint32Array, width: number, scene: Scene, mosaic: Mosaic, inks: Inks): void {
  pixels.fill(0);
  const cells = Math.ceil((mosaic.to - mosaic.from) / mosaic.perCell);
  for (let cell = 0; cell < cells; cell++) paintCell(pixels, width, scene, mosaic, inks, cell, 0);
}

/** A band of the picture in device pixels, `bottom` exclusive. */
export interface Band {
  top: number;
  bottom: number;
}

/** Draws the cells anew in which something changed, over pixels that show `before`, a scene of as many devices. Null where nothing did. */
export function repaint(pixels: Uint32Array, width: number, before: Scene, scene: Scene, mosaic: Mosaic, inks: Inks): Band | null {
  const differ = differing(before, scene);
  const changed: number[] = [];
  for (let place = mosaic.from; place < mosaic.to; place++) {
    if (!differ(place)) continue;
    const cell = cellOf(mosaic, place);
    changed.push(cell);
    // On to the next cell.
    place = mosaic.from + (cell + 1) * mosaic.perCell - 1;
  }
  return paintCells(pixels, width, scene, mosaic, inks, changed, 0);
}

/** Draws these cells, which are in order; `glow`: mixed so much with the ink that glows. Null where there are none. */
export function paintCells(
  pixels: Uint32Array,
  width: number,
  scene: Scene,
  mosaic: Mosaic,
  inks: Inks,
  cells: readonly number[],
  glow: number,
): Band | null {
  const [first] = cells;
  const last = cells.at(-1);
  if (first === undefined || last === undefined) return null;
  for (const cell of cells) paintCell(pixels, width, scene, mosaic, inks, cell, glow);
  const line = (cell: number): number => Math.floor(cell / mosaic.columns);
  return { top: line(first) * mosaic.cellHeight, bottom: (line(last) + 1) * mosaic.cellHeight };
}

/** The number of the cell that shows a device, counted from the first one seen. */
export function cellOf(mosaic: Mosaic, place: number): number {
  return Math.floor((place - mosaic.from) / mosaic.perCell);
}

/** Whether a device is drawn otherwise than before. */
function differing(before: Scene, scene: Scene): (place: number) => boolean {
  const sets: [Uint8Array | null, Uint8Array | null, boolean][] = [
    [before.shown, scene.shown, true],
    [before.chosen, scene.chosen, false],
  ];
  const changed = sets.filter(([one, other]) => one !== other);
  const [was, is] = [before.cells, scene.cells];
  if (changed.length === 0) return (place) => was[place] !== is[place];
  const inSet = (set: Uint8Array | null, place: number, otherwise: boolean): boolean => (set === null ? otherwise : has(set, place));
  return (place) =>
    was[place] !== is[place] || changed.some(([one, other, otherwise]) => inSet(one, place, otherwise) !== inSet(other, place, otherwise));
}

/** The tally of the cell that is being drawn: one for all, or a million devices would make a list for each cell. */
const counted = new Uint32Array(BYTES * 2);

/** Small cells would be half gap, so their gap is a tinted seam. */
function paintCell(pixels: Uint32Array, width: number, scene: Scene, mosaic: Mosaic, inks: Inks, cell: number, glow: number): void {
  const w = mosaic.cellWidth - mosaic.gap;
  const h = mosaic.cellHeight - mosaic.gap;
  const tinted = mosaic.gap > 0 && Math.min(w, h) <= 3;
  const first = mosaic.from + cell * mosaic.perCell;
  const end = Math.min(first + mosaic.perCell, mosaic.to);
  const single = mosaic.perCell === 1;
  const byte = scene.cells[first] ?? 0;
  const told = byte + (scene.shown === null || has(scene.shown, first) ? 0 : BYTES);
  const counts = single ? null : tally(scene, first, end, counted);
  const colour = counts === null ? (inks.cells[told] ?? 0) : blend(counts, inks.cells);
  const seam = !tinted ? 0 : counts === null ? (inks.seams[told] ?? 0) : blend(counts, inks.seams);
  const left = (cell % mosaic.columns) * mosaic.cellWidth;
  const top = Math.floor(cell / mosaic.columns) * mosaic.cellHeight;
  if (single && (byte === GONE || byte === UNTOLD_BYTE)) {
    hatch(pixels, width, left, top, mosaic, inks, byte, colour);
  } else {
    const shone = glow === 0 ? colour : mixed(inks.ink, colour, glow);
    fill(pixels, width, left, top, w, h, shone);
    if (tinted) {
      const between = glow === 0 ? seam : mixed(inks.ink, seam, glow);
      fill(pixels, width, left + w, top, mosaic.gap, h, between);
      fill(pixels, width, left, top + h, mosaic.cellWidth, mosaic.gap, between);
    }
  }
  if (single && scene.chosen !== null && has(scene.chosen, first)) frame(pixels, width, left, top, mosaic, inks.ink);
}

function fill(pixels: Uint32Array, width: number, left: number, top: number, w: number, h: number, colour: number): void {
  for (let y = top; y < top + h; y++) pixels.fill(colour, y * width + left, y * width + left + w);
}

/** What is chosen wears a frame of ink inside its cell. */
function frame(pixels: Uint32Array, width: number, left: number, top: number, mosaic: Mosaic, ink: number): void {
  const w = mosaic.cellWidth - mosaic.gap;
  const h = mosaic.cellHeight - mosaic.gap;
  const thick = Math.max(1, Math.floor(Math.min(w, h) / 8));
  fill(pixels, width, left, top, w, thick, ink);
  fill(pixels, width, left, top + h - thick, w, thick, ink);
  fill(pixels, width, left, top, thick, h, ink);
  fill(pixels, width, left + w - thick, top, thick, h, ink);
}

/**
 * Diagonal lines that run on from cell to cell, falling where nothing tells what it was, so that the two kinds are told apart; no seam around
 * them, also where one was.
 */
function hatch(
  pixels: Uint32Array,
  width: number,
  left: number,
  top: number,
  mosaic: Mosaic,
  inks: Inks,
  byte: number,
  line: number,
): void {
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
