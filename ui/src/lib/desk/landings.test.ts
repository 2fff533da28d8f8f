// What the page knows of watching in the background, and where it is led to.
import { describe, expect, it } from 'vitest';
import { landingOf } from '../../dev/desk';
import { rejected, Scripted } from '../base/scripted';
import { FIRST_SETTINGS } from '../session/session.svelte';
import type { Place, Settings } from '../transport/types';
import { Landings } from './landings.svelte';
import { toggleTitle } from './words';

async function opened() {
  const calls = new Scripted({ landing_hold: () => null, landing_leave: () => null });
  const ways: unknown[] = [];
  const set: Settings[] = [];
  const acts: string[] = [];
  const landings = new Landings(calls, {
    lead: (connection, to) => ways.push([connection, to]),
    unfollowed: (title, message) => ways.push([title, message]),
    set: (settings) => set.push(settings),
    act: (action) => acts.push(action),
    updates: ({ stage }) => acts.push(stage.type),
  });
  await landings.start(3);
  return { calls, landings, ways, set, acts };
}

describe('watching in the background', () => {
  it('is told by core, and found by connection and deployment', async () => {
    const { calls, landings } = await opened();
    expect([landings.list.length, landings.tray], 'as the first notice tells').toEqual([0, true]);
    const one = landingOf();
    calls.notifyDesk({ type: 'landings', landings: [one], tray: false });
    expect(landings.of(one.connection, one.deployment), 'its own').toEqual(one);
    expect(landings.of('c2', one.deployment), 'another fleet may have the same id').toBeNull();
    expect(landings.tray).toBe(false);
  });

  it('is wanted and left by name, and an answer changes nothing before the notice', async () => {
    const { calls, landings } = await opened();
    await landings.want(true, 'c1', 'dp-1', 'v1');
    await landings.want(false, 'c1', 'dp-1', 'v1');
    expect(calls.of('landing_hold')).toEqual([{ connection: 'c1', deployment: 'dp-1', comment: 'v1' }]);
    expect(calls.of('landing_leave')).toEqual([{ connection: 'c1', deployment: 'dp-1' }]);
    expect(landings.list).toEqual([]);
    calls.script.landing_hold = () => rejected('invalidInput', 'So many are watched that no more can be.');
    await expect(landings.want(true, 'c1', 'dp-1', null), 'who asked is told why not').rejects.toThrow('no more can be');
  });
});

it.each<[Place, unknown[]]>([
  [{ type: 'deployment', connection: 'c1', deployment: 'dp-1' }, [['c1', { name: 'deployment', uuid: 'dp-1' }]]],
  [{ type: 'device', connection: 'c1', deployment: 'dp-1', device: 'd-1' }, [['c1', { name: 'deployment', uuid: 'dp-1', device: 'd-1' }]]],
  [{ type: 'plan', connection: 'c2', id: 'p-1' }, [['c2', { name: 'plans', id: 'p-1' }]]],
  [{ type: 'deployments', connection: 'c2' }, [['c2', { name: 'deployments' }]]],
  [{ type: 'plans', connection: 'c2' }, [['c2', { name: 'plans' }]]],
  [{ type: 'window' }, []],
])('what is chosen outside, %o, leads there', async (place, expected) => {
  const { calls, ways } = await opened();
  calls.notifyDesk({ type: 'lead', place });
  expect(ways).toEqual(expected);
});

it('says why a link from outside leads nowhere', async () => {
  const { calls, ways } = await opened();
  calls.notifyDesk({ type: 'unfollowed', title: 'A link was not followed', message: 'It cannot be read.' });
  expect(ways, 'a click without any effect would look like a defect').toEqual([['A link was not followed', 'It cannot be read.']]);
});

it('takes over what was answered beside the window', async () => {
  const { calls, set } = await opened();
  calls.notifyDesk({ type: 'set', settings: { ...FIRST_SETTINGS, whenClosed: 'tray' } });
  expect(set.map((one) => one.whenClosed)).toEqual(['tray']);
});

it('hands on what was chosen in the menu bar, and what is known of newer versions', async () => {
  const { calls, acts } = await opened();
  calls.notifyDesk({ type: 'act', action: 'go.fleet' });
  calls.notifyDesk({ type: 'updates', updates: { stage: { type: 'looking' }, lookedMs: 1, failed: null, notNow: null } });
  expect(acts).toEqual(['go.fleet', 'looking']);
});

it('says in the toggle what is told, why, and until when', () => {
  expect(toggleTitle(null, true)).toContain('nothing left to tell');
  expect(toggleTitle(null, false)).toContain('a week after a device last moved');
  const on = toggleTitle(landingOf({ blind: 'No network.' }), false);
  for (const part of ['because it was launched here', 'Where no device moves, it ends on', 'sees nothing just now: No network.'])
    expect(on).toContain(part);
  expect(toggleTitle(landingOf({ launched: false }), false)).not.toContain('launched here');
});
