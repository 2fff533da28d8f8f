// All fleets as one list, on the whole page: reached from the switcher, said apart, left into the fleet of a row.
import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { accessible, BROKEN, breaks, open } from './test/screen';

describe('all fleets', () => {
  it('is reached from the fleet switcher, and each row names its fleet', async () => {
    const { user } = open();
    await screen.findByRole('heading', { name: 'Deployments' });
    await user.click(screen.getByRole('button', { name: /Switch fleet/ }));
    await user.click(await screen.findByRole('menuitem', { name: /All fleets/ }));
    expect(location.hash).toBe('#/fleets');
    const grid = await screen.findByRole('grid', { name: 'Deployments' });
    expect((await within(grid).findAllByText('Demo fleet')).length).toBeGreaterThan(0);
    expect(within(grid).getAllByText('Wind turbines').length).toBeGreaterThan(0);
    await accessible();
  });

  it('leads into the fleet of the row that is opened', async () => {
    const { user, transport } = open({}, '#/fleets');
    await user.click(await screen.findByText('Gateway firmware 4.12.0, staged A'));
    await expect.poll(() => location.hash).toMatch(/^#\/deployment\//);
    expect(transport.calls.find((call) => call.name === 'connection_select')?.parameters).toEqual({ connection: 'c2' });
  });

  it('are taken away as one list', async () => {
    const { user, transport } = open({}, '#/fleets');
    await screen.findByRole('grid', { name: 'Deployments' });
    await user.click(await screen.findByRole('button', { name: 'Export…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export the list' });
    await user.click(within(dialog).getByRole('button', { name: 'Choose where…' }));
    const asked = transport.calls.find((call) => call.name === 'export_list')?.parameters;
    expect(asked, 'of every fleet').toMatchObject({ connections: ['c1', 'c2'] });
  });

  it('says why they cannot be read together, and not that there are none', async () => {
    const { transport, user } = open({}, '#/fleets');
    const mend = breaks(transport, 'fleets_rows');
    expect(await screen.findByText(BROKEN), 'no fleet of them can say it').toBeTruthy();
    const grid = screen.getByRole('grid', { name: 'Deployments' });
    await within(grid).findByText('Not read yet');
    expect(grid.getAttribute('aria-busy'), 'nothing is on its way any more').toBeNull();
    await accessible();
    mend();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect((await within(grid).findAllByText('Demo fleet')).length, 'and are read once it goes again').toBeGreaterThan(0);
  });

  it('says which fleet is in trouble, and the others stand', async () => {
    open({ mood: 'apart' }, '#/fleets');
    expect(await screen.findByText(/401/)).toBeTruthy();
    expect((await screen.findAllByText('Wind turbines')).length).toBeGreaterThan(0);
    await accessible();
  });
});
