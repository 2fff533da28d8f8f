// The system's menu bar on the whole page: it is told what the page can do, and an action is done once, by the menu or by the page.
import { screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { BOOT, mountApp } from './test/app';
import type { MenuBar } from './lib/transport/types';

function open(menuBar: boolean) {
  const transport = mountApp('#/deployments', { boot: () => ({ ...BOOT, menuBar }), menu_show: () => null });
  const told = (): MenuBar | undefined =>
    (transport.calls.findLast((call) => call.name === 'menu_show')?.parameters as { menu: MenuBar } | undefined)?.menu;
  const item = (id: string) => {
    const menu = told();
    return [...(menu?.application ?? []), ...(menu?.menus ?? []).flatMap(({ actions }) => actions), ...(menu?.help ?? [])].find(
      (one) => one.id === id,
    );
  };
  return { transport, item, user: userEvent.setup() };
}

it('leaves its keys to the menu, and does what is chosen there once', async () => {
  const { transport, item, user } = open(true);
  await waitFor(() => expect(item('app.palette')).toMatchObject({ accelerator: 'CmdOrCtrl+K', enabled: true }));
  expect(item('deployment.abort')?.enabled, 'no deployment is open').toBe(false);
  await user.keyboard('{Control>}k{/Control}');
  expect(screen.queryByRole('dialog', { name: 'Palette' }), 'the menu hears the same keys').toBeNull();
  transport.notifyDesk({ type: 'act', action: 'app.palette' });
  expect(await screen.findByRole('dialog', { name: 'Palette' })).toBeTruthy();
  await waitFor(() => expect(item('go.plans')?.enabled, 'the palette is answered first').toBe(false));
  transport.notifyDesk({ type: 'act', action: 'go.plans' });
  expect(location.hash, 'nothing goes on behind it').toBe('#/deployments');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(item('go.plans')?.enabled).toBe(true));
  await user.keyboard('4');
  expect(location.hash, 'keys that no menu has are the page’s').toBe('#/launches');
});

it('follows the screen and the settings', async () => {
  const { transport, item } = open(true);
  await waitFor(() => expect(item('looks.system')?.enabled, 'it is so already').toBe(false));
  transport.notifyDesk({
    type: 'set',
    settings: { ...BOOT.settings, theme: 'dark', shortcuts: { 'app.help': ['Mod+J'] } },
  });
  await waitFor(() => expect(item('looks.dark')?.enabled).toBe(false));
  expect([item('looks.system')?.enabled, item('app.help')?.accelerator]).toEqual([true, 'CmdOrCtrl+J']);
});

it('acts on its keys itself where there is no menu bar', async () => {
  const { transport, user } = open(false);
  await screen.findByRole('heading', { name: 'Deployments' });
  await user.keyboard('{Control>}k{/Control}');
  expect(await screen.findByRole('dialog', { name: 'Palette' })).toBeTruthy();
  expect(transport.count('menu_show'), 'it would be refused').toBe(0);
});
