import { describe, expect, it } from 'vitest';
import { blendOf, deviceAt, deviceBeside, mosaicOf, paint, pixelOf } from './mosaic';

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

  it('shows a shared cell by the state of most, and never hides a failed one', () => {
    const bytes = Uint8Array.of(2, 2, 3, 0, 0, 4);
    expect(blendOf(bytes, 0, 3), 'Failed among Succeeded').toEqual({ most: 2, failed: 1 });
    expect(blendOf(bytes, 3, 3), 'Pending are more than Aborted').toEqual({ most: 0, failed: 0 });
    expect(blendOf(Uint8Array.of(3, 3), 0, 2), 'all failed').toEqual({ most: 3, failed: 2 });
    const mosaic = { cellWidth: 2, cellHeight: 2, columns: 2, rows: 1, perCell: 3, gap: 0 };
    const pixels = new Uint32Array(8);
    const red = 0xff0000ff;
    paint(pixels, 4, bytes, mosaic, [0xff000000, 0, 0xff000000, red, 0, 0], [0, 0, 0, 0, 0, 0]);
    expect((pixels[0] ?? 0) & 255, 'one failed of three tints the cell').toBeGreaterThan(100);
    expect((pixels[2] ?? 0) & 255, 'none failed: no red at all').toBe(0);
  });

  it('paints whole cells and leaves the rest clear', () => {
    const mosaic = { cellWidth: 8, cellHeight: 8, columns: 2, rows: 1, perCell: 1, gap: 1 };
    const pixels = new Uint32Array(16 * 8);
    paint(pixels, 16, Uint8Array.of(2, 3), mosaic, [0, 0, 0xaa, 0xbb, 0, 0], [0, 0, 1, 1, 0, 0]);
    expect(pixels[0]).toBe(0xaa);
    expect(pixels[8]).toBe(0xbb);
    expect(pixels[7], 'the gap between two large cells is clear').toBe(0);
  });

  it('mixes a colour into its ground', () => {
    expect(pixelOf('#ff0000', '#000000', 1)).toBe(0xff0000ff);
    expect(pixelOf('#ffffff', '#000000', 0.5)).toBe(0xff808080);
  });
});
