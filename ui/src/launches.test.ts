// What was sent from here, as the user meets it: found, opened, compared, and never told more of than may be seen.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LaunchList } from './lib/launches/list.svelte';
import { MemoryTransport } from './lib/transport/memory';
import { accessible, BROKEN, breaks, changes, open } from './test/screen';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('the launches', () => {
  it('are reached by their key, counted by what became of them, and accessible', async () => {
    const { user } = open();
    await screen.findByRole('grid', { name: 'Deployments' });
    await user.keyboard('4');
    await screen.findByRole('heading', { level: 1, name: 'Launches' });
    const grid = await screen.findByRole('grid', { name: 'Launches' });
    await within(grid).findAllByText('unresolved');
    expect(grid.getAttribute('aria-rowcount'), 'all of them, though few rows exist').toBe('141');
    expect(within(grid).getAllByText('refused').length, 'also what the service refused').toBeGreaterThan(0);
    await user.click(screen.getByRole('button', { name: /^Refused\s+20$/ }));
    await waitFor(() => expect(grid.getAttribute('aria-rowcount'), 'each count filters').toBe('21'));
    await accessible();
    // The view is remembered for who comes back.
    await user.click(screen.getByRole('button', { name: /^All\s+140$/ }));
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('141'));
  });

  it('open with their request, what differs, and the way to their deployment', async () => {
    const { user } = open({}, '#/launches');
    const grid = await screen.findByRole('grid', { name: 'Launches' });
    await user.click((await within(grid).findAllByText('Gateway firmware 4.12.0, staged B'))[0] as HTMLElement);
    const drawer = await screen.findByRole('complementary', { name: /^Launch Gateway/ });
    expect(location.hash, 'the address says which').toBe('#/launches/l-0');
    expect(within(drawer).getByRole('region', { name: 'request as sent' }).textContent, 'exactly as sent').toContain('"device_filter"');
    expect(drawer.textContent, 'that something is hidden is said').toContain('1 value that is likely secret');
    const differs = within(drawer).getByRole('region', { name: 'What differs' });
    expect(within(differs).getByRole('row', { name: /Groups Test Production or Test/ }), 'in columns').toBeTruthy();
    expect(drawer.textContent, 'and in words').toContain('It differs in the target');
    await accessible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary', { name: /^Launch / })).toBeNull());
    expect(location.hash, 'Escape closes it and stays').toBe('#/launches');
  });

  it('are compared with any other', async () => {
    const { transport, user } = open({}, '#/launches/l-0');
    await user.click(await screen.findByRole('button', { name: 'Another…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Compare with another launch' });
    const others = await within(dialog).findAllByRole('listitem');
    expect(others.length, 'the newest are offered').toBe(50);
    await accessible();
    await user.click(within(others[4] as HTMLElement).getByRole('button'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const asked = transport.calls.filter((call) => call.name === 'launch_diff').at(-1);
    expect(asked?.parameters, 'the one that was chosen').toEqual({ requestId: 'l-0', other: 'l-5' });
  });

  it('are not said to be none where they could not be read', async () => {
    open({}, '#/launches', 'launches_rows');
    await screen.findByText(BROKEN);
    const grid = await screen.findByRole('grid', { name: 'Launches' });
    await within(grid).findByText('Not read yet');
    expect(screen.queryByText('Nothing was launched from here yet'), 'nobody knows that').toBeNull();
    expect(grid.getAttribute('aria-busy'), 'nothing is on its way any more').toBeNull();
    await accessible();
  });

  it('that cannot be read for a comparison are not read for ever, and help that cannot be reached is not offered', async () => {
    const { transport, user } = open({}, '#/launches/l-0');
    const another = await screen.findByRole('button', { name: 'Another…' });
    breaks(transport, 'launches_rows');
    await user.click(another);
    const dialog = await screen.findByRole('dialog', { name: 'Compare with another launch' });
    await within(dialog).findByText(BROKEN);
    expect(within(dialog).queryByText('Reading the launches…'), 'it has failed').toBeNull();
    expect(within(dialog).queryByRole('button', { name: 'What a search can write' }), 'it would open under the dialog').toBeNull();
  });

  it('that are open say with their row what became of them, beside what they are compared with', async () => {
    const { transport, user } = open({}, '#/launches/l-2');
    const drawer = await screen.findByRole('complementary', { name: /^Launch / });
    await within(drawer).findByText('Nobody knows what became of it');
    await user.click(within(drawer).getByRole('button', { name: 'Another…' }));
    const others = within(await screen.findByRole('dialog')).findAllByRole('listitem');
    await user.click(within((await others)[6] as HTMLElement).getByRole('button'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    changes(transport, 'launch_entry', (answer) => ({ ...answer, row: { ...answer.row, state: 'adopted' } }));
    // Any answer of the list: it asks by itself every few seconds.
    await user.click(screen.getByRole('button', { name: /^Unresolved/ }));
    await waitFor(() => expect(within(drawer).queryByText('Nobody knows what became of it'), 'it was found').toBeNull());
    const asked = transport.calls.filter((one) => one.name === 'launch_diff').at(-1);
    expect(asked?.parameters, 'the one that was chosen').toEqual({ requestId: 'l-2', other: 'l-7' });
    await user.click(screen.getByRole('button', { name: /^All/ }));
  });

  it('are deployed again in every way', async () => {
    const { transport, user } = open({}, '#/launches/l-0');
    await user.click(await screen.findByRole('button', { name: 'Deploy again…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Deploy again' });
    expect(transport.calls.find((call) => call.name === 'again_offers')?.parameters, 'of this launch').toEqual({
      connection: 'c1',
      of: { type: 'launch', requestId: 'l-0' },
    });
    await user.click(within(dialog).getByRole('button', { name: /^Deploy again/ }));
    await waitFor(() => expect(location.hash).toBe('#/new'));
    expect(transport.count('launch'), 'nothing is sent').toBe(0);
  });

  it('lead to the deployment without opening the launch', async () => {
    const { user } = open({}, '#/launches');
    const grid = await screen.findByRole('grid', { name: 'Launches' });
    await user.click(await within(grid).findByTitle('Open dp-e6a5-7e19'));
    expect(location.hash).toBe('#/deployment/dp-e6a5-7e19');
  });
});

describe('a list of launches', () => {
  const answer = (unresolved: number) => ({
    revision: 1,
    start: 0,
    total: 0,
    rows: [],
    counts: { all: unresolved, launched: 0, unresolved, refused: 0, dismissed: 0 },
  });

  it('is asked again by itself only while something in it may change by itself', async () => {
    vi.useFakeTimers();
    try {
      let unresolved = 1;
      const transport = new MemoryTransport({ launches_rows: () => answer(unresolved) });
      const list = new LaunchList(transport, 'c1');
      list.rows.need(0, 10);
      await vi.advanceTimersByTimeAsync(5100);
      expect(transport.count('launches_rows'), 'core may have found it meanwhile').toBe(2);
      unresolved = 0;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(transport.count('launches_rows'), 'then everything is known, and stays as it is').toBe(3);
      list.stop();
    } finally {
      vi.useRealTimers();
    }
  });
});
