// Finding in an output: the text in pieces, the hits told apart.

export interface Piece {
  text: string;
  /** Which hit it is, from 0; null between hits. */
  hit: number | null;
}

export interface Found {
  pieces: readonly Piece[];
  /** How many hits there are, marked or not. */
  hits: number;
}

/** Hits marked at most: each is an element of its own. */
const MARKED = 500;

/** Case is ignored where the sought text has none of its own. */
export function find(text: string, sought: string): Found {
  if (sought === '') return { pieces: [{ text, hit: null }], hits: 0 };
  const exact = sought !== sought.toLowerCase();
  const folded = text.toLowerCase();
  // Lowering a letter may change its length: then places in the folded text are not places in this one.
  const where = exact || folded.length !== text.length ? text : folded;
  const pieces: Piece[] = [];
  let [hits, done] = [0, 0];
  for (let at = where.indexOf(sought); at !== -1; at = where.indexOf(sought, at + sought.length)) {
    if (hits < MARKED) {
      if (at > done) pieces.push({ text: text.slice(done, at), hit: null });
      pieces.push({ text: text.slice(at, at + sought.length), hit: hits });
      done = at + sought.length;
    }
    hits += 1;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), hit: null });
  return { pieces, hits };
}

/** The hit after this one, or before it; round the ends. */
export function nextHit(current: number, hits: number, by: 1 | -1): number {
  const marked = Math.min(hits, MARKED);
  return marked === 0 ? 0 : (current + by + marked) % marked;
}
