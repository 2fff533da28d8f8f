import { describe, expect, it } from 'vitest';
import { nextHit, places } from './find';

describe('finding in an output', () => {
  it.each<[string, string, number[]]>([
    ['no space left', '', []],
    ['No space: no room', 'no', [0, 10]],
    ['No space: no room', 'No', [0]],
    ['aaaa', 'aa', [0, 2]],
    ['nothing', 'x', []],
    ['İstanbul ready', 'ready', [9]],
  ])('%o, seeking %o', (text, sought, found) => {
    expect(places(text, text.toLowerCase(), sought)).toEqual(found);
  });

  it('goes round, through all of them', () => {
    expect([nextHit(0, 3, -1), nextHit(2, 3, 1), nextHit(0, 0, 1), nextHit(499, 2_000, 1)]).toEqual([2, 0, 0, 500]);
  });
});
