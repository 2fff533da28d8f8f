// The palette, the keys and the settings of keys, on the whole page: by keyboard alone, as they are used.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { BOOT, mountApp } from './test/app';
import { accessible, BROKEN, breaks, open } from './test/screen';

const palette = () => screen.findByRole('dialog', { name: 'Palette' });
const names = (dialog: HTMLElement) =>
  within(dialog)
    .getAllByRole('option')
    .map((one) => one.textContent.trim().replace(/\s+/g, ' '));

describe('the palette', () => {
  it('opens by its keys, goes to a place, and gives the focus back when it is left', async () => {
    const { user } = open();
    const search = await screen.findByRole('searchbox');
    search.focus();
    await user.keyboard('{Control>}k{/Control}');
    const dialog = await palette();
    const field = within(dialog).getByRole('combobox');
    expect(field, 'whoever opens it types at once').toBe(document.activeElement);
    await accessible();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog', { name: 'Palette' })).toBeNull();
    expect(document.activeElement, 'the focus is where it was').toBe(search);

    await user.keyboard('{Control>}k{/Control}');
    await user.type(within(await palette()).getByRole('combobox'), 'go to fleet');
    await expect.poll(() => names(screen.getByRole('dialog', { name: 'Palette' }))[0]).toMatch(/^Go to Fleet/);
    await user.keyboard('{Enter}');
    await expect.poll(() => location.hash).toBe('#/fleet');
  });

  it('finds deployments and devices by name, and a key goes on to them', async () => {
    const { user } = open({ named: true });
    await screen.findByRole('heading', { name: 'Deployments' });
    await user.keyboard('{Control>}k{/Control}');
    await user.type(within(await palette()).getByRole('combobox'), 'camera models');
    const dialog = screen.getByRole('dialog', { name: 'Palette' });
    await expect.poll(() => within(dialog).queryByRole('group', { name: 'Deployments' })).not.toBeNull();
    const option = within(within(dialog).getByRole('group', { name: 'Deployments' })).getAllByRole('option')[0];
    expect(option?.textContent).toContain('Camera models v9');
    while (option?.getAttribute('aria-selected') !== 'true') await user.keyboard('{ArrowDown}');
    expect(within(dialog).getByRole('combobox').getAttribute('aria-activedescendant'), 'a screen reader hears where it is').toBe(option.id);
    await user.keyboard('{Enter}');
    await expect.poll(() => location.hash).toMatch(/^#\/deployment\//);
  });

  it('opens the abort dialog of a deployment that is not on screen, and aborts nothing by itself', async () => {
    const { user, transport } = open();
    await screen.findByRole('heading', { name: 'Deployments' });
    await user.keyboard('{Control>}k{/Control}');
    const dialog = await palette();
    await expect.poll(() => names(dialog).some((name) => name.startsWith('Abort what still moves of Gateway'))).toBe(true);
    await user.type(within(dialog).getByRole('combobox'), 'abort what still moves of gateway');
    await expect.poll(() => names(dialog)[0]).toMatch(/^Abort what still moves of Gateway firmware 4\.12\.0, staged B/);
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('dialog', { name: /Abort/ }), 'where it says first what would stop').toBeTruthy();
    expect(
      transport.calls.some((call) => call.name === 'abort'),
      'nothing is aborted before that is confirmed',
    ).toBe(false);
  });

  it('says why something cannot be done, and does not do it', async () => {
    const { user } = open({}, '#/deployment/dp-e6a5-7e19');
    await screen.findByRole('heading', { name: /Gateway firmware/ });
    await user.keyboard('{Control>}k{/Control}');
    const dialog = await palette();
    await user.type(within(dialog).getByRole('combobox'), 'next of what');
    const off = await within(dialog).findByRole('option', { name: /^Next of what is open/ });
    expect(off.getAttribute('aria-disabled')).toBe('true');
    expect(off.textContent, 'the reason stands beside it').toContain('No device is open');
    await user.click(off);
    expect(screen.queryByRole('dialog', { name: 'Palette' }), 'it stays').not.toBeNull();
  });

  it('remembers what was done', async () => {
    const { user, transport } = open();
    await screen.findByRole('heading', { name: 'Deployments' });
    await user.keyboard('{Control>}k{/Control}');
    await user.type(within(await palette()).getByRole('combobox'), 'dark theme');
    await expect.poll(() => names(screen.getByRole('dialog', { name: 'Palette' }))[0]).toMatch(/^Dark theme/);
    await user.keyboard('{Enter}');
    await expect
      .poll(() => transport.calls.find((call) => call.name === 'settings_set')?.parameters)
      .toMatchObject({ settings: { theme: 'dark' } });
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('{Escape}');
    await expect
      .poll(() => transport.calls.findLast((call) => call.name === 'remember')?.parameters, { timeout: 3000 })
      .toMatchObject({ remembered: { place: '#/deployments', recent: ['looks.dark'] } });
  });
});

describe('other keys', () => {
  it('are named where they are pressed, and close the palette that they open', async () => {
    const shortcuts = { 'app.palette': ['Mod+P'], 'screen.look': ['L'] };
    const boot = () => ({ ...BOOT, settings: { ...BOOT.settings, shortcuts } });
    const found = { deployments: [], devices: [], launches: [] };
    mountApp('#/deployments', { boot, rank: () => [], find: () => found, templates: () => [] });
    expect((await screen.findByRole('button', { name: 'Look now' })).title, 'R does nothing any more').toBe('Look now (L)');
    await userEvent.keyboard('{Control>}p{/Control}');
    const dialog = await palette();
    expect(dialog.textContent).toContain('Ctrl P closes');
    await userEvent.keyboard('{Control>}k{/Control}');
    expect(screen.queryByRole('dialog', { name: 'Palette' }), 'that key is another one’s now').not.toBeNull();
    await userEvent.keyboard('{Control>}p{/Control}');
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Palette' })).toBeNull());
  });
});

describe('what the palette could not look for', () => {
  it('is said, and not that nothing is called so', async () => {
    const { user, transport } = open();
    await screen.findByRole('heading', { name: 'Deployments' });
    breaks(transport, 'find');
    await user.keyboard('{Control>}k{/Control}');
    const dialog = await palette();
    await user.type(within(dialog).getByRole('combobox'), 'zzzz');
    await within(dialog).findByText(new RegExp(BROKEN));
    expect(within(dialog).queryByText(/^Nothing here is called that/), 'nobody looked at the devices').toBeNull();
    await user.clear(within(dialog).getByRole('combobox'));
    await user.type(within(dialog).getByRole('combobox'), 'dark');
    await within(dialog).findByRole('option', { name: /^Dark theme/ });
    expect(await within(dialog).findByText(new RegExp(BROKEN)), 'also where something else was found').toBeTruthy();
    await accessible();
  });
});

describe('the next run', () => {
  it('begins where the last one ended, and a page that was reloaded stays where it is', async () => {
    const remembered = { place: '#/settings/section/keyboard', recent: [] };
    const { transport } = open({ remembered }, '');
    await screen.findByRole('heading', { name: 'Settings' });
    expect(location.hash).toBe('#/settings/section/keyboard');
    await expect.poll(() => transport.calls.findLast((call) => call.name === 'remember')?.parameters).toMatchObject({ remembered });
    cleanup();
    open({ remembered }, '#/plans');
    expect(await screen.findByRole('heading', { name: 'Plans' })).toBeTruthy();
  });
});

describe('keys', () => {
  it('are listed as they are, and lead to where they are changed', async () => {
    const { user } = open();
    await screen.findByRole('heading', { name: 'Deployments' });
    await user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keys' });
    expect(within(dialog).getByText('Go to Fleet')).toBeTruthy();
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Change keys…' }));
    await expect.poll(() => location.hash).toBe('#/settings/section/keyboard');
  });

  it('are changed by pressing others, and who had them is said first', async () => {
    const { user } = open({}, '#/settings/section/keyboard');
    await user.click(await screen.findByRole('button', { name: 'Change the keys of “Go to Plans”' }));
    await user.keyboard('2');
    expect(await screen.findByRole('alert')).toHaveProperty('textContent', '2 belongs to “Go to Fleet”.');
    await accessible();
    await user.click(screen.getByRole('button', { name: 'Take it from there' }));
    await expect.poll(() => document.activeElement?.id).toBe('keys-of-go.plans');
    (document.activeElement as HTMLElement).blur();
    await user.keyboard('2');
    await expect.poll(() => location.hash).toBe('#/plans');
    expect(screen.getByRole('button', { name: /^Fleet/ }).title, 'a tooltip names no key that does something else').toBe('Fleet');
  });

  it('that move are refused with the reason', async () => {
    const { user } = open({}, '#/settings/section/keyboard');
    await user.click(await screen.findByRole('button', { name: 'Change the keys of “Go to Plans”' }));
    await user.keyboard('{ArrowDown}');
    expect(await screen.findByText(/This key moves, chooses or closes/)).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByText('Press the new keys…'), 'Escape leaves them as they are').toBeNull();
  });

  it('of letters belong to the field that is typed into', async () => {
    const { user } = open();
    const search = await screen.findByRole('searchbox');
    await user.type(search, 'n2');
    expect(location.hash).toBe('#/deployments');
  });
});
