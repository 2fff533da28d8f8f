// Which cells of the fleet picture a view shows and which are chosen, as it crosses. The layout is told in `live/watch/picture/marks.rs`.

export interface Marks {
  /** That of the marks; 0 where none were asked for. */
  revision: number;
  /** The cells they tell of. */
  count: number;
  /** One bit a cell, the lowest of a byte first; null where all are shown. */
  shown: Uint8Array | null;
  /** The same; null where nobody is chosen. */
  chosen: Uint8Array | null;
}

export const NO_MARKS: Marks = { revision: 0, count: 0, shown: null, chosen: null };

const SHOWN = 1;
const CHOSEN = 2;
const SAME = 4;
const HEAD = 9;

/** The marks that an answer makes of those before; null where it cannot be read, or says "the same" of others. */
export function nextMarks(before: Marks, answer: Uint8Array): Marks | null {
  if (answer.length < HEAD) return null;
  const [kind = 0] = answer;
  const head = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const revision = head.getUint32(1, true);
  const count = head.getUint32(5, true);
  if (kind === SAME) return revision === before.revision && count === before.count ? before : null;
  const size = Math.ceil(count / 8);
  let at = HEAD;
  const take = (flag: number): Uint8Array | null => {
    if ((kind & flag) === 0) return null;
    at += size;
    return answer.slice(at - size, at);
  };
  const [shown, chosen] = [take(SHOWN), take(CHOSEN)];
  return at > answer.length ? null : { revision, count, shown, chosen };
}

/** Whether a cell is in a set. */
export function has(bits: Uint8Array, place: number): boolean {
  return (((bits[place >> 3] ?? 0) >> (place & 7)) & 1) === 1;
}

/** Marks as they cross, of sets that are given as lists of places. */
export function marksOf(count: number, shown: readonly number[] | null, chosen: readonly number[] | null, revision: number): Uint8Array {
  const size = Math.ceil(count / 8);
  const sets = [shown, chosen].filter((set) => set !== null);
  const answer = new Uint8Array(HEAD + size * sets.length);
  const head = new DataView(answer.buffer);
  answer[0] = (shown === null ? 0 : SHOWN) + (chosen === null ? 0 : CHOSEN);
  head.setUint32(1, revision, true);
  head.setUint32(5, count, true);
  sets.forEach((set, nth) => {
    for (const place of set) {
      const at = HEAD + nth * size + (place >> 3);
      answer[at] = (answer[at] ?? 0) | (1 << (place & 7));
    }
  });
  return answer;
}
