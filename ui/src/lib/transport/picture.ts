// The fleet picture as it crosses: whole at first, then only the cells that changed. The page keeps its own copy and adds to it.
// The layout is told in `live/watch/picture.rs`.

export interface Picture {
  /** That of the rows it shows; 0 for the empty one before the first. */
  revision: number;
  /** One a device, in the order of `DeviceRow.index`: the number of its state, or that of a device that is gone. */
  cells: Uint8Array;
  /** The devices whose cells differ from those of the picture before; null where all may. */
  changed: Uint32Array | null;
}

export const NO_PICTURE: Picture = { revision: 0, cells: new Uint8Array(), changed: null };

const WHOLE = 0;
const WHOLE_HEAD = 9;
const CHANGES_HEAD = 13;

/** The picture that an answer makes of the one before; null where it tells the changes of another one, or cannot be read. */
export function nextPicture(before: Picture, answer: Uint8Array): Picture | null {
  if (answer.length < WHOLE_HEAD) return null;
  const head = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const revision = head.getUint32(1, true);
  const count = head.getUint32(5, true);
  if (answer[0] === WHOLE) {
    if (answer.length < WHOLE_HEAD + Math.ceil(count / 2)) return null;
    const cells = new Uint8Array(count);
    for (let index = 0; index < count; index++) cells[index] = ((answer[WHOLE_HEAD + (index >> 1)] ?? 0) >> ((index & 1) * 4)) & 15;
    return { revision, cells, changed: null };
  }
  if (answer.length < CHANGES_HEAD || head.getUint32(9, true) !== before.revision || count < before.cells.length) return null;
  const cells = new Uint8Array(count);
  cells.set(before.cells);
  // No number is shorter than a byte.
  const changed = new Uint32Array(answer.length - CHANGES_HEAD);
  let told = 0;
  let next = 0;
  for (let at = CHANGES_HEAD; at < answer.length;) {
    let number = 0;
    let byte: number;
    let unit = 1;
    do {
      byte = answer[at++] ?? 0;
      number += (byte & 127) * unit;
      unit *= 128;
    } while (byte >= 128 && at < answer.length);
    next += Math.floor(number / 8);
    if (next >= count) return null;
    cells[next] = number & 7;
    changed[told++] = next++;
  }
  return { revision, cells, changed: changed.subarray(0, told) };
}

/** A whole picture as it crosses. */
export function wholePicture(cells: Uint8Array, revision: number): Uint8Array {
  const answer = new Uint8Array(WHOLE_HEAD + Math.ceil(cells.length / 2));
  const head = new DataView(answer.buffer);
  head.setUint32(1, revision, true);
  head.setUint32(5, cells.length, true);
  cells.forEach((cell, index) => {
    const at = WHOLE_HEAD + (index >> 1);
    answer[at] = (answer[at] ?? 0) | (cell << ((index & 1) * 4));
  });
  return answer;
}

/** The changes of a picture as they cross, for a page that has the one of revision `have`. */
export function pictureChanges(before: Uint8Array, cells: Uint8Array, have: number, revision: number): Uint8Array {
  const bytes: number[] = [1];
  for (const number of [revision, cells.length, have]) for (let shift = 0; shift < 32; shift += 8) bytes.push((number >>> shift) & 255);
  let passed = 0;
  cells.forEach((cell, index) => {
    if (index < before.length && before[index] === cell) {
      passed += 1;
      return;
    }
    let number = passed * 8 + cell;
    for (; number >= 128; number = Math.floor(number / 128)) bytes.push((number & 127) | 128);
    bytes.push(number);
    passed = 0;
  });
  return Uint8Array.from(bytes);
}
