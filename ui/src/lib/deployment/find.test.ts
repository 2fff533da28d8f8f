import { describe, expect, it } from 'vitest';
import { find, nextHit } from './find';

const marked = (text: string, sought: string) => find(text, sought).pieces.map(({ text, hit }) => (hit === null ? text : `[${text}]`));

describe('finding in an output', () => {
  it.each<[string, string, string[]]>([
    ['no space left', '', ['no space left']],
    ['No space: no room', 'no', ['[No]', ' space: ', '[no]', ' room']],
    ['No space: no room', 'No', ['[No]', ' space: no room']],
    ['aaaa', 'aa', ['[aa]', '[aa]']],
    ['nothing', 'x', ['nothing']],
    ['İstanbul ready', 'ready', ['İstanbul ', '[ready]']],
  ])('%o, seeking %o', (text, sought, pieces) => {
    expect(marked(text, sought)).toEqual(pieces);
  });

  it('loses no letter, however many hits there are', () => {
    const text = 'ab'.repeat(2_000);
    const { pieces, hits } = find(text, 'a');
    expect(pieces.map((piece) => piece.text).join(''), 'the text is what it was').toBe(text);
    expect([hits, pieces.filter((piece) => piece.hit !== null).length], 'all counted, some marked').toEqual([2_000, 500]);
  });

  it('goes round', () => {
    expect([nextHit(0, 3, -1), nextHit(2, 3, 1), nextHit(0, 0, 1), nextHit(499, 2_000, 1)]).toEqual([2, 0, 0, 0]);
  });
});
