import { describe, expect, it } from 'vitest';
import type { PictureOrder } from '../transport/types';
import { GONE } from './cells';
import { devicesWords, edgesOf, groupAt, groupsWords, orderedWords, seenWords, sharedWords } from './groups';
import { mosaicOf } from './mosaic';

const order = (groups: [string | null, number][], more: Partial<PictureOrder> = {}): PictureOrder => ({
  ordered: groups.reduce((sum, [, devices]) => sum + devices, 0),
  groupCount: groups.filter(([name]) => name !== null).length,
  groups: groups.map(([name, devices]) => ({ name, devices })),
  ...more,
});

const cells = (count: number, gone: readonly number[] = []): Uint8Array =>
  Uint8Array.from({ length: count }, (_, n) => (gone.includes(n) ? GONE : 2));
const TWO = order([
  ['Production', 8],
  ['Test', 2],
]);

describe('groups in words', () => {
  it.each<[string, PictureOrder | null, Uint8Array, string]>([
    ['each with its devices', TWO, cells(10), 'Production 8 · Test 2'],
    ['those gone are no devices', TWO, cells(10, [0, 8]), 'Production 7 · Test 1'],
    ['a group that is gone whole is not said', TWO, cells(10, [8, 9]), 'Production 8'],
    ['who came later stands apart', TWO, cells(13), 'Production 8 · Test 2 · 3 came later'],
    [
      'devices without a group',
      order([
        ['Lab', 1],
        [null, 4],
      ]),
      cells(5),
      'Lab 1 · no group 4',
    ],
    ['too many to be named', order([], { ordered: 900, groupCount: 150 }), cells(900), '150 groups'],
    ['no group is known', order([], { ordered: 9 }), cells(9), ''],
    ['nothing stands in order yet', order([], {}), cells(9), ''],
    ['not asked yet', null, cells(9), ''],
  ])('%s', (_, known, drawn, words) => {
    expect(groupsWords(known, drawn)).toBe(words);
  });

  it('name the group of a cell', () => {
    expect([0, 7, 8, 9, 10].map((place) => groupAt(TWO, place))).toEqual(['Production', 'Production', 'Test', 'Test', null]);
    expect(groupAt(null, 0)).toBeNull();
  });

  it('say how devices stand', () => {
    expect([orderedWords(null), orderedWords(order([])), orderedWords(TWO), orderedWords(order([], { ordered: 4 }))]).toEqual([
      '',
      '',
      'by group',
      'by id',
    ]);
  });

  it('count devices, and apart from them those that are gone', () => {
    expect([devicesWords(cells(1)), devicesWords(cells(5, [0, 3]))]).toEqual(['1 device', '3 devices, 2 gone']);
  });

  it('say what is seen', () => {
    const room = { devices: 1_000_000, width: 640, height: 208, ratio: 1 };
    expect(seenWords({ ...mosaicOf(room), from: 12_000, to: 24_000 }, 1_000_000)).toBe('devices 12,001–24,000 of 1,000,000');
    expect(sharedWords(mosaicOf(room))).toMatch(/^\d+ a cell$/);
    expect(sharedWords(mosaicOf({ ...room, devices: 300 })), 'one a cell needs no word').toBe('');
  });
});

describe('the lines between groups', () => {
  const room = (devices: number, ratio = 1) => ({ devices, width: 200, height: 100, ratio });

  it.each([
    [20, 1],
    [50, 1],
    [50, 2],
    [400, 2],
  ])('of %i devices on a screen of ratio %i hide no device', (devices, ratio) => {
    const mosaic = mosaicOf(room(devices, ratio));
    const first = mosaic.columns + 3;
    const edges = edgesOf(
      order([
        ['a', first],
        ['b', devices - first],
      ]),
      mosaic,
      ratio,
    );
    expect(edges, 'along a line, one step down, and along the next').toHaveLength(3);
    /** Whether a stretch lies in the gap after a cell. */
    const inGap = (at: number, size: number, cell: number): boolean => at % cell >= cell - mosaic.gap && (at % cell) + size <= cell;
    for (const { left, top, width, height } of edges) {
      expect(height > width ? inGap(left, width, mosaic.cellWidth) : inGap(top, height, mosaic.cellHeight)).toBe(true);
    }
  });

  it('are straight where a group begins a line', () => {
    const mosaic = mosaicOf(room(50));
    const edges = edgesOf(
      order([
        ['a', mosaic.columns],
        ['b', 50 - mosaic.columns],
      ]),
      mosaic,
      1,
    );
    expect(edges).toMatchObject([{ left: 0, height: 1 }]);
  });

  it('are none where cells touch, are shared, or groups are too many', () => {
    const groups: [string, number][] = [
      ['a', 500],
      ['b', 500],
    ];
    expect(edgesOf(order(groups), mosaicOf(room(4999)), 1)).toEqual([]);
    expect(edgesOf(order(groups), mosaicOf(room(1_000_000)), 1)).toEqual([]);
    expect(edgesOf(order(Array.from({ length: 30 }, (_, n) => [`g${n}`, 2])), mosaicOf(room(60)), 1)).toEqual([]);
    expect(edgesOf(null, mosaicOf(room(60)), 1)).toEqual([]);
  });
});
