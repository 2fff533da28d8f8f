import { describe, expect, it } from 'vitest';
import { NO_PICTURE, nextPicture, pictureChanges, wholePicture, type Picture } from './picture';

/** Random, and the same each time. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('the fleet picture', () => {
  it('is read as it is written on the other side', () => {
    // The same bytes as in `live/watch/picture.rs`.
    const three = nextPicture(NO_PICTURE, Uint8Array.of(0, 7, 0, 0, 0, 3, 0, 0, 0, 0x62, 0x03));
    expect(three).toEqual({ revision: 7, cells: Uint8Array.of(2, 6, 3), changed: null });
    const before: Picture = { revision: 8, cells: new Uint8Array(700).fill(2), changed: null };
    const after = nextPicture(before, Uint8Array.of(1, 9, 0, 0, 0, 189, 2, 0, 0, 8, 0, 0, 0, 11, 4, 190, 40, 137, 3));
    expect(after?.revision).toBe(9);
    expect([...(after?.changed ?? [])], 'the cells to be drawn').toEqual([1, 2, 650, 700]);
    expect([1, 2, 650, 700].map((index) => after?.cells[index])).toEqual([3, 4, 6, 1]);
    expect(before.cells[1], 'the one before stays as it was').toBe(2);
  });

  it('is the whole one after any changes, gone and new devices included', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const roll = dice(seed);
      let cells = Uint8Array.from({ length: roll(400) }, () => roll(7));
      let page = nextPicture(NO_PICTURE, wholePicture(cells, 1)) ?? NO_PICTURE;
      for (let revision = 2; revision < 10; revision++) {
        const before = cells;
        cells = new Uint8Array(before.length + roll(3));
        cells.set(before);
        for (let index = before.length; index < cells.length; index++) cells[index] = roll(7);
        for (let change = roll(20); change > 0 && cells.length > 0; change--) cells[roll(cells.length)] = roll(7);
        page = nextPicture(page, pictureChanges(before, cells, revision - 1, revision)) ?? NO_PICTURE;
        expect(page, `seed ${seed}, revision ${revision}`).toMatchObject({ revision, cells });
        const differ = [...cells.keys()].filter((index) => before[index] !== cells[index]);
        expect([...(page.changed ?? [])], 'just those that differ').toEqual(differ);
      }
    }
  });

  it('takes no changes of another picture, and nothing that was cut', () => {
    const before: Picture = { revision: 3, cells: Uint8Array.of(1, 1), changed: null };
    const changes = pictureChanges(before.cells, Uint8Array.of(1, 2, 3), 3, 4);
    expect(nextPicture(before, changes)?.cells).toEqual(Uint8Array.of(1, 2, 3));
    expect(nextPicture({ ...before, revision: 2 }, changes), 'changes since another one').toBeNull();
    expect(nextPicture(NO_PICTURE, changes), 'changes of nothing').toBeNull();
    const whole = wholePicture(Uint8Array.of(1, 2, 3), 4);
    expect(nextPicture(before, whole.subarray(0, 10)), 'half a picture').toBeNull();
    expect(nextPicture(before, new Uint8Array()), 'no answer').toBeNull();
    expect(nextPicture(before, Uint8Array.of(1, 4, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 64)), 'a cell that is not there').toBeNull();
  });
});
