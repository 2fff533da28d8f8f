import { describe, expect, it } from 'vitest';
import {
  apart,
  closer,
  CLOSEST,
  cornerOf,
  further,
  isWhole,
  linesTo,
  mosaicOf,
  placeAt,
  placeBeside,
  type Room,
  type Zoom,
} from './mosaic';

const BOX = { width: 640, height: 208, ratio: 1 };
const room = (devices: number, more: Partial<Room> = {}): Room => ({ ...BOX, devices, ...more });

const FLEETS = [1, 12, 500, 10_000, 100_000, 1_000_000];
const BOXES = [
  [640, 208, 1],
  [760, 208, 2],
  [300, 208, 1.5],
] as const;

describe('the mosaic', () => {
  it.each(FLEETS)('has room for %i devices', (devices) => {
    for (const [width, height, ratio] of BOXES) {
      const mosaic = mosaicOf({ devices, width, height, ratio });
      expect(isWhole(mosaic, devices)).toBe(true);
      expect(mosaic.columns * mosaic.rows * mosaic.perCell, 'every device has a cell').toBeGreaterThanOrEqual(devices);
      expect(mosaic.columns * mosaic.cellWidth, 'nothing is drawn beside the canvas').toBeLessThanOrEqual(width * ratio);
      expect(mosaic.rows * mosaic.cellHeight, 'nor below it').toBeLessThanOrEqual(height * ratio);
    }
  });

  it('gives each device its own cell while there is room, several to one after', () => {
    expect(mosaicOf(room(10_000)).perCell).toBe(1);
    expect(mosaicOf(room(1_000_000)).perCell, 'a million do not fit').toBeGreaterThan(1);
  });

  it('finds the device under a point, and none beside the cells', () => {
    const mosaic = mosaicOf(room(12));
    expect(placeAt(mosaic, 1, 1)).toBe(0);
    expect(placeAt(mosaic, mosaic.cellWidth * 3 + 1, 1)).toBe(3);
    expect(placeAt(mosaic, mosaic.cellWidth * 12 + 1, 1), 'past the last device').toBeNull();
    expect(placeAt(mosaic, 1, 200), 'below the last line').toBeNull();
  });

  it('moves by cell, by line and by what is seen, and stays inside', () => {
    const mosaic = mosaicOf(room(500));
    expect(placeBeside(mosaic, 500, 0, 'ArrowRight')).toBe(1);
    expect(placeBeside(mosaic, 500, 0, 'ArrowLeft'), 'before the first: stays').toBe(0);
    expect(placeBeside(mosaic, 500, 0, 'ArrowDown')).toBe(mosaic.columns);
    expect(placeBeside(mosaic, 500, 0, 'PageDown')).toBe((mosaic.rows - 1) * mosaic.columns);
    expect(placeBeside(mosaic, 500, 3, 'End')).toBe(499);
    expect(placeBeside(mosaic, 500, 3, 'a'), 'other keys are not ours').toBeNull();
    const shared = mosaicOf(room(1_000_000));
    const last = placeBeside(shared, 1_000_000, 0, 'End') ?? 0;
    expect(last % shared.perCell, 'the last cell begins where it begins').toBe(0);
    expect(cornerOf(shared, last)).not.toBeNull();
  });
});

describe('looking closer', () => {
  const MIDDLE = { x: 320, y: 100 };

  it.each(FLEETS)('of %i devices never draws outside the box, and fills it', (devices) => {
    for (const [width, height, ratio] of BOXES) {
      const box = { devices, width, height, ratio };
      let mosaic = mosaicOf(box);
      let zoom: Zoom | null = null;
      for (let step = 0; step < 24; step++) {
        zoom = closer(box, mosaic, zoom?.wish ?? devices, 2, { x: (step * 37) % (width * ratio), y: (step * 23) % (height * ratio) });
        mosaic = mosaicOf(box, zoom);
        expect(mosaic.columns * mosaic.cellWidth).toBeLessThanOrEqual(width * ratio);
        expect(mosaic.rows * mosaic.cellHeight).toBeLessThanOrEqual(height * ratio);
        expect(mosaic.to - mosaic.from, 'at least what was asked for').toBeGreaterThanOrEqual(
          Math.min(devices, Math.floor(zoom?.wish ?? devices)) - mosaic.perCell,
        );
        expect([mosaic.from >= 0, mosaic.to <= devices]).toEqual([true, true]);
        expect(mosaic.to, 'something is seen').toBeGreaterThan(mosaic.from);
      }
      if (devices > 1000) expect(mosaic.to - mosaic.from, 'down to a few').toBeLessThan(200);
    }
  });

  it.each([3000, 100_000, 1_000_000])('keeps what is under the pointer under it, of %i', (devices) => {
    const box = room(devices);
    let mosaic = mosaicOf(box);
    let wish = devices;
    for (let step = 0; step < 20; step++) {
      const at = { x: 200 + step * 9, y: 60 + step * 4 };
      const place = placeAt(mosaic, at.x, at.y);
      const zoom = closer(box, mosaic, wish, 1.7, at);
      if (zoom === null || place === null) continue;
      mosaic = mosaicOf(box, zoom);
      wish = zoom.wish;
      // At the ends there is nothing to look at beyond; else it is the same cell, or with it that of the device before.
      if (mosaic.from === 0 || mosaic.to === devices) continue;
      const now = placeAt(mosaic, at.x, at.y) ?? -1;
      expect(Math.abs(now - place), `step ${step}`).toBeLessThanOrEqual(mosaic.perCell);
    }
  });

  it('comes back to all, and no closer than a few', () => {
    const box = room(1000);
    const zoom = closer(box, mosaicOf(box), 1000, 1e9, MIDDLE);
    expect(zoom?.wish).toBe(CLOSEST);
    expect(closer(box, mosaicOf(box, zoom), CLOSEST, 1 / 1e9, MIDDLE), 'all of them').toBeNull();
    expect(closer(room(12), mosaicOf(room(12)), 12, 2, MIDDLE), 'twelve are few already').toBeNull();
  });

  it('goes up and down by lines, and not past the ends', () => {
    const box = room(100_000);
    const zoom = closer(box, mosaicOf(box), 100_000, 64, { x: 0, y: 0 });
    if (zoom === null) throw new Error('a hundred thousand can be looked at more closely');
    const first = mosaicOf(box, zoom);
    expect(first.from).toBe(0);
    const second = mosaicOf(box, further(first, zoom, 3));
    expect(second.from).toBe(3 * first.columns * first.perCell);
    expect(mosaicOf(box, further(second, zoom, -99)).from).toBe(0);
    const last = mosaicOf(box, further(second, zoom, 1e6));
    expect([last.to, last.to - last.from], 'the last screen is a full one').toEqual([100_000, first.to - first.from]);
  });

  it.each([0, 77, 40_000, 99_999])('goes as far as it must for device %i to be seen', (place) => {
    const box = room(100_000);
    const zoom = { from: 50_000, wish: 800 };
    const mosaic = mosaicOf(box, zoom);
    const then = mosaicOf(box, further(mosaic, zoom, linesTo(mosaic, place)));
    expect(cornerOf(then, place)).not.toBeNull();
    expect(linesTo(then, place), 'and no further').toBe(0);
  });

  it('takes the devices of a shared cell apart', () => {
    const box = room(1_000_000);
    const mosaic = mosaicOf(box);
    const place = placeAt(mosaic, 300, 100) ?? 0;
    const corner = cornerOf(mosaic, place) ?? { x: 0, y: 0 };
    const near = mosaicOf(box, apart(box, mosaic, 1_000_000, corner));
    expect([near.perCell, near.cellWidth >= 5], 'one each, large enough to be hit').toEqual([1, true]);
    expect(cornerOf(near, place), 'and they are seen').not.toBeNull();
  });
});
