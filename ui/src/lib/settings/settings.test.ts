// What Settings promises: only what was accepted takes effect, and each error is said where it can be repaired.
import { describe, expect, it } from 'vitest';
import { byHand, rejected, Scripted, settle, wireError } from '../base/scripted';
import { Failure } from '../transport/transport';
import type { ConnectionsView, Settings, StorageView } from '../transport/types';
import { FIRST_SETTINGS } from '../session/session.svelte';
import { ConnectionList, tokenNeedsCare, tokenWords } from './connections.svelte';
import { readWhole, SettingsEditor } from './editor.svelte';
import { StoragePanel } from './storage.svelte';

const SETTINGS: Settings = FIRST_SETTINGS;
const STORAGE: StorageView = { settingsPath: '/s', databasePath: '/d', databaseBytes: 1, launches: 2, seen: 3, seenBytes: 4 };

function editor(calls: Scripted) {
  const accepted: Settings[] = [];
  return { accepted, editor: new SettingsEditor(calls, SETTINGS, (settings) => accepted.push(settings)) };
}

describe('polling', () => {
  it.each([
    ['5', 5],
    [' 600 ', 600],
    ['4', null],
    ['601', null],
    ['', null],
    ['15.5', null],
    ['1e2', null],
    ['-20', null],
    ['00015', null],
    ['twenty', null],
  ])('reads %o as %o', (text, seconds) => {
    expect(readWhole('pollSeconds', text), 'whole seconds from 5 to 600').toBe(seconds);
  });

  it('sends a good number once and hands on what was accepted', async () => {
    const calls = new Scripted({ settings_set: ({ settings }) => settings });
    const { editor: one, accepted } = editor(calls);
    one.type('pollSeconds', '30');
    await one.commit('pollSeconds');
    await one.commit('pollSeconds');
    expect(calls.of('settings_set').length, 'leaving the field after Enter changes nothing more').toBe(1);
    expect(accepted, 'the page follows what was kept').toEqual([{ ...SETTINGS, pollSeconds: 30 }]);
  });

  it('says what is wrong beside the field and keeps the text', async () => {
    const calls = new Scripted({});
    const { editor: one } = editor(calls);
    one.type('pollSeconds', '3');
    await one.commit('pollSeconds');
    expect(one.state, 'the typed text stays to be repaired').toMatchObject({ texts: { pollSeconds: '3' }, settings: SETTINGS });
    expect(one.state.errors.pollSeconds, 'the range is named').toContain('5 to 600');
    expect(calls.calls, 'nothing was sent').toEqual([]);
  });

  it('shows the refusal of core beside the field, and does not carry it into the next change', async () => {
    const calls = new Scripted({ settings_set: () => rejected('invalidInput', 'Too fast.', 'pollSeconds') });
    const { editor: one, accepted } = editor(calls);
    one.type('pollSeconds', '20');
    await one.commit('pollSeconds');
    expect(one.state.errors.pollSeconds, 'core has the last word').toBe('Too fast.');
    calls.script.settings_set = ({ settings }) => settings;
    await one.change({ theme: 'dark' });
    expect(accepted, 'the refused seconds are not sent again with the theme').toEqual([{ ...SETTINGS, theme: 'dark' }]);
  });
});

it('keeps two quick changes, one after the other', async () => {
  const first = byHand<Settings>();
  const calls = new Scripted({ settings_set: () => first.promise });
  const { editor: one, accepted } = editor(calls);
  const changes = [one.change({ theme: 'dark' }), one.change({ textPercent: 120 })];
  await settle();
  expect(calls.of('settings_set').length, 'the second waits').toBe(1);
  calls.script.settings_set = ({ settings }) => settings;
  first.answer({ ...SETTINGS, theme: 'dark' });
  await Promise.all(changes);
  expect(accepted.at(-1), 'neither change undoes the other').toEqual({ ...SETTINGS, theme: 'dark', textPercent: 120 });
});

describe('connections', () => {
  const view: ConnectionsView = { connections: [], active: null };

  it('hands on the new list', async () => {
    const seen: ConnectionsView[] = [];
    const list = new ConnectionList(new Scripted({ connection_select: () => view }), (one) => seen.push(one));
    expect(await list.choose('c1'), 'it was done').toBe(true);
    expect(seen, 'the session follows').toEqual([view]);
  });

  it('does one thing at a time and says an error beside its row', async () => {
    const answer = byHand<ConnectionsView>();
    const calls = new Scripted({ connection_token_clear: () => answer.promise });
    const list = new ConnectionList(calls, () => undefined);
    const first = list.forgetToken('c1');
    expect(await list.choose('c1'), 'a second press while the first is under way does nothing').toBe(false);
    answer.fail(new Failure(wireError('keyringLocked', 'The keyring is locked.')));
    expect(await first, 'it was not done').toBe(false);
    expect(list.state, 'the words belong to that row').toMatchObject({
      busy: null,
      failed: { connection: 'c1', error: { code: 'keyringLocked' } },
    });
  });

  it('says the state of a token in words', () => {
    expect(tokenWords({ type: 'session' }), 'the user must know it will be gone').toContain('gone when Flightdeck closes');
    expect(tokenWords({ type: 'unavailable', error: wireError('keyringLocked', 'Locked.') }), 'core’s own words').toBe('Locked.');
    expect([tokenNeedsCare({ type: 'missing' }), tokenNeedsCare({ type: 'keyring' })], 'only a missing token calls for something').toEqual([
      true,
      false,
    ]);
  });
});

describe('storage', () => {
  it('shows what is left after forgetting', async () => {
    const panel = new StoragePanel(new Scripted({ storage_view: () => STORAGE, storage_forget_seen: () => ({ ...STORAGE, seen: 0 }) }));
    await panel.look();
    expect(panel.state.view?.seen, 'what is kept').toBe(3);
    await panel.forgetSeen();
    expect(panel.state.view?.seen, 'what was forgotten').toBe(0);
  });

  it('keeps the last picture when it cannot be looked at again', async () => {
    const calls = new Scripted({ storage_view: () => STORAGE });
    const panel = new StoragePanel(calls);
    await panel.look();
    calls.script.storage_forget_seen = () => rejected('storage', 'The disk is full.');
    await panel.forgetSeen();
    expect(panel.state, 'an error hides nothing').toMatchObject({ view: STORAGE, busy: false, error: { code: 'storage' } });
  });
});
