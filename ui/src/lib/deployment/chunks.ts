// An output in chunks of whole lines, so that only those in sight are laid out, and each chunk in pieces: coloured, found, or neither.
import type { TextRun } from '../transport/types';

/** Letters of a chunk, about. */
const CHUNK = 16_384;
/** A line longer than this goes on in a chunk of its own. */
const LINE = 32_768;
/** Hits marked on either side of the present one: each is an element of its own. */
const MARKED = 250;

export interface Chunk {
  from: number;
  to: number;
  /** Line ends in it. */
  lines: number;
  /** Its last line goes on in the next chunk. */
  broken: boolean;
}

export interface Piece {
  text: string;
  /** Which hit it is, or a part of, from 0; null between hits. */
  hit: number | null;
  /** How it looks, where otherwise than the rest. */
  run: TextRun | null;
}

/** What is found in the text. */
export interface Hits {
  /** Where each begins. */
  places: readonly number[];
  /** How long each is. */
  length: number;
  /** The one that is shown. */
  current: number;
}

export function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  while (from < text.length) {
    let to = text.length;
    if (to - from > CHUNK) {
      const end = text.indexOf('\n', from + CHUNK);
      to = end === -1 ? text.length : end + 1;
      // The last line end before, if the line that ends here is a long one; if that is all there is, it is broken.
      if (to - from > CHUNK + LINE) {
        const before = text.lastIndexOf('\n', from + CHUNK);
        to = before >= from ? before + 1 : whole(text, from + LINE);
      }
    }
    const chunk = text.slice(from, to);
    chunks.push({ from, to, lines: chunk.split('\n').length - 1, broken: to < text.length && !chunk.endsWith('\n') });
    from = to;
  }
  return chunks;
}

/** This place, or the one before it where a letter of two units would be cut. */
function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? at - 1 : at;
}

/** The longest line, in letters. */
export function longest(text: string): number {
  let [most, from] = [0, 0];
  while (from <= text.length) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    most = Math.max(most, to - from);
    from = to + 1;
  }
  return Math.min(most, LINE);
}

/** The text of a chunk in pieces. Runs and hits may overlap as they like: no letter is lost, none is there twice. */
export function piecesOf(text: string, { from, to }: Chunk, runs: readonly TextRun[], hits: Hits): Piece[] {
  const pieces: Piece[] = [];
  let run = firstFrom(runs.length, (n) => (runs[n]?.to ?? 0) > from);
  let hit = firstFrom(hits.places.length, (n) => (hits.places[n] ?? 0) + hits.length > from);
  hit = Math.max(hit, hits.current - MARKED);
  const past = Math.min(hits.places.length, hits.current + MARKED + 1);
  for (let at = from; at < to;) {
    const coloured = runs[run];
    const begins = hit < past ? (hits.places[hit] ?? to) : to;
    const inRun = coloured !== undefined && coloured.from <= at ? coloured : null;
    const inHit = begins <= at;
    const end = Math.min(to, inRun?.to ?? coloured?.from ?? to, inHit ? begins + hits.length : begins);
    pieces.push({ text: text.slice(at, end), hit: inHit ? hit : null, run: inRun });
    if (inRun !== null && end >= inRun.to) run += 1;
    if (inHit && end >= begins + hits.length) hit += 1;
    at = end;
  }
  return pieces;
}

/** The first of so many for which it holds; it holds for all after that. */
function firstFrom(count: number, holds: (n: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** In which chunk a place of the text is. */
export function chunkAt(chunks: readonly Chunk[], place: number): number {
  return Math.min(
    firstFrom(chunks.length, (n) => (chunks[n]?.to ?? 0) > place),
    Math.max(0, chunks.length - 1),
  );
}
