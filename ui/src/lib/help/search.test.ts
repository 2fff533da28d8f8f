import { describe, expect, it } from 'vitest';
import { find, MOST_HITS, partsOf } from './search';
import type { Block, Chapter } from './tree';

const text = (said: string): Block => ({ type: 'paragraph', inside: [{ type: 'strong', inside: [{ type: 'text', text: said }] }] });
const heading = (level: number, id: string, said: string): Block => ({
  type: 'heading',
  level,
  id,
  inside: [{ type: 'text', text: said }],
});
const BOOK: Chapter[] = [
  {
    title: 'See',
    pages: [
      {
        id: 'list',
        title: 'The list',
        blocks: [
          heading(1, 'the-list', 'The list'),
          text('A guard stands here, too.'),
          heading(2, 'counts', 'The counts'),
          text(`${'long '.repeat(40)}needle ${'tail '.repeat(40)}`),
        ],
      },
      {
        id: 'guards',
        title: 'Guards',
        blocks: [
          heading(1, 'guards', 'Guards'),
          text('Watches.'),
          { type: 'table', head: [[{ type: 'text', text: 'Key' }]], rows: [[[{ type: 'code', text: 'Ctrl A' }]]] },
        ],
      },
    ],
  },
];
const parts = partsOf(BOOK);
const found = (typed: string): string[] => find(parts, typed).map(({ to }) => `${to.page}#${to.part ?? ''}`);

describe('the help, searched', () => {
  it('finds every word, wherever it stands, in headings first', () => {
    expect(found('guard'), 'a page that is called so comes before one that says so').toEqual(['guards#', 'list#']);
    expect(found('COUNTS long')).toEqual(['list#counts']);
    expect(found('ctrl a'), 'tables are searched, too').toContain('guards#');
    expect(found('guard nothing'), 'all words must be there').toEqual([]);
    expect(found('  ')).toEqual([]);
  });

  it('shows the words around what was found', () => {
    const [hit] = find(parts, 'needle');
    expect(hit?.excerpt).toMatch(/^… long .*needle tail .* …$/);
    expect(hit?.excerpt.length).toBeLessThan(200);
  });

  it('ends somewhere', () => {
    const many = Array.from({ length: 50 }, (_, n) => ({ to: { page: `p${String(n)}` }, page: 'P', heading: '', text: 'word' }));
    expect(find(many, 'word')).toHaveLength(MOST_HITS);
  });
});
