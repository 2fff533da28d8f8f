// Settings: each section works by keyboard and name, and nothing is removed without a question.
import { screen, waitFor, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { updatesOf } from './dev/desk';
import { byHand } from './lib/base/scripted';
import { Failure } from './lib/transport/transport';
import type { ConnectionsView } from './lib/transport/types';
import { BOOT, DEMO, expectAccessible, mountApp, TURBINES } from './test/app';

const STORAGE = {
  settingsPath: '/settings.json',
  databasePath: '/flightdeck.db',
  databaseBytes: 2048,
  launches: 2,
  seen: 3,
  seenBytes: 1024,
};
const GUARDED = 'A guard is armed: disarm it first.';
const BOTH = { ...BOOT, connections: [TURBINES, DEMO] };

function open(script: Parameters<typeof mountApp>[1] = {}) {
  return mountApp('#/settings', { boot: () => BOTH, storage_view: () => STORAGE, settings_set: ({ settings }) => settings, ...script });
}

it('names every control', async () => {
  open();
  await screen.findByText('/flightdeck.db');
  await expectAccessible();
  expect(screen.getByText('Token in the keyring'), 'the token’s state is said in words').toBeTruthy();
});

it('keeps a wrong number of seconds in sight with its error', async () => {
  const transport = open();
  const seconds = await screen.findByLabelText<HTMLInputElement>(/Look at moving deployments every/);
  await userEvent.clear(seconds);
  await userEvent.type(seconds, '2{Enter}');
  expect(await screen.findByText(/from 5 to 600/), 'the range is said beside it').toBeTruthy();
  expect(seconds.value, 'the typed text stays').toBe('2');
  expect(transport.count('settings_set'), 'nothing was set').toBe(0);
  await userEvent.clear(seconds);
  await userEvent.type(seconds, '30{Enter}');
  await waitFor(() => expect(transport.count('settings_set'), 'a good one is set').toBe(1));
});

it('shows another theme at once', async () => {
  open();
  await userEvent.click(await screen.findByRole('radio', { name: 'Dark' }));
  await waitFor(() => expect(document.documentElement.dataset['theme'], 'no restart, no save button').toBe('dark'));
});

it('shows what is in force where a change is refused, and says why beside it', async () => {
  open({
    settings_set: ({ settings }) =>
      Promise.reject(
        new Failure(
          settings.startAtLogin
            ? { code: 'invalidInput', message: 'The system does not let it.', field: 'startAtLogin', retryable: false }
            : { code: 'storage', message: 'The disk is full.', retryable: false },
        ),
      ),
  });
  const login = await screen.findByRole<HTMLInputElement>('checkbox', { name: /^Start Flightdeck when I log in/ });
  await userEvent.click(login);
  const why = await screen.findByText('The system does not let it.');
  expect(why.closest('fieldset')?.contains(login), 'where it was pressed, and not above all sections').toBe(true);
  expect(login.checked, 'it does not start at login').toBe(false);
  const dark = screen.getByRole<HTMLInputElement>('radio', { name: 'Dark' });
  await userEvent.click(dark);
  await screen.findByText('The disk is full.');
  expect(dark.checked, 'the theme stays what it was').toBe(false);
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'As the system' }).checked, 'and is marked').toBe(true);
  const closed = screen.getByRole<HTMLInputElement>('radio', { name: 'Quit' });
  await userEvent.click(closed);
  await waitFor(() =>
    expect([closed.checked, screen.getByRole<HTMLInputElement>('radio', { name: 'Ask' }).checked]).toEqual([false, true]),
  );
});

it('makes the text larger at once', async () => {
  const transport = open();
  await userEvent.click(await screen.findByRole('button', { name: 'Larger text' }));
  await waitFor(() => expect(document.documentElement.style.fontSize, 'the whole page scales').toBe('17.6px'));
  expect(transport.count('settings_set'), 'it is kept').toBe(1);
});

it('removes a connection only after a question, and ten seconds in which it can be kept', async () => {
  const transport = open({ connection_remove: () => ({ connections: [TURBINES], active: 'c1' }) });
  await userEvent.click(await screen.findByRole('button', { name: 'Remove Demo fleet' }));
  const dialog = await screen.findByRole('dialog', { name: 'Remove Demo fleet?' });
  await expectAccessible();
  expect(transport.count('connection_remove'), 'asking is not doing').toBe(0);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove the connection' }));
  await screen.findByText('Demo fleet is removed in ten seconds');
  expect(screen.getByText('goes in a moment'), 'its row says so').toBeTruthy();
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Keep it' }));
  await waitFor(() => expect(screen.queryByText('goes in a moment')).toBeNull());
  expect(transport.count('connection_remove'), 'nothing was taken from the keyring').toBe(0);
});

it('replaces a token without showing or asking for anything else', async () => {
  const transport = open({ connect: () => ({ connections: BOTH.connections, active: 'c1' }) });
  await userEvent.click(await screen.findByRole('button', { name: 'Replace token of Wind turbines' }));
  const dialog = await screen.findByRole('dialog', { name: 'Token of Wind turbines' });
  const token = within(dialog).getByLabelText<HTMLInputElement>('Token');
  expect([token.type, token.value], 'hidden while typed, empty to begin with').toEqual(['password', '']);
  await userEvent.type(token, 'another-token{Enter}');
  await waitFor(() => expect(screen.queryByRole('dialog'), 'accepted, it closes').toBeNull());
  expect(transport.calls.find((call) => call.name === 'connect')?.parameters, 'the same connection, with its own values').toMatchObject({
    connection: 'c1',
    draft: { fleetKey: 'wturb', baseUrl: 'https://api.example.test', token: 'another-token' },
  });
});

it('does not let go of a connection while the service is asked, and tells of it by its new name', async () => {
  const asked = byHand<ConnectionsView>();
  open({ connect: () => asked.promise });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Wind turbines' }));
  const dialog = await screen.findByRole('dialog', { name: 'Edit Wind turbines' });
  const name = within(dialog).getByLabelText(/^Name/);
  await userEvent.clear(name);
  await userEvent.type(name, 'Windmills{Enter}');
  await within(dialog).findByText('Asking the service…');
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('dialog'), 'it would be saved all the same').toBeTruthy();
  expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Close' }).disabled, 'the cross is out of use, too').toBe(true);
  asked.answer({ connections: [{ ...TURBINES, name: 'Windmills' }, DEMO], active: 'c1' });
  expect(await screen.findByText('Windmills is saved'), 'the name it has now').toBeTruthy();
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('says beside its row why a token could not be forgotten', async () => {
  open({
    connection_token_clear: () =>
      Promise.reject(new Failure({ code: 'keyringLocked', message: 'The keyring is locked; unlock it first.', retryable: true })),
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Forget token of Wind turbines' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Forget the token' }));
  expect(await screen.findByText(/unlock it first/), 'the reason is said').toBeTruthy();
});

it('forgets what was last seen', async () => {
  open({ storage_forget_seen: () => ({ ...STORAGE, seen: 0 }) });
  await userEvent.click(await screen.findByRole('button', { name: 'Forget' }));
  expect(await screen.findByText(/0 deployments/), 'and shows that it is gone').toBeTruthy();
});

it('says why rules cannot be kept', async () => {
  open();
  await userEvent.click(await screen.findByRole('button', { name: 'Rules of Wind turbines' }));
  const dialog = await screen.findByRole('dialog', { name: 'Rules of Wind turbines' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add hours' }));
  expect(within(dialog).queryByText(/^Choose at least one day/), 'these can be kept').toBeNull();
  await userEvent.clear(within(dialog).getByRole('textbox', { name: 'From' }));
  const why = await within(dialog).findByText(/^Choose at least one day, and enter times/);
  const keep = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Keep these rules' });
  expect([keep.disabled, keep.getAttribute('aria-describedby')], 'the button tells it, too').toEqual([true, why.id]);
  await expectAccessible();
});

it('opens at the token another screen asked for', async () => {
  const transport = mountApp('#/settings/connection/c1', { boot: () => BOTH, storage_view: () => STORAGE });
  expect(await screen.findByRole('dialog', { name: 'Token of Wind turbines' }), 'no searching for it').toBeTruthy();
  expect(window.location.hash, 'the way back does not open it once more').toBe('#/settings');
  const places = () => transport.calls.filter((call) => call.name === 'remember').map((call) => JSON.stringify(call.parameters));
  await waitFor(() => expect(places().at(-1), 'nor does the next run').toContain('#/settings"'));
});

it('tells whose work is in it, each with its licence and texts', async () => {
  open();
  await userEvent.click(await screen.findByRole('button', { name: 'Third-party notices…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Third-party notices' });
  await userEvent.type(await within(dialog).findByRole('textbox', { name: 'Search these by name or licence' }), 'svelte');
  await userEvent.click(await within(dialog).findByRole('button', { name: /^svelte 5/ }));
  expect((await within(dialog).findByRole('region', { name: 'Text of svelte' })).textContent).toContain('Permission is hereby granted');
  await expectAccessible();
});

it('leads from About into the guide, and back', async () => {
  open();
  await userEvent.click(await screen.findByRole('button', { name: 'What is kept where' }));
  await screen.findByRole('heading', { level: 1, name: 'What is kept where' });
  await userEvent.keyboard('{Escape}');
  await screen.findByRole('heading', { level: 1, name: 'Settings' });
});

it('says of a build that does not update itself where a newer one comes from', async () => {
  open();
  const newer = within(await screen.findByRole('region', { name: 'Newer versions' }));
  expect(newer.getByRole('status').textContent).toContain('This build does not update itself');
  expect(newer.queryByRole('checkbox'), 'there is nothing to switch').toBeNull();
  await userEvent.click(newer.getByRole('button', { name: 'How to install' }));
  await screen.findByRole('heading', { level: 1, name: 'Install' });
});

it('shows a newer version with what it brings as text, and installs it when that is pressed', async () => {
  const installed = updatesOf({ stage: { type: 'installed', new: { version: '1.1.0', notes: null } } });
  const transport = open({ update_install: () => installed });
  const newer = within(await screen.findByRole('region', { name: 'Newer versions' }));
  transport.notifyDesk({ type: 'updates', updates: updatesOf() });
  const install = await newer.findByRole<HTMLButtonElement>('button', { name: 'Install and restart' });
  const notes = newer.getByRole('region', { name: 'What version 1.1.0 brings' });
  expect([notes.textContent.includes('<b>Markup</b>'), notes.querySelector('b')], 'foreign text is text').toEqual([true, null]);
  await expectAccessible();
  transport.notifyDesk({ type: 'updates', updates: updatesOf({ notNow: GUARDED }) });
  await waitFor(() => expect(install.disabled, 'a guard is armed').toBe(true));
  expect(newer.getByText(GUARDED), 'and that is said').toBeTruthy();
  transport.notifyDesk({ type: 'updates', updates: updatesOf() });
  await waitFor(() => expect(install.disabled).toBe(false));
  expect(transport.count('update_install'), 'nothing before it is pressed').toBe(0);
  await userEvent.click(install);
  expect(await newer.findByRole('button', { name: 'Restart now' })).toBeTruthy();
  expect(transport.calls.find((call) => call.name === 'update_install')?.parameters).toEqual({ version: '1.1.0' });
  await userEvent.click(newer.getByRole('checkbox', { name: /once a day/ }));
  await waitFor(() => expect(transport.count('settings_set')).toBe(1));
  expect(transport.calls.findLast((call) => call.name === 'settings_set')?.parameters).toMatchObject({
    settings: { lookForUpdates: false },
  });
});

it('tells of a newer version that was found meanwhile, and leads to it', async () => {
  const transport = mountApp('#/deployments', { boot: () => BOTH, storage_view: () => STORAGE, updates: () => updatesOf() });
  await screen.findByRole('heading', { name: 'Deployments' });
  transport.notifyDesk({ type: 'updates', updates: updatesOf() });
  await screen.findByText('Flightdeck 1.1.0 can be installed');
  await userEvent.click(screen.getByRole('button', { name: 'Show' }));
  await waitFor(() => expect(location.hash).toBe('#/settings/section/about'));
});

it('switches each kind of notification, and keeps quiet hours once they can be kept', async () => {
  const transport = open();
  await userEvent.click(await screen.findByRole('checkbox', { name: /begins to fail/ }));
  const last = () => transport.calls.findLast((call) => call.name === 'settings_set')?.parameters;
  await waitFor(() => expect(last()).toMatchObject({ settings: { notifications: { failing: false, finished: true } } }));
  await userEvent.click(screen.getByRole('button', { name: 'Add quiet hours' }));
  const night = { days: [1, 2, 3, 4, 5, 6, 7], from: 1320, to: 360 };
  await waitFor(() => expect(last()).toMatchObject({ settings: { notifications: { quiet: [night], failing: false } } }));
  const from = screen.getByLabelText<HTMLInputElement>('From');
  await userEvent.clear(from);
  await userEvent.type(from, '25:00');
  await userEvent.tab();
  expect(screen.getByText(/Until then the hours of before hold/), 'what cannot be kept is said').toBeTruthy();
  const before = transport.count('settings_set');
  await userEvent.clear(from);
  await userEvent.type(from, '23:30');
  await userEvent.tab();
  await waitFor(() => expect(last()).toMatchObject({ settings: { notifications: { quiet: [{ ...night, from: 1410 }] } } }));
  expect(transport.count('settings_set'), 'and what stands there half typed is not sent').toBe(before + 1);
  await userEvent.click(screen.getByRole('button', { name: 'Remove quiet hours 1' }));
  await waitFor(() => expect(last()).toMatchObject({ settings: { notifications: { quiet: [] } } }));
});

it('offers the tray only where there is one, and follows what was answered when the window was closed', async () => {
  const transport = open();
  const tray = await screen.findByRole<HTMLInputElement>('radio', { name: 'Keep in the tray' });
  expect(tray.disabled, 'there is one').toBe(false);
  transport.notifyDesk({ type: 'landings', landings: [], tray: false });
  await waitFor(() => expect(tray.disabled, 'it went away').toBe(true));
  expect(screen.getByText(/shows no tray just now/)).toBeTruthy();
  transport.notifyDesk({ type: 'set', settings: { ...BOTH.settings, whenClosed: 'quit' } });
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Quit' }).checked).toBe(true));
  await userEvent.click(screen.getByRole('radio', { name: 'Dark' }));
  const sent = transport.calls.findLast((call) => call.name === 'settings_set')?.parameters;
  expect(sent, 'another change carries it along').toMatchObject({ settings: { whenClosed: 'quit', theme: 'dark' } });
});

it('says why Flightdeck does not start at login', async () => {
  const message = 'The system did not change whether Flightdeck starts at login (no such folder).';
  open({ settings_set: () => Promise.reject(new Failure({ code: 'invalidInput', message, field: 'startAtLogin', retryable: false })) });
  await userEvent.click(await screen.findByRole('checkbox', { name: /Start Flightdeck when I log in/ }));
  expect(await screen.findByText(/no such folder/)).toBeTruthy();
});
