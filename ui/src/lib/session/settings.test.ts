// Settings changed from anywhere: each is sent whole, and none undoes another.
import { expect, it } from 'vitest';
import { byHand, rejected, Scripted, settle } from '../base/scripted';
import type { Settings } from '../transport/types';
import { FIRST_SETTINGS, Session } from './session.svelte';

it('two quick changes are both kept', async () => {
  const first = byHand<Settings>();
  const calls = new Scripted({ settings_set: () => first.promise });
  const session = new Session(calls);
  const changes = [session.change({ theme: 'dark' }), session.change({ textPercent: 120 })];
  await settle();
  expect(calls.count('settings_set'), 'the second waits for what the first came to').toBe(1);
  calls.script.settings_set = ({ settings }) => settings;
  first.answer({ ...FIRST_SETTINGS, theme: 'dark' });
  await Promise.all(changes);
  expect(session.settings, 'neither undoes the other').toEqual({ ...FIRST_SETTINGS, theme: 'dark', textPercent: 120 });
});

it('one that is refused is told to who asked, and stands in nobody’s way', async () => {
  const calls = new Scripted({ settings_set: () => rejected('storage', 'The disk is full.') });
  const session = new Session(calls);
  const refused = session.change({ theme: 'dark' });
  const kept = session.change({ textPercent: 120 });
  await expect(refused).rejects.toThrow('The disk is full.');
  calls.script.settings_set = ({ settings }) => settings;
  await kept.catch(() => undefined);
  await session.change({ textPercent: 130 });
  expect(session.settings, 'what was refused is not carried along').toEqual({ ...FIRST_SETTINGS, textPercent: 130 });
});
