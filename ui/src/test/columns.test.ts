// The device table as the user arranges it: columns, their order and width, the order of the rows, remembered for the connection.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessible, open } from './screen';

const at = '#/deployment/dp-e6a5-7e19';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

const headings = (): (string | undefined)[] =>
  within(screen.getByRole('grid', { name: 'Devices' }))
    .getAllByRole('columnheader')
    .map((heading) => heading.textContent.trim());

const STANDARD = ['', 'State', 'Device', 'Id', 'Group', 'Why', 'In state', 'Started', 'Took', 'Action'];

describe('columns', () => {
  it('are hidden, moved and brought back by the menu at their head, by keyboard too', async () => {
    const { transport, user } = open({ named: true }, at);
    await screen.findByRole('grid', { name: 'Devices' });
    await waitFor(() => expect(headings()).toEqual(STANDARD));
    await user.click(screen.getByRole('button', { name: 'Columns' }));
    const started = await screen.findByRole('checkbox', { name: 'Started' });
    await accessible();
    expect(screen.queryByRole('checkbox', { name: 'State' }), 'what stays in place is not offered').toBeNull();
    await user.click(started);
    expect(headings(), 'hidden').not.toContain('Started');
    screen.getByRole('button', { name: 'Move Why left' }).focus();
    await user.keyboard('{Enter}');
    expect(headings()).toEqual(['', 'State', 'Device', 'Id', 'Why', 'Group', 'In state', 'Took', 'Action']);
    const columns = ['name', 'id', 'why', 'group', 'inState', 'started', 'took'].map((key) => ({
      key,
      width: null,
      hidden: key === 'started',
    }));
    const kept = { connection: 'c1', table: 'devices', layout: { columns, order: null } };
    await waitFor(() => expect(transport.calls.findLast((call) => call.name === 'table_layout_set')?.parameters).toEqual(kept));
    await user.click(screen.getByRole('button', { name: 'Standard columns' }));
    expect(headings()).toEqual(STANDARD);
  });

  it('are made wider by the arrow keys on their edge, and get their own width back', async () => {
    const { user } = open({ named: true }, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const tracks = () => grid.style.getPropertyValue('--tracks');
    await within(grid).findByRole('separator', { name: 'Width of Device' });
    const standard = tracks();
    const edge = within(grid).getByRole('separator', { name: 'Width of Why' });
    edge.focus();
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowLeft}');
    expect(tracks()).toContain('minmax(3.5rem, 3.5rem)');
    expect(edge.getAttribute('aria-valuenow'), 'and says how wide').toBe('56');
    await user.keyboard('{Enter}');
    expect(tracks()).toBe(standard);
    expect(document.activeElement, 'the rows did not take the keys').toBe(edge);
  });

  it('come back as they were left, on another deployment as well', async () => {
    const { transport, user } = open({ named: true }, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await user.click(within(grid).getByRole('button', { name: 'Took' }));
    await user.click(screen.getByRole('button', { name: 'Columns' }));
    await user.click(await screen.findByRole('checkbox', { name: 'Id' }));
    location.hash = '#/deployment/dp-0002-0002';
    await waitFor(() => expect(transport.count('watch')).toBe(2));
    await waitFor(() => expect(headings()).not.toContain('Id'));
    const [sorted] = within(screen.getByRole('grid', { name: 'Devices' }))
      .getAllByRole('columnheader')
      .filter((heading) => heading.getAttribute('aria-sort') === 'descending');
    expect(sorted?.textContent.trim(), 'in the same order').toBe('Took');
    const asked = transport.calls.findLast((call) => call.name === 'rows')?.parameters;
    expect(asked, 'which core was asked for').toMatchObject({ view: { sort: 'took', descending: true } });
  });
});
