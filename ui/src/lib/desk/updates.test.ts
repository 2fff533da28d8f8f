// What the page knows of newer versions, what it says of them, and what the user may do.
import { describe, expect, it } from 'vitest';
import { updatesOf } from '../../dev/desk';
import { rejected, Scripted } from '../base/scripted';
import type { UpdateStage } from '../transport/types';
import { updateWords } from './updateWords';
import { Updates } from './updates.svelte';

const NOW = Date.UTC(2026, 10, 29, 12);
const NEW = { version: '1.1.0', notes: null };

function opened() {
  const calls = new Scripted({ updates: () => updatesOf({}), updates_look: () => updatesOf({}), update_install: () => updatesOf({}) });
  const said: string[] = [];
  return { calls, said, updates: new Updates(calls, (version) => said.push(version)) };
}

describe('newer versions', () => {
  it('are told of once, and not where the user looks for them', async () => {
    const { said, updates } = opened();
    updates.heard(updatesOf({ stage: { type: 'idle' } }));
    updates.heard(updatesOf({}));
    updates.heard(updatesOf({ failed: 'No network.' }));
    expect(said, 'one note, however often it is told').toEqual(['1.1.0']);
    updates.heard(updatesOf({ stage: { type: 'found', new: { ...NEW, version: '1.2.0' } } }));
    expect(said).toEqual(['1.1.0', '1.2.0']);
    const other = opened();
    other.updates.heard(updatesOf({ stage: { type: 'idle' } }));
    await other.updates.look();
    expect([other.said, other.updates.view.stage.type], 'it stands before the user').toEqual([[], 'found']);
  });

  it('are not asked about in a build that does not update itself', async () => {
    const { calls, updates } = opened();
    await updates.ask();
    expect(calls.calls).toEqual([]);
  });

  it('keep what was told where core cannot be asked, and say why it refused', async () => {
    const { calls, updates } = opened();
    updates.heard(updatesOf({}));
    calls.script.updates = () => rejected('internal', 'No.');
    await updates.ask();
    expect([updates.view.stage.type, updates.error]).toEqual(['found', null]);
    calls.script.update_install = () => rejected('invalidInput', 'A guard is armed.');
    calls.script.updates = () => updatesOf({ notNow: 'A guard is armed.' });
    await updates.install('1.1.0');
    expect(calls.of('update_install')).toEqual([{ version: '1.1.0' }]);
    expect([updates.error?.message, updates.view.notNow], 'and what stands against it is asked anew').toEqual([
      'A guard is armed.',
      'A guard is armed.',
    ]);
    calls.script.update_install = () => updatesOf({ stage: { type: 'installed', new: NEW } });
    await updates.install('1.1.0');
    expect([updates.error, updates.view.stage.type]).toEqual([null, 'installed']);
  });
});

it.each<[UpdateStage, number | null, string]>([
  [{ type: 'off' }, null, 'This build does not update itself: '],
  [{ type: 'idle' }, null, 'It was not looked for a newer version yet.'],
  [{ type: 'idle' }, NOW - 7_200_000, 'No newer version is known. It was last looked for one 2 h ago.'],
  [{ type: 'looking' }, NOW, 'It is being looked for a newer version…'],
  [{ type: 'found', new: NEW }, NOW, 'Version 1.1.0 can be installed.'],
  [{ type: 'fetching', new: NEW, bytes: 2_500_000, of: null }, NOW, 'Version 1.1.0 is being fetched: 2.5 MB are there.'],
  [{ type: 'fetching', new: NEW, bytes: 2_500_000, of: 10_000_000 }, NOW, 'Version 1.1.0 is being fetched: 2.5 MB of 10 MB are there.'],
  [{ type: 'installing', new: NEW }, NOW, 'Version 1.1.0 is being installed. Flightdeck begins anew by itself.'],
  [{ type: 'installed', new: NEW }, NOW, 'Version 1.1.0 is installed, and begins with the next start.'],
])('%o is said in a sentence', (stage, lookedMs, words) => {
  expect(updateWords({ stage, lookedMs }, NOW).startsWith(words), updateWords({ stage, lookedMs }, NOW)).toBe(true);
});
