// The focus comes back to where it came from: to the row that was opened, to the button that opened a dialog.
import { screen, waitFor } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { more, open } from './test/screen';

/** The row of a table that the keys move; null where they are in no table. */
function rowOfKeys(): string | null {
  const id = document.activeElement?.getAttribute('aria-activedescendant');
  return id ? (document.getElementById(id)?.textContent ?? null) : null;
}

async function openThirdRow(user: ReturnType<typeof open>['user'], table: string): Promise<string> {
  const grid = await screen.findByRole('grid', { name: table });
  await waitFor(() => expect(grid.querySelectorAll('[role=row]:not(.waiting)').length, 'rows came').toBeGreaterThan(4));
  grid.focus();
  await user.keyboard('{ArrowDown}{ArrowDown}');
  const row = rowOfKeys();
  expect(row, 'the keys have a row to move').not.toBeNull();
  await user.keyboard('{Enter}');
  return row ?? '';
}

it.each(['{Escape}', '{Alt>}{ArrowLeft}{/Alt}'])('finds the deployment that was opened in the list, by %s', async (keys) => {
  const { user } = open();
  const row = await openThirdRow(user, 'Deployments');
  await screen.findByRole('button', { name: 'Back to the deployments' });
  await user.keyboard(keys);
  await waitFor(() => expect(rowOfKeys(), 'the row that was opened has the focus').toBe(row));
});

it('finds the deployment by the button back', async () => {
  const { user } = open();
  const row = await openThirdRow(user, 'Deployments');
  await user.click(await screen.findByRole('button', { name: 'Back to the deployments' }));
  await waitFor(() => expect(rowOfKeys(), 'the row that was opened has the focus').toBe(row));
});

it.each([
  ['fleet', 'Devices'],
  ['launches', 'Launches'],
])('finds the row that was opened beside the table of %s', async (place, table) => {
  const { user } = open({}, `#/${place}`);
  const row = await openThirdRow(user, table);
  await screen.findByRole('button', { name: /^Close the/ });
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Close the/ }), 'it is closed').toBeNull());
  await waitFor(() => expect(rowOfKeys(), 'the row that was opened has the focus').toBe(row));
});

it('gives the focus back to the menu whose item opened a dialog', async () => {
  const { user } = open({}, '#/deployment/dp-e6a5-7e19');
  await more(user, 'Request');
  await screen.findByRole('dialog', { name: 'Request' });
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Request' }), 'it is closed').toBeNull());
  expect(document.activeElement, 'the item is gone with its menu').toBe(
    screen.getByRole('button', { name: 'More to do with this deployment' }),
  );
});

it('keeps the focus in a dialog whose button went with what it did', async () => {
  const { user } = open({}, '#/deployment/dp-e6a5-7e19');
  await user.click(await screen.findByRole('button', { name: 'Abort…' }));
  await user.click(await screen.findByRole('button', { name: 'Abort the deployment' }));
  const close = await screen.findByText('Abort requested');
  await waitFor(() => expect(close.closest('dialog')?.contains(document.activeElement), 'Tab and Escape still work').toBe(true));
});
