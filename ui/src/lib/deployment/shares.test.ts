import { describe, expect, it } from 'vitest';
import { GONE } from './cells';
import { mosaicOf } from './mosaic';
import { sharesAt, sharesWords } from './shares';

const mosaic = { ...mosaicOf({ devices: 6, width: 100, height: 50, ratio: 1 }), perCell: 4 };
const scene = { cells: Uint8Array.of(2, 2, 3, 1, GONE, 7), shown: null, chosen: null };

describe('what the devices of a cell are', () => {
  it('is told by state', () => {
    const shares = sharesAt(scene, mosaic, 0, 'Production');
    expect(shares).toMatchObject({
      devices: 4,
      group: 'Production',
      others: '',
      counts: { succeeded: 2, failed: 1, inProgress: 1, pending: 0 },
    });
    expect(shares === null ? '' : sharesWords(shares)).toBe('4 devices: 2 succeeded, 1 in progress, 1 failed');
  });

  it('tells apart who is gone and what nobody knows, and how many the view shows', () => {
    expect(sharesAt(scene, mosaic, 4, null)).toMatchObject({ devices: 2, others: '1 gone, 1 not told' });
    const shown = { ...scene, shown: Uint8Array.of(0b100) };
    expect(sharesAt(shown, mosaic, 0, null)?.others).toBe('1 of them shown');
    expect(sharesAt(shown, mosaic, 4, null)?.others).toBe('1 gone, 1 not told, none of them shown');
    const chosen = { ...scene, chosen: Uint8Array.of(0b10101) };
    expect(sharesAt(chosen, mosaic, 0, null)?.others, 'not those of the next cell').toBe('2 of them chosen');
  });

  it('is nothing of its own where a cell is one device', () => {
    expect(sharesAt(scene, { ...mosaic, perCell: 1 }, 0, null)).toBeNull();
  });
});
