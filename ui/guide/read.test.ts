import { describe, expect, it } from 'vitest';
import { chapters, page, slug } from './read';

describe('the guide, read', () => {
  it('becomes a tree of words', () => {
    const text = [
      '# A *page*',
      'Words in **two\nlines**, `code`, a [link](list.md#all-fleets), [here](#below), [far](https://example.test).',
      '![What is seen](pictures/1-list-light.png)',
      '- one\n- two `2`',
      '| a | b |\n|---|---|\n| `x` | y |',
      '',
      '```\ntyped\n```',
      '## Below',
    ].join('\n\n');
    const word = (said: string) => ({ type: 'text', text: said });
    expect(page('a.md', 'A page', text).blocks).toEqual([
      { type: 'heading', level: 1, id: 'a-page', inside: [word('A '), { type: 'em', inside: [word('page')] }] },
      {
        type: 'paragraph',
        inside: [
          word('Words in '),
          { type: 'strong', inside: [word('two lines')] },
          word(', '),
          { type: 'code', text: 'code' },
          word(', a '),
          { type: 'link', to: { page: 'list', part: 'all-fleets' }, inside: [word('link')] },
          word(', '),
          { type: 'link', to: { page: 'a', part: 'below' }, inside: [word('here')] },
          word(', '),
          { type: 'elsewhere', address: 'https://example.test', inside: [word('far')] },
          word('.'),
        ],
      },
      { type: 'picture', name: '1-list', words: 'What is seen' },
      { type: 'list', ordered: false, items: [[word('one')], [word('two '), { type: 'code', text: '2' }]] },
      { type: 'table', head: [[word('a')], [word('b')]], rows: [[[{ type: 'code', text: 'x' }], [word('y')]]] },
      { type: 'code', text: 'typed' },
      { type: 'heading', level: 2, id: 'below', inside: [word('Below')] },
    ]);
  });

  it.each([
    ['markup', '<b>bold</b>'],
    ['a quotation', '> said'],
    ['a line', '---'],
    ['a list in a list', '- a\n  - b'],
    ['an unsafe address', '[a](http://example.test)'],
    ['a script', '[a](javascript:alert(1))'],
    ['a picture without words', '![](pictures/a-light.png)'],
    ['a picture of one theme', '![a](pictures/a.png)'],
    ['an entity', 'a &amp; b'],
    ['one name twice', '## A\n\n## A'],
  ])('refuses %s', (_, text) => {
    expect(() => page('a.md', 'A', text), 'words that are dropped in silence are missed by nobody').toThrow('a.md: ');
  });

  it('is in the order of the summary', () => {
    const summary = '# Summary\n\n[Begin](index.md)\n\n# One\n\n- [A](a.md)\n- [B](b.md)\n';
    const told = chapters(summary, (file) => `# ${file}`).map(({ title, pages }) => [title, pages.map(({ id }) => id)]);
    expect(told).toEqual([
      ['', ['index']],
      ['One', ['a', 'b']],
    ]);
    expect(() => chapters('# Summary\n\n* [A](a.md)', () => ''), 'a page in another form would be lost').toThrow('neither');
  });

  it('names places as mdBook does', () => {
    expect(['Retry, again, roll back', "What the check's words say", 'The window stays blank (Linux)'].map(slug)).toEqual([
      'retry-again-roll-back',
      'what-the-checks-words-say',
      'the-window-stays-blank-linux',
    ]);
  });
});
