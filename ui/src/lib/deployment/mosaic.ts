// The fleet picture's geometry: whole device pixels per cell, so that it is crisp; several devices a cell when there are more devices than room.

export interface Mosaic {
  /** Cell size in device pixels, its gap included. */
  cellWidth: number;
  cellHeight: number;
  columns: number;
  rows: number;
  /** Devices per cell; above one, their states mix by share. */
  perCell: number;
  gap: number;
  /** The places that are seen: all, or a part of them. */
  from: number;
  to: number;
}

/** A part of the picture that is looked at closely: about so many devices, from this place on. */
export interface Zoom {
  from: number;
  wish: number;
}

/** What there is to draw, and the box it has to fit into, in CSS pixels. */
export interface Room {
  devices: number;
  width: number;
  height: number;
  ratio: number;
}

/** The largest a cell grows, in CSS pixels: a fleet of ten is not ten windows, unless one looks closely. */
const LARGEST = 20;
const LARGEST_CLOSE = 44;
const SMALLEST = 2;
/** A cell that a pointer hits, in CSS pixels. */
const HIT = 6;
/** The fewest devices one can look at closely. */
export const CLOSEST = 20;

interface Cells {
  cellWidth: number;
  cellHeight: number;
  columns: number;
  /** The lines that fit. */
  lines: number;
  perCell: number;
}

function cellsOf(devices: number, { width, height, ratio }: Room, largest: number): Cells {
  const w = Math.max(1, Math.floor(width * ratio));
  const h = Math.max(1, Math.floor(height * ratio));
  const most = Math.floor(largest * ratio);
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
  const lines = Math.max(1, Math.floor(h / cellHeight));
  return { cellWidth, cellHeight, columns, lines, perCell: Math.max(1, Math.ceil(devices / (columns * lines))) };
}

function mosaicFrom({ cellWidth, cellHeight, columns, perCell }: Cells, from: number, to: number): Mosaic {
  const smaller = Math.min(cellWidth, cellHeight);
  return {
    cellWidth,
    cellHeight,
    columns,
    rows: Math.ceil(Math.ceil((to - from) / perCell) / columns),
    perCell,
    gap: smaller >= 3 ? Math.max(1, Math.round(smaller / 8)) : 0,
    from,
    to,
  };
}

/** All devices, or where one looks closely as many as the box has room for at that size. */
export function mosaicOf(room: Room, zoom: Zoom | null = null): Mosaic {
  const { devices } = room;
  if (zoom === null || zoom.wish >= devices) return mosaicFrom(cellsOf(devices, room, LARGEST), 0, devices);
  const cells = cellsOf(zoom.wish, room, LARGEST_CLOSE);
  const span = cells.columns * cells.lines * cells.perCell;
  // Cells begin at the same places wherever one looks, so that the devices of a shared cell stay together.
  const last = Math.ceil(Math.max(0, devices - span) / cells.perCell);
  const from = Math.max(0, Math.min(last, Math.round(zoom.from / cells.perCell))) * cells.perCell;
  return mosaicFrom(cells, from, Math.min(devices, from + span));
}

/** Whether all devices are seen. */
export function isWhole(mosaic: Mosaic, devices: number): boolean {
  return mosaic.from === 0 && mosaic.to >= devices;
}

/**
 * Looks so many times closer (or less close, below one): what is at a point of the box stays there. `wish`: about how many devices are looked
 * at now. Null is all of them.
 */
export function closer(room: Room, mosaic: Mosaic, wish: number, factor: number, at: { x: number; y: number }): Zoom | null {
  const { devices } = room;
  const next = Math.max(CLOSEST, Math.min(wish, devices) / factor);
  if (next >= devices) return null;
  const cell = (of: Pick<Mosaic, 'cellWidth' | 'cellHeight' | 'columns'>): number =>
    Math.max(0, Math.floor(at.y / of.cellHeight)) * of.columns + Math.max(0, Math.min(of.columns - 1, Math.floor(at.x / of.cellWidth)));
  const place = Math.min(devices - 1, mosaic.from + cell(mosaic) * mosaic.perCell);
  const cells = cellsOf(next, room, LARGEST_CLOSE);
  return { from: Math.max(0, place - cell(cells) * cells.perCell), wish: next };
}

/** Looks so close at a cell of several devices that each has its own, and is large enough to be hit. */
export function apart(room: Room, mosaic: Mosaic, wish: number, at: { x: number; y: number }): Zoom | null {
  const each = (room.width * room.height) / (HIT * HIT);
  return closer(room, mosaic, wish, Math.max(1, Math.min(wish, room.devices) / each), at);
}

/** Looks so many lines further down. */
export function further(mosaic: Mosaic, zoom: Zoom, lines: number): Zoom {
  return { ...zoom, from: Math.max(0, mosaic.from + lines * mosaic.columns * mosaic.perCell) };
}

/** The lines to look further down (or up) until a place is seen; 0 where it is. */
export function linesTo(mosaic: Mosaic, place: number): number {
  const line = mosaic.columns * mosaic.perCell;
  if (place < mosaic.from) return Math.floor((place - mosaic.from) / line);
  return place < mosaic.to ? 0 : Math.floor((place - mosaic.to) / line) + 1;
}

/** The first device of the cell at a point in device pixels; none beside the cells. */
export function placeAt(mosaic: Mosaic, x: number, y: number): number | null {
  const column = Math.floor(x / mosaic.cellWidth);
  const row = Math.floor(y / mosaic.cellHeight);
  if (column < 0 || column >= mosaic.columns || row < 0 || row >= mosaic.rows) return null;
  const place = mosaic.from + (row * mosaic.columns + column) * mosaic.perCell;
  return place < mosaic.to ? place : null;
}

/** Where the cell of a device stands, in device pixels; null where it is not seen. */
export function cornerOf(mosaic: Mosaic, place: number): { x: number; y: number } | null {
  if (place < mosaic.from || place >= mosaic.to) return null;
  const cell = Math.floor((place - mosaic.from) / mosaic.perCell);
  return { x: (cell % mosaic.columns) * mosaic.cellWidth, y: Math.floor(cell / mosaic.columns) * mosaic.cellHeight };
}

/** The device reached by an arrow or paging key from another one; null for other keys. */
export function placeBeside(mosaic: Mosaic, devices: number, from: number, key: string): number | null {
  const line = mosaic.columns * mosaic.perCell;
  const page = Math.max(1, mosaic.rows - 1) * line;
  const steps: Record<string, number> = {
    ArrowLeft: -mosaic.perCell,
    ArrowRight: mosaic.perCell,
    ArrowUp: -line,
    ArrowDown: line,
    PageUp: -page,
    PageDown: page,
  };
  if (key === 'Home') return 0;
  // The cell of the last one begins at a multiple of what a cell holds.
  if (key === 'End') return Math.max(0, Math.floor((devices - 1) / mosaic.perCell) * mosaic.perCell);
  const step = steps[key];
  if (step === undefined) return null;
  const to = from + step;
  return to >= 0 && to < devices ? to : from;
}
