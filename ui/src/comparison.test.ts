// Two deployments side by side, on the whole page: reached by keys, told apart, and left again.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { ComparedRow, Notice } from './lib/transport/types';
import { accessible, changes, more, open } from './test/screen';

const PAIR = '#/comparison/dp-e2be-7af8/dp-e6a5-7e19';

describe('comparing two deployments', () => {
  it('is reached from the list by keys alone, the older one first', async () => {
    const { user } = open();
    await screen.findByText('Gateway firmware 4.12.0, staged A');
    const grid = screen.getByRole('grid', { name: 'Deployments' });
    grid.focus();
    await user.keyboard('{ArrowDown}{ArrowUp} ');
    expect(screen.getByRole('button', { name: 'Compare' }), 'one alone cannot be compared').toHaveProperty('disabled', true);
    await user.keyboard('{ArrowDown} ');
    await user.click(screen.getByRole('button', { name: 'Compare' }));
    expect(location.hash).toBe(PAIR);
    await screen.findByRole('heading', { name: 'Comparison' });
  });

  it('lets go of what is chosen by Escape before anything else', async () => {
    const { user } = open();
    await screen.findByText('Gateway firmware 4.12.0, staged A');
    await user.click(screen.getByRole('checkbox', { name: 'Choose Gateway firmware 4.12.0, staged A' }));
    expect(location.hash, 'the box opens nothing').toBe('#/deployments');
    expect(screen.getByText('1 deployment chosen')).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByText('1 deployment chosen')).toBeNull();
  });

  it('says what flipped, shows it by change and by cause, and axe finds nothing', async () => {
    const { user } = open({ devices: 600 }, PAIR);
    const fixed = await screen.findByRole('button', { name: /Fixed in B\s*\d/ });
    const count = Number(/\d+/.exec(fixed.textContent)?.[0]);
    await user.click(fixed);
    const grid = screen.getByRole('grid', { name: 'Devices' });
    // A count opens as that many rows.
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(count + 1));
    expect(within(grid).queryByText('Broke in B')).toBeNull();
    await accessible();
    const cause = screen.getByRole('button', { name: /No space left/ });
    await user.click(cause);
    expect(cause.getAttribute('aria-pressed')).toBe('true');
    expect(fixed.getAttribute('aria-pressed'), 'a cause takes the place of a change').toBe('false');
  });

  it('opens a device in both, and goes to it in either', async () => {
    const { user } = open({ devices: 600 }, PAIR);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const [first] = await within(grid).findAllByText('Broke in B');
    await user.click(first as HTMLElement);
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('region', { name: 'In A' }).textContent).toContain('Succeeded');
    expect(within(dialog).getByRole('region', { name: 'In B' }).textContent).toContain('Failed');
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Open in B' }));
    expect(location.hash).toMatch(/^#\/deployment\/dp-e6a5-7e19\/device\/d-/);
  });

  it('shows an open device as it stands, also when that changes meanwhile', async () => {
    const { user, transport } = open({ devices: 600 }, PAIR);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const [first] = await within(grid).findAllByText('Broke in B');
    await user.click(first as HTMLElement);
    const dialog = await screen.findByRole('dialog');
    const id = dialog.querySelector('.id .mono')?.textContent;
    const changed = (change: (rows: ComparedRow[]) => ComparedRow[]) => {
      changes(transport, 'comparison_rows', (answer) => ({ ...answer, rows: change(answer.rows) }));
      transport.notify({ ...(transport.noticed as Notice), revision: (transport.noticed?.revision ?? 0) + 1 });
    };
    changed((rows) => rows.map((row) => (row.id === id ? { ...row, change: 'same', b: row.a } : row)));
    await waitFor(() => expect(within(dialog).getByRole('region', { name: 'In B' }).textContent).toContain('Succeeded'));
    changed((rows) => rows.filter((row) => row.id !== id));
    expect(await within(dialog).findByText(/It is not among the rows on screen any more/), 'what is shown is old').toBeTruthy();
    expect(within(dialog).getByRole('region', { name: 'In B' }).textContent, 'and is what was told last').toContain('Succeeded');
    await accessible();
  });

  it('changes places without opening anything anew', async () => {
    const { user, transport } = open({ devices: 60 }, PAIR);
    await screen.findByRole('button', { name: /Fixed in B/ });
    const before = transport.count('watch');
    await user.click(screen.getByRole('button', { name: 'Swap' }));
    expect(location.hash).toBe('#/comparison/dp-e6a5-7e19/dp-e2be-7af8');
    expect(transport.count('watch')).toBe(before);
  });

  it('says of which of the two nothing comes, and keeps what is known', async () => {
    open({ devices: 60, mood: 'stale' }, PAIR);
    expect(await screen.findByText(/What is shown was seen/)).toBeTruthy();
    expect(screen.getByRole('grid', { name: 'Devices' })).toBeTruthy();
    await accessible();
  });

  it('has no device to show where neither has one', async () => {
    open({ mood: 'empty' }, PAIR);
    expect(await screen.findByText('No devices in either')).toBeTruthy();
    await accessible();
  });

  it('is offered where one deployment is shown, the one before it with its flow first', async () => {
    const { user } = open({ devices: 60 }, '#/deployment/dp-e6a5-7e19');
    await screen.findByText(/^launched here/);
    await more(user, 'Compare with…');
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('The one before it, with the same flow')).toBeTruthy();
    await accessible();
    await fireEvent.click(within(dialog).getByText('Gateway firmware 4.12.0, staged A'));
    expect(location.hash).toBe(PAIR);
  });
});
