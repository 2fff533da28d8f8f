import { describe, expect, it } from 'vitest';
import { marksOf, nextMarks, NO_MARKS } from '../transport/marks';
import { blend, BYTES, GONE, paint, paintCells, pixelOf, repaint, tally, type Inks, type Scene } from './cells';
import { closer, mosaicOf, type Mosaic } from './mosaic';

const RED = 0xff0000ff;
const GREEN = 0xff004000;
const BLUE = 0xffc00000;
const DIM_GREEN = 0xff001000;
const DIM_RED = 0xff000040;
const INK = 0xfffefefe;

/** The colours of a test: a byte's own, and the same dimmed. */
function inks(): Inks {
  const cells = new Array<number>(BYTES * 2).fill(0xff111111);
  Object.assign(cells, { 1: BLUE, 2: GREEN, 3: RED, 6: 0xff808080, 7: 0xff111111, [BYTES + 2]: DIM_GREEN, [BYTES + 3]: DIM_RED });
  return { cells, seams: cells.map((_, byte) => 0xff700000 + byte), ground: 0xff202020, ink: INK };
}

const INKS = inks();
const flat = (mosaic: Partial<Mosaic>): Mosaic => ({
  cellWidth: 2,
  cellHeight: 2,
  columns: 1,
  rows: 1,
  perCell: 1,
  gap: 0,
  from: 0,
  to: 0,
  ...mosaic,
});
const plain = (...cells: number[]): Scene => ({ cells: Uint8Array.from(cells), shown: null, chosen: null });

/** A scene of which only some are shown or chosen. */
function marked(cells: Uint8Array, shown: number[] | null, chosen: number[] | null): Scene {
  const marks = nextMarks(NO_MARKS, marksOf(cells.length, shown, chosen, 1)) ?? NO_MARKS;
  return { cells, shown: marks.shown, chosen: marks.chosen };
}

const blue = (pixel: number | undefined): number => ((pixel ?? 0) >>> 16) & 255;
const green = (pixel: number | undefined): number => ((pixel ?? 0) >>> 8) & 255;
const red = (pixel: number | undefined): number => (pixel ?? 0) & 255;

describe('cells of several devices', () => {
  it('mix the states by their shares', () => {
    // B24: 24 % in progress among Succeeded were no blue at all, since a cell showed its majority.
    const pixels = new Uint32Array(4);
    paint(pixels, 2, plain(2, 2, 1, 2), flat({ perCell: 4, to: 4 }), INKS);
    expect(blue(pixels[0]), 'a quarter in progress is a quarter of its colour').toBe(0xc0 / 4);
    expect(green(pixels[0]), 'and three quarters of the other').toBe((0x40 * 3) / 4);
  });

  it('are red where any failed, and redder the more', () => {
    const colour = (failed: number): number => {
      const counts = new Uint32Array(BYTES * 2);
      counts[2] = 50 - failed;
      counts[3] = failed;
      return red(blend(counts, INKS.cells));
    };
    expect(colour(0), 'none failed: no red at all').toBe(0);
    expect(colour(1), 'one of fifty is seen').toBeGreaterThan(120);
    expect(colour(1), 'and is no fifty of fifty').toBeLessThan(140);
    expect([1, 5, 20, 49].every((failed) => colour(failed) < colour(failed + 1))).toBe(true);
    expect(colour(50), 'all failed: nothing but red').toBe(255);
  });

  it('count states, and apart those that are not shown', () => {
    const scene = marked(Uint8Array.of(2, 2, 3, 0, 0, 4), [0, 2, 3], null);
    expect([...tally(scene, 0, 3)].slice(0, 4)).toEqual([0, 0, 1, 1]);
    expect([...tally(scene, 0, 3)].slice(BYTES, BYTES + 4), 'the second is not shown').toEqual([0, 0, 1, 0]);
  });

  it('keep what is shown in sight, though it be one of many', () => {
    const scene = marked(new Uint8Array(100).fill(2), [7], null);
    const seen = green(blend(tally(scene, 0, 50), INKS.cells));
    const unseen = green(blend(tally(scene, 50, 100), INKS.cells));
    expect(unseen, 'no device of it is shown').toBe(0x10);
    expect(seen - unseen, 'one of fifty is shown').toBeGreaterThan((0x40 - 0x10) / 2);
    expect(seen, 'and fifty of fifty are more').toBeLessThan(0x40);
  });

  it('show a failure that is shown among others that are not', () => {
    const cells = new Uint8Array(50).fill(2);
    cells[9] = 3;
    expect(red(blend(tally(marked(cells, [9], null), 0, 50), INKS.cells))).toBeGreaterThan(140);
    const other = red(blend(tally(marked(cells, [1, 2], null), 0, 50), INKS.cells));
    expect(other, 'one that is not shown does not shine').toBeLessThan(40);
  });
});

describe('a cell', () => {
  it('is whole, and leaves the gap between large ones clear', () => {
    const pixels = new Uint32Array(16 * 8);
    paint(pixels, 16, plain(2, 3), flat({ cellWidth: 8, cellHeight: 8, columns: 2, gap: 1, to: 2 }), INKS);
    expect([pixels[0], pixels[8], pixels[7]]).toEqual([GREEN, RED, 0]);
  });

  it('is dimmed where the view does not show it', () => {
    const pixels = new Uint32Array(8);
    paint(pixels, 4, marked(Uint8Array.of(2, 3), [1], null), flat({ columns: 2, to: 2 }), INKS);
    expect([pixels[0], pixels[2]]).toEqual([DIM_GREEN, RED]);
  });

  it.each([
    ['10 with a gap', 10, 1],
    ['13 with a gap', 13, 2],
    ['22 with a gap', 22, 3],
  ])('of %s wears ink where it is chosen, and more of its colour', (_, size, gap) => {
    const mosaic = flat({ cellWidth: size, cellHeight: size, gap, to: 1 });
    const pixels = new Uint32Array(size * size);
    paint(pixels, size, marked(Uint8Array.of(3), null, [0]), mosaic, INKS);
    const inside = [...pixels].filter((_, at) => at % size < size - gap && Math.floor(at / size) < size - gap);
    const inked = inside.filter((pixel) => pixel === INK).length;
    const coloured = inside.filter((pixel) => pixel === RED).length;
    expect(inked, 'it is marked').toBeGreaterThan(0);
    expect(inked + coloured, 'nothing else is there').toBe(inside.length);
    expect(coloured / inside.length, 'its state is seen').toBeGreaterThan(0.5);
    paint(pixels, size, marked(Uint8Array.of(3), null, []), mosaic, INKS);
    expect([...pixels].includes(INK), 'not chosen: not marked').toBe(false);
  });

  it('glows by as much as is said', () => {
    const pixels = new Uint32Array(4);
    const mosaic = flat({ to: 1 });
    const scene = plain(2);
    expect(paintCells(pixels, 2, scene, mosaic, INKS, [0], 0.5)).toEqual({ top: 0, bottom: 2 });
    expect(green(pixels[0])).toBe(Math.round((0xfe + 0x40) / 2));
    paintCells(pixels, 2, scene, mosaic, INKS, [0], 0);
    expect(pixels[0], 'and then is as it is').toBe(GREEN);
    expect(paintCells(pixels, 2, scene, mosaic, INKS, [], 0.5), 'no cell, no band').toBeNull();
  });

  it('is hatched where its device is gone, so that it is no state', () => {
    const pixels = new Uint32Array(64);
    paint(pixels, 8, plain(GONE), flat({ cellWidth: 8, cellHeight: 8, to: 1 }), INKS);
    const lit = [...pixels].filter((pixel) => pixel === 0xff808080).length;
    expect(lit, 'lines').toBeGreaterThan(10);
    expect(lit, 'with ground between them').toBeLessThan(50);
    expect([...pixels].filter((pixel) => pixel === INKS.ground).length).toBe(64 - lit);
  });

  it('is hatched otherwise where nothing tells what it was', () => {
    const pixels = new Uint32Array(72);
    paint(pixels, 12, plain(GONE, 7), flat({ cellWidth: 6, cellHeight: 6, columns: 2, to: 2 }), INKS);
    const cell = (left: number): number[] =>
      [0, 1, 2].map((y) => pixels.slice(y * 12 + left, y * 12 + left + 3).findIndex((one) => one !== INKS.ground));
    expect(cell(0), 'rising').toEqual([0, 2, 1]);
    expect(cell(6), 'falling').toEqual([0, 1, 2]);
  });
});

describe('drawing what changed', () => {
  // The law: a picture changed device by device, in its view and in who is chosen, is the picture drawn anew.
  it.each([
    ['one device a cell', 40, 160, 1],
    ['small cells with seams', 900, 120, 1],
    ['several devices a cell', 9000, 60, 1],
    ['a part, looked at closely', 9000, 120, 16],
  ])('is as if all had been drawn: %s', (_, devices, width, factor) => {
    const room = { devices, width, height: 80, ratio: 1 };
    const whole = mosaicOf(room);
    const mosaic = factor === 1 ? whole : mosaicOf(room, closer(room, whole, devices, factor, { x: 60, y: 40 }));
    const size = width * mosaic.rows * mosaic.cellHeight;
    let seed = 5;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const some = (most: number): number[] => Array.from({ length: random(most) }, () => random(devices));
    let before = marked(
      Uint8Array.from({ length: devices }, () => random(8)),
      null,
      null,
    );
    const kept = new Uint32Array(size);
    paint(kept, width, before, mosaic, INKS);
    for (let look = 0; look < 12; look++) {
      const cells = before.cells.slice();
      for (let change = random(20); change > 0; change--) cells[random(devices)] = random(8);
      const view = look % 3;
      const after = marked(cells, view === 0 ? null : some(devices), view === 1 ? null : some(30));
      // Sometimes only the devices change, and the marks are the very same.
      const scene = look % 4 === 3 ? { ...before, cells } : after;
      const anew = new Uint32Array(size);
      paint(anew, width, scene, mosaic, INKS);
      const old = kept.slice();
      const band = repaint(kept, width, before, scene, mosaic, INKS);
      expect(kept, `after look ${look}`).toEqual(anew);
      const outside = (at: number) => band === null || at < band.top * width || at >= band.bottom * width;
      expect(
        old.every((pixel, at) => !outside(at) || pixel === kept[at]),
        'nothing changed outside the band that is handed to the canvas',
      ).toBe(true);
      before = scene;
    }
    expect(repaint(kept, width, before, { ...before, cells: before.cells.slice() }, mosaic, INKS), 'the same: nothing is drawn').toBeNull();
  });

  it('mixes a colour into its ground', () => {
    expect(pixelOf('#ff0000', '#000000', 1)).toBe(0xff0000ff);
    expect(pixelOf('#ffffff', '#000000', 0.5)).toBe(0xff808080);
  });
});
