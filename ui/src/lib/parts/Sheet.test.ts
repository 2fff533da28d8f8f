// A table over rows that live elsewhere: what it promises while they are awaited, and once they could not be read.
import { render, screen } from '@testing-library/svelte';
import { createRawSnippet, type Component } from 'svelte';
import { describe, expect, it } from 'vitest';
import { rejected, settle } from '../base/scripted';
import { Rows, type Answer } from './rows.svelte';
import Sheet from './Sheet.svelte';

interface Row {
  id: string;
}

const text = (words: string) => createRawSnippet(() => ({ render: () => `<p>${words}</p>` }));

function show(ask: () => Promise<Answer<Row> | null>, over: Record<string, unknown> = {}) {
  const rows = new Rows<Row>(
    ask,
    (row) => row.id,
    () => undefined,
  );
  // A component with type parameters has to be told them here.
  render(Sheet as unknown as Component<Record<string, unknown>>, {
    label: 'Devices',
    columns: [{ key: 'id', label: 'Id', track: '1fr', cell: text('a device') }],
    rows,
    rowHeight: 34,
    least: 6,
    keyOf: (row: Row) => row.id,
    order: { by: 'id', descending: false },
    onsort: () => undefined,
    viewKey: '',
    empty: text('There is none.'),
    ...over,
  });
  return { rows, grid: screen.getByRole('grid') };
}

describe('a table', () => {
  it('waits for its first rows, and says that there are none once that was told', async () => {
    let answer: (window: Answer<Row>) => void = () => undefined;
    const { grid } = show(() => new Promise((resolve) => (answer = resolve)));
    expect(grid.getAttribute('aria-busy')).toBe('true');
    answer({ revision: 1, start: 0, total: 0, rows: [] });
    await settle();
    expect([grid.getAttribute('aria-busy'), grid.textContent]).toEqual([null, expect.stringContaining('There is none.')]);
  });

  it('neither waits for ever for rows that could not be read, nor says that there are none', async () => {
    const { rows, grid } = show(() => rejected('storage', 'The file is damaged.'));
    await settle();
    expect([grid.getAttribute('aria-busy'), rows.failed], 'nothing is on its way').toEqual([null, true]);
    expect(grid.textContent).toContain('Not read yet');
    expect(screen.queryByText('There is none.'), 'nobody knows that').toBeNull();
  });

  it('does not wait where there is nobody to ask', async () => {
    const { grid } = show(() => Promise.resolve(null), { failed: true, loading: true });
    await settle();
    expect([grid.getAttribute('aria-busy'), grid.textContent]).toEqual([null, expect.stringContaining('Not read yet')]);
  });

  it('lights up no row that leads nowhere', () => {
    const ask = () => Promise.resolve({ revision: 1, start: 0, total: 1, rows: [{ id: 'a' }] });
    expect(show(ask).grid.classList.contains('still'), 'a press on it would do nothing').toBe(true);
    document.body.replaceChildren();
    expect(show(ask, { onopen: () => undefined }).grid.classList.contains('still')).toBe(false);
  });
});
