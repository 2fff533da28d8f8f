// What a step printed: followed while it grows, unless the reader went elsewhere; found in it, hit after hit.
import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { flushSync } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import OutputBlock from '../lib/deployment/OutputBlock.svelte';
import type { Output } from '../lib/transport/types';

afterEach(cleanup);

const printed = (lines: number): Output => {
  const text = 'writing block\n'.repeat(lines);
  return { text, runs: [{ from: 0, to: 7, ink: 'green', bold: true, underline: false }], bytes: text.length, cut: false, cleaned: false };
};

/** Shows an output in a window that lays it out: a line is 18 high, the block 200. */
function shown(lines: number, live: boolean) {
  const view = render(OutputBlock, { output: printed(lines), label: 'output', live });
  const block = screen.getByRole('region', { name: 'output' });
  let height = 18 * lines;
  Object.defineProperty(block, 'clientHeight', { get: () => 200 });
  Object.defineProperty(block, 'scrollHeight', { get: () => height });
  const grow = async (to: number) => {
    height = 18 * to;
    await view.rerender({ output: printed(to), label: 'output', live });
    flushSync();
  };
  const scroll = (to: number) => {
    block.scrollTop = to;
    block.dispatchEvent(new Event('scroll'));
    flushSync();
  };
  return { block, grow, scroll, user: userEvent.setup() };
}

describe('an output that grows', () => {
  it('is followed to its end, until the reader scrolls up, and again from the end on', async () => {
    const { block, grow, scroll, user } = shown(100, true);
    await grow(200);
    expect(block.scrollTop, 'at its end').toBe(3_600);
    scroll(3_400);
    scroll(1_000);
    await grow(300);
    expect(block.scrollTop, 'nothing moves under who reads').toBe(1_000);
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Follow' }).checked).toBe(false);
    scroll(5_200);
    await grow(400);
    expect(block.scrollTop, 'who went to the end follows again').toBe(7_200);
    scroll(7_000);
    scroll(10);
    await user.click(screen.getByRole('checkbox', { name: 'Follow' }));
    expect(block.scrollTop, 'so does who says so').toBe(7_200);
  });

  it('stays where it is once it is over', async () => {
    const { block, grow } = shown(100, false);
    await grow(200);
    expect([block.scrollTop, screen.queryByRole('checkbox', { name: 'Follow' })]).toEqual([0, null]);
  });

  it('is found in over its colours, hit after hit, however many there are', async () => {
    const { block, user } = shown(3_000, false);
    await user.type(screen.getByRole('searchbox', { name: 'Find in output' }), 'ing b');
    expect(screen.getByText('1 of 3,000')).toBeTruthy();
    const current = () => block.querySelector('mark.now');
    expect([current()?.textContent, current()?.className], 'from within a colour to outside of it').toEqual([
      'ing',
      expect.stringContaining('green'),
    ]);
    await user.keyboard('{Shift>}{Enter}{/Shift}');
    expect([screen.queryByText('3,000 of 3,000') !== null, current()?.getAttribute('data-hit')], 'round the ends').toEqual([true, '2999']);
    expect(block.textContent, 'and no letter is lost').toBe('writing block\n'.repeat(3_000));
  });

  it('counts no further than there are, where less is printed than was', async () => {
    const { grow, user } = shown(100, true);
    await user.type(screen.getByRole('searchbox', { name: 'Find in output' }), 'block');
    await user.keyboard('{Shift>}{Enter}{/Shift}');
    expect(screen.getByText('100 of 100')).toBeTruthy();
    await grow(31);
    expect(screen.getByText('31 of 31'), 'the last there is').toBeTruthy();
    await user.keyboard('{Enter}');
    expect(screen.getByText('1 of 31'), 'and on from there').toBeTruthy();
  });
});
