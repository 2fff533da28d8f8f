import { describe, expect, it } from 'vitest';
import type { TextRun } from '../transport/types';
import { chunkAt, chunksOf, longest, piecesOf, type Hits } from './chunks';
import { places } from './find';

const NONE: Hits = { places: [], length: 0, current: 0 };
const run = (from: number, to: number): TextRun => ({ from, to, ink: 'red', bold: false, underline: false });

/** Numbers that look like chance, the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('an output in chunks', () => {
  const texts = [
    '',
    'short',
    'line\n'.repeat(20_000),
    '\n'.repeat(40_000),
    'x'.repeat(200_000),
    `${'x'.repeat(30_000)}\n`.repeat(9),
    '😀'.repeat(60_000),
    `${'a\n'.repeat(9_000)}${'y'.repeat(90_000)}\nend`,
  ];

  it.each(texts.map((text, n) => [n, text] as const))('text %i: chunks are all of it, in order, none too long', (_n, text) => {
    const chunks = chunksOf(text);
    expect(chunks.map(({ from, to }) => text.slice(from, to)).join(''), 'no letter is lost').toBe(text);
    for (const { from, to, broken, lines } of chunks) {
      const part = text.slice(from, to);
      expect(to - from).toBeLessThanOrEqual(49_152);
      expect(lines).toBe(part.split('\n').length - 1);
      expect(broken, 'only a long line is broken').toBe(to < text.length && !part.endsWith('\n'));
      expect(/[\ud800-\udbff]$/.test(part), 'no letter is cut in two').toBe(false);
      expect(chunks[chunkAt(chunks, from)]?.from).toBe(from);
      expect(chunks[chunkAt(chunks, to - 1)]?.to).toBe(to);
    }
  });

  it('knows its longest line', () => {
    expect([longest(''), longest('ab\nabcd\nabc'), longest('x'.repeat(99_999))]).toEqual([0, 4, 32_768]);
  });

  it('finds within colours and colours within what is found', () => {
    const told = piecesOf('no space: no room', { from: 0, to: 17, lines: 0, broken: false }, [run(1, 4), run(9, 12)], {
      places: [0, 10],
      length: 2,
      current: 0,
    });
    const words = told.map(({ text, hit, run }) => `${hit ?? ''}${run ? '*' : ''}${text}`);
    expect(words).toEqual(['0n', '0*o', '* s', 'pace:', '* ', '1*no', ' room']);
  });

  it('loses no letter and misses no mark, whatever colours and hits there are', () => {
    const roll = dice(7);
    for (let round = 0; round < 200; round += 1) {
      const text = Array.from({ length: 1 + roll(60) }, () => 'aab\n'[roll(4)]).join('');
      const sought = ['a', 'ab', 'aa', 'b'][roll(4)] ?? 'a';
      const found = { places: places(text, text, sought), length: sought.length, current: roll(5) };
      const ends = Array.from({ length: 2 * roll(5) }, () => roll(text.length + 1)).sort((a, b) => a - b);
      const runs = ends.flatMap((from, n) => (n % 2 === 0 && from < (ends[n + 1] ?? 0) ? [run(from, ends[n + 1] ?? 0)] : []));
      const half = roll(text.length);
      const chunks = [
        { from: 0, to: half, lines: 0, broken: true },
        { from: half, to: text.length, lines: 0, broken: false },
      ];
      const pieces = chunks.flatMap((chunk) => piecesOf(text, chunk, runs, found));
      expect(pieces.map((piece) => piece.text).join('')).toBe(text);
      expect(pieces.every((piece) => piece.text !== '')).toBe(true);
      let at = 0;
      for (const piece of pieces) {
        const within = (from: number, to: number) => from <= at && at + piece.text.length <= to;
        expect(piece.run, 'coloured where it is').toBe(runs.find((one) => within(one.from, one.to)) ?? null);
        const hit = found.places.findIndex((place) => within(place, place + sought.length));
        expect(piece.hit, 'found where it is').toBe(hit === -1 ? null : hit);
        at += piece.text.length;
      }
    }
  });

  it('marks those near the one that is shown, of however many there are', () => {
    const text = 'ab'.repeat(5_000);
    const found = { places: places(text, text, 'a'), length: 1, current: 3_000 };
    const marked = chunksOf(text)
      .flatMap((chunk) => piecesOf(text, chunk, [], found))
      .filter((piece) => piece.hit !== null);
    expect([marked.length, marked[0]?.hit, marked.at(-1)?.hit]).toEqual([501, 2_750, 3_250]);
    expect(piecesOf(text, { from: 0, to: 9, lines: 0, broken: false }, [], NONE)).toEqual([{ text: 'ababababa', hit: null, run: null }]);
  });
});
