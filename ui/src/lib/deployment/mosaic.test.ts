import { describe, expect, it } from 'vitest';
import { deviceAt, deviceBeside, GONE, mosaicOf, paint, pixelOf, repaint, tally } from './mosaic';

const RED = 0xff0000ff;

describe('the mosaic', () => {
  it.each([1, 12, 500, 10_000, 100_000, 1_000_000])('has room for %i devices', (devices) => {
    for (const [width, height, ratio] of [
      [640, 208, 1],
      [760, 208, 2],
      [300, 208, 1.5],
    ] as const) {
      const mosaic = mosaicOf(devices, width, height, ratio);
      expect(mosaic.columns * mosaic.rows * mosaic.perCell, 'every device has a cell').toBeGreaterThanOrEqual(devices);
      expect(mosaic.columns * mosaic.cellWidth, 'nothing is drawn beside the canvas').toBeLessThanOrEqual(width * ratio);
      expect(mosaic.rows * mosaic.cellHeight, 'nor below it').toBeLessThanOrEqual(height * ratio);
    }
  });

  it('gives each device its own cell while there is room, several to one after', () => {
    expect(mosaicOf(10_000, 640, 208, 1).perCell).toBe(1);
    expect(mosaicOf(1_000_000, 640, 208, 1).perCell, 'a million do not fit').toBeGreaterThan(1);
  });

  it('finds the device under a point, and none beside the cells', () => {
    const mosaic = mosaicOf(12, 640, 208, 1);
    expect(deviceAt(mosaic, 12, 1, 1)).toBe(0);
    expect(deviceAt(mosaic, 12, mosaic.cellWidth * 3 + 1, 1)).toBe(3);
    expect(deviceAt(mosaic, 12, mosaic.cellWidth * 12 + 1, 1), 'past the last device').toBeNull();
    expect(deviceAt(mosaic, 12, 1, 200), 'below the last line').toBeNull();
  });

  it('moves by cell and by line, and stays inside', () => {
    const mosaic = mosaicOf(500, 640, 208, 1);
    expect(deviceBeside(mosaic, 500, 0, 'ArrowRight')).toBe(1);
    expect(deviceBeside(mosaic, 500, 0, 'ArrowLeft'), 'before the first: stays').toBe(0);
    expect(deviceBeside(mosaic, 500, 0, 'ArrowDown')).toBe(mosaic.columns);
    expect(deviceBeside(mosaic, 500, 3, 'End')).toBe(499);
    expect(deviceBeside(mosaic, 500, 3, 'a'), 'other keys are not ours').toBeNull();
  });

  const INKS = { cells: [0, 0xffc00000, 0xff004000, RED, 0, 0, 0xff808080], seams: [0, 0, 1, 1, 0, 0, 0], ground: 0xff202020 };

  it('mixes the states of a shared cell by their shares', () => {
    // B24: 24 % in progress among Succeeded were no blue at all, since a cell showed its majority.
    const bytes = Uint8Array.of(2, 2, 1, 2);
    const mosaic = { cellWidth: 2, cellHeight: 2, columns: 1, rows: 1, perCell: 4, gap: 0 };
    const pixels = new Uint32Array(4);
    paint(pixels, 2, bytes, mosaic, INKS);
    expect(((pixels[0] ?? 0) >>> 16) & 255, 'a quarter in progress is a quarter of its colour').toBe(0xc0 / 4);
    expect(((pixels[0] ?? 0) >>> 8) & 255, 'and three quarters of the other').toBe((0x40 * 3) / 4);
  });

  it('hatches what nothing tells otherwise than what is gone', () => {
    const mosaic = { cellWidth: 6, cellHeight: 6, columns: 2, rows: 1, perCell: 1, gap: 0 };
    const pixels = new Uint32Array(72);
    paint(pixels, 12, Uint8Array.of(GONE, 7), mosaic, { ...INKS, cells: [...INKS.cells, 0xff111111] });
    const cell = (left: number): number[] =>
      [0, 1, 2].map((y) => pixels.slice(y * 12 + left, y * 12 + left + 3).findIndex((one) => one !== INKS.ground));
    expect(cell(0), 'rising').toEqual([0, 2, 1]);
    expect(cell(6), 'falling').toEqual([0, 1, 2]);
  });

  it('shows full red where any device of a shared cell failed', () => {
    const bytes = Uint8Array.of(2, 2, 3, 0, 0, 4);
    expect(tally(bytes, 0, 3)).toEqual([0, 0, 2, 1, 0, 0, 0, 0]);
    const mosaic = { cellWidth: 2, cellHeight: 2, columns: 2, rows: 1, perCell: 3, gap: 0 };
    const pixels = new Uint32Array(8);
    paint(pixels, 4, bytes, mosaic, INKS);
    expect(pixels[0], 'one of three is as red as three of three').toBe(RED);
    expect((pixels[2] ?? 0) & 255, 'none failed: no red at all').toBe(0);
  });

  it('hatches a device that is gone, so that it is no state', () => {
    const mosaic = { cellWidth: 8, cellHeight: 8, columns: 1, rows: 1, perCell: 1, gap: 0 };
    const pixels = new Uint32Array(64);
    paint(pixels, 8, Uint8Array.of(GONE), mosaic, INKS);
    const lit = [...pixels].filter((pixel) => pixel === 0xff808080).length;
    expect(lit, 'lines').toBeGreaterThan(10);
    expect(lit, 'with ground between them').toBeLessThan(50);
    expect([...pixels].filter((pixel) => pixel === INKS.ground).length).toBe(64 - lit);
  });

  it('paints whole cells and leaves the rest clear', () => {
    const mosaic = { cellWidth: 8, cellHeight: 8, columns: 2, rows: 1, perCell: 1, gap: 1 };
    const pixels = new Uint32Array(16 * 8);
    paint(pixels, 16, Uint8Array.of(2, 3), mosaic, INKS);
    expect(pixels[0]).toBe(INKS.cells[2]);
    expect(pixels[8]).toBe(RED);
    expect(pixels[7], 'the gap between two large cells is clear').toBe(0);
  });

  // The law: a picture changed device by device is the picture drawn anew.
  it.each([
    ['one device a cell', 40, 160],
    ['small cells with seams', 900, 120],
    ['several devices a cell', 9000, 60],
  ])('draws what changed as if it had drawn all: %s', (_, devices, width) => {
    const mosaic = mosaicOf(devices, width, 80, 1);
    const inks = { ...INKS, cells: [9, 8, 7, RED, 5, 4, 3], seams: [19, 18, 17, 16, 15, 14, 13] };
    const size = width * mosaic.rows * mosaic.cellHeight;
    let seed = 5;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    let before = Uint8Array.from({ length: devices }, () => random(7));
    const kept = new Uint32Array(size);
    paint(kept, width, before, mosaic, inks);
    for (let look = 0; look < 8; look++) {
      const after = before.slice();
      for (let change = random(20); change > 0; change--) after[random(devices)] = random(7);
      const whole = new Uint32Array(size);
      paint(whole, width, after, mosaic, inks);
      const old = kept.slice();
      const band = repaint(kept, width, before, after, mosaic, inks);
      expect(kept, `after look ${look}`).toEqual(whole);
      const outside = (at: number) => band === null || at < band.top * width || at >= band.bottom * width;
      expect(
        old.every((pixel, at) => !outside(at) || pixel === kept[at]),
        'nothing changed outside the band that is handed to the canvas',
      ).toBe(true);
      before = after;
    }
    expect(repaint(kept, width, before, before.slice(), mosaic, inks), 'the same picture: nothing is drawn').toBeNull();
  });

  it('mixes a colour into its ground', () => {
    expect(pixelOf('#ff0000', '#000000', 1)).toBe(0xff0000ff);
    expect(pixelOf('#ffffff', '#000000', 0.5)).toBe(0xff808080);
  });
});
