// Escape does one thing at a time: the field or the menu it is pressed in has it first, then the device, then those chosen, then the screen.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { open } from '../../test/screen';

const at = '#/deployment/dp-e6a5-7e19';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

const drawer = () => screen.queryByRole('complementary', { name: /^Device d-/ });
const chosen = () => screen.queryByRole('region', { name: 'Chosen devices' });

/** A deployment with one device chosen and, where that is asked, another opened. */
async function busy(opened: boolean) {
  const { transport, user } = open({}, at);
  const grid = await screen.findByRole('grid', { name: 'Devices' });
  const [cell] = await within(grid).findAllByText('Failed');
  grid.focus();
  await user.keyboard(' ');
  await screen.findByRole('region', { name: 'Chosen devices' });
  if (opened && cell !== undefined) {
    await user.click(cell);
    await screen.findByRole('complementary', { name: /^Device d-/ });
  }
  return { transport, user };
}

describe('Escape', () => {
  it('empties the search before it lets go of anybody', async () => {
    const { user } = await busy(false);
    const search = screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search devices' });
    await user.type(search, 'd-');
    await user.keyboard('{Escape}');
    expect([search.value, chosen() !== null], 'one press, one thing').toEqual(['', true]);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(chosen(), 'the next lets go of who is chosen').toBeNull());
    expect(location.hash, 'and of nothing more').toBe(at);
    await user.keyboard('{Escape}');
    expect(location.hash, 'the last leaves the screen').toBe('#/deployments');
  });

  it('empties what is sought in an output before it closes the device', async () => {
    const { user } = await busy(true);
    const [find] = await screen.findAllByRole<HTMLInputElement>('searchbox', { name: /^Find in/ });
    if (find === undefined) throw new Error('something was printed at length');
    await user.type(find, 'error');
    await user.keyboard('{Escape}');
    expect([find.value, drawer() !== null], 'the device stays open').toEqual(['', true]);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(drawer()).toBeNull());
    expect(chosen(), 'who is chosen stays chosen').not.toBeNull();
  });

  it('leaves the name of a flow, a menu, the columns and the help of the search, and nothing behind them', async () => {
    const { user } = await busy(true);
    await user.click(screen.getByRole('button', { name: /Name it otherwise$/ }));
    await screen.findByRole('textbox', { name: /^Name of the flow/ });
    await user.keyboard('{Escape}');
    expect([screen.queryByRole('textbox', { name: /^Name of the flow/ }), drawer() !== null], 'the name').toEqual([null, true]);
    for (const [button, shown] of [
      ['More to do with this deployment', () => screen.queryByRole('menu')],
      ['Columns', () => screen.queryByRole('dialog', { name: 'Columns' })],
      ['What a search can write', () => screen.queryByRole('dialog', { name: 'What a search can write' })],
    ] as const) {
      await user.click(screen.getByRole('button', { name: button }));
      await waitFor(() => expect(shown(), button).not.toBeNull());
      await user.keyboard('{Escape}');
      await waitFor(() => expect(shown(), button).toBeNull());
      expect([drawer() !== null, chosen() !== null], `${button}: what lies behind it stays`).toEqual([true, true]);
    }
    expect(location.hash).toBe(at);
  });
});
