// Finding in an output: where the sought text stands.

/** Where it stands, each time after the last. Case is ignored where it has none of its own; `folded` is the text in lower case. */
export function places(text: string, folded: string, sought: string): number[] {
  if (sought === '') return [];
  const exact = sought !== sought.toLowerCase();
  // Lowering a letter may change its length: then places in the folded text are not places in this one.
  const where = exact || folded.length !== text.length ? text : folded;
  const found: number[] = [];
  for (let at = where.indexOf(sought); at !== -1; at = where.indexOf(sought, at + sought.length)) found.push(at);
  return found;
}

/** The hit after this one, or before it; round the ends. */
export function nextHit(current: number, hits: number, by: 1 | -1): number {
  return hits === 0 ? 0 : (current + by + hits) % hits;
}
