// Why devices are in their state: causes in the rows, and those who are judged stuck or not reached.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessible, open } from './screen';

const at = '#/deployment/dp-e6a5-7e19';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('why', () => {
  it('stands in the row of what failed, once it is known', async () => {
    open({ named: true }, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const causes = await within(grid).findAllByText('No space left on device');
    expect(causes[0]?.title, 'whole, where the column cuts it').toBe('No space left on device');
    await accessible();
  });

  it('chooses those judged stuck by a chip that says by what', async () => {
    const { transport, user } = open({ named: true, devices: 3000 }, at);
    const chip = await screen.findByRole('button', { name: /^Stuck\s*\d+$/ });
    expect(chip.title).toMatch(
      /^In progress for longer than 4 min 10 s: at least twice the median, and beyond 99 % of the [\d,]+ that ended\./,
    );
    await user.click(chip);
    await waitFor(() =>
      expect(transport.calls.findLast((call) => call.name === 'rows')?.parameters).toMatchObject({
        view: { states: [], judged: ['stuck'] },
      }),
    );
    const grid = screen.getByRole('grid', { name: 'Devices' });
    await waitFor(() => expect(within(grid).queryByText('Failed')).toBeNull());
    expect(within(grid).getAllByText('stuck').length, 'each row says so').toBeGreaterThan(1);
    expect(screen.getAllByText(/In progress for longer than 4 min 10 s: at least/).length, 'and the line above says by what').toBe(1);
    await user.click(screen.getByRole('button', { name: /^Not reached/ }));
    await within(grid).findAllByText('not reached');
    expect(chip.getAttribute('aria-pressed')).toBe('false');
    await user.click(screen.getByRole('button', { name: /^All/ }));
    await within(grid).findAllByText('Failed');
  });
});
