// Names, groups and last signs of life that the deployment's own answer does not tell, and the known fleet does.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessible, open } from './screen';

const at = '#/deployment/dp-e6a5-7e19';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('what is known of the fleet besides', () => {
  it('names the rows, and says where a name is from', async () => {
    open({ named: 'fleet' }, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const [name] = await within(grid).findAllByText(/^turbine-/);
    expect(name?.title).toMatch(/^turbine-.*\nFrom the known fleet, told .*; the deployment itself does not tell it$/);
    const [group] = within(grid).getAllByText('Production');
    expect(group?.title).toMatch(/^Production\nFrom the known fleet/);
    const [cause] = await screen.findAllByRole('button', { name: /^Open turbine-.*, which failed so$/ });
    expect(cause?.title, 'the id of the one that stands for a cause is not lost').toMatch(/^d-/);
    await accessible();
  });

  it('says nothing of it where the deployment itself tells the name', async () => {
    const { user } = open({ named: true }, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const [name] = await within(grid).findAllByText(/^turbine-/);
    expect(name?.title, 'the name in full, where it is cut, and nothing of where it is from').toBe(name?.textContent);
    await user.click(name ?? grid);
    const drawer = await screen.findByRole('complementary', { name: /^Device turbine-/ });
    expect(within(drawer).queryByText(/from the known fleet/)).toBeNull();
    expect(within(drawer).getByText(/^(Production|Test)$/), 'its group stands there').toBeTruthy();
  });

  it('stands in the drawer with its age, and leads to the device in the fleet', async () => {
    const { user } = open({ named: 'fleet' }, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const [name] = await within(grid).findAllByText(/^turbine-/);
    await user.click(name ?? grid);
    const drawer = await screen.findByRole('complementary', { name: /^Device turbine-/ });
    expect(within(drawer).getByText(/^name and group from the known fleet, /)).toBeTruthy();
    const link = within(drawer).getByRole('link', { name: 'Show in the fleet' });
    expect(link.getAttribute('href')).toMatch(/^#\/fleet\/device\/d-/);
    await accessible();
    await user.click(link);
    await screen.findByRole('heading', { name: 'Fleet' });
  });

  it('tells why a device waits by what is known of it', async () => {
    const { user } = open({ named: 'fleet', devices: 3000 }, at);
    await user.click(await screen.findByRole('button', { name: /^Not reached/ }));
    const grid = screen.getByRole('grid', { name: 'Devices' });
    const [row] = await within(grid).findAllByText(/^not reached · /);
    expect(row?.title).toMatch(/^Pending long after the others started\n/);
    const chip = screen.getByRole('button', { name: /^Not reached/ });
    expect(chip.title).toMatch(/As the fleet is known, [\d,]+ of them had not been seen for a day/);
    await user.click(row ?? grid);
    const drawer = await screen.findByRole('complementary', { name: /^Device / });
    await waitFor(() =>
      expect(within(drawer).getByText(/Its Update Trigger is on: deployments stay pending there while it is/)).toBeTruthy(),
    );
  });
});
