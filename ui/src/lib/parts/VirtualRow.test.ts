import { render } from '@testing-library/svelte';
import { createRawSnippet, type Component } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Column } from './table';
import VirtualRow from './VirtualRow.svelte';

interface Row {
  id: string;
}

const columns: Column<Row, 'id'>[] = [
  {
    key: 'id',
    label: 'Id',
    track: '1fr',
    cell: createRawSnippet((row: () => Row) => ({ render: () => `<button>${row().id}</button>` })),
  },
];

function props(index: number, row: Row | undefined, blank?: Row) {
  return {
    id: `r-${index}`,
    index,
    row,
    rowKey: row?.id,
    blank,
    columns,
    active: false,
    selected: false,
    marked: undefined,
    top: 0,
    onclick: () => undefined,
  };
}

describe('a row element', () => {
  let grid: HTMLElement;
  afterEach(() => grid.remove());

  function show(first = props(3, { id: 'a' })) {
    grid = document.createElement('div');
    grid.setAttribute('role', 'grid');
    grid.tabIndex = 0;
    document.body.append(grid);
    // A component with type parameters has to be told them here.
    const row = VirtualRow as unknown as Component<ReturnType<typeof props>>;
    return render(row, { target: grid, props: first });
  }

  it('keeps its cells while the row that it is to show has not come', async () => {
    const { rerender } = show();
    const cell = grid.querySelector('[role=gridcell]');
    const button = grid.querySelector('button');
    await rerender(props(9, undefined));
    expect(grid.querySelector('[role=row]')?.classList.contains('waiting'), 'nothing of the row before is seen').toBe(true);
    expect(grid.querySelector('[role=gridcell]'), 'nothing is made or thrown away').toBe(cell);
    expect(grid.querySelector('button')).toBe(button);
    await rerender(props(9, { id: 'b' }));
    expect(grid.querySelector('[role=row]')?.getAttribute('aria-rowindex')).toBe('11');
    expect(grid.querySelector('[role=row]')?.classList.contains('waiting')).toBe(false);
  });

  it('is made before its first row came, and only filled by it', async () => {
    const blank = { id: '' };
    const { rerender } = show(props(0, undefined, blank));
    const button = grid.querySelector('button');
    expect(button, 'its cells are there').not.toBeNull();
    expect(grid.querySelector('[role=row]')?.className, 'and seen as awaited').toMatch(/waiting.*bare/);
    await rerender(props(0, { id: 'a' }, blank));
    expect(grid.querySelector('[role=row]')?.className).not.toMatch(/waiting|bare/);
    await rerender(props(9, undefined, blank));
    expect(grid.querySelector('[role=row]')?.className, 'from then on it waits as what it was').not.toMatch(/bare/);
  });

  it('hands the focus to the table when it takes another row, and only then', async () => {
    const { rerender } = show();
    grid.querySelector('button')?.focus();
    await rerender(props(3, { id: 'a' }));
    expect(document.activeElement, 'the same row, newer').toBe(grid.querySelector('button'));
    await rerender(props(12, { id: 'b' }));
    expect(document.activeElement, 'Enter would now act on another device').toBe(grid);
  });
});
