// What becomes known of the fleet while a draft is made: of the whole, and only where it is news.
import { expect, it } from 'vitest';
import { Scripted, settle } from '../base/scripted';
import type { FleetNotice } from '../transport/types';
import { FleetNews } from './fleetNews';
import { open } from './bench';

const NOTICE: FleetNotice = {
  revision: 1,
  devices: 3,
  service: { type: 'read', atMs: 1, devices: 3, whole: true },
  imported: [],
  seenOnly: 0,
};

async function bench() {
  const calls = new Scripted({ fleet_unwatch: () => null });
  const news: boolean[] = [];
  const fleet = new FleetNews(calls, 1, 'c', (devices) => news.push(devices));
  fleet.start();
  await settle();
  return { calls, news, fleet };
}

it('is no news where it is what the draft was read with', async () => {
  const { calls, news } = await bench();
  calls.notifyFleet('c', NOTICE);
  calls.notifyFleet('c', NOTICE);
  expect(news).toEqual([]);
  calls.notifyFleet('c', { ...NOTICE, revision: 2 });
  calls.notifyFleet('c', { ...NOTICE, revision: 3, devices: 9 });
  expect(news, 'other facts, then other devices').toEqual([false, true]);
});

it('waits for the whole of it', async () => {
  const { calls, news, fleet } = await bench();
  calls.notifyFleet('c', { ...NOTICE, devices: 1, service: { type: 'opening', loaded: 1, of: 3 } });
  calls.notifyFleet('c', { ...NOTICE, revision: 2, devices: 2, service: { type: 'reading', loaded: 2 } });
  expect(news, 'a part is no answer').toEqual([]);
  calls.notifyFleet('c', { ...NOTICE, revision: 3 });
  expect(news, 'the draft may have been read with a part').toEqual([true]);
  fleet.stop();
  calls.notifyFleet('c', { ...NOTICE, revision: 4 });
  expect([news.length, calls.of('fleet_unwatch').length]).toEqual([1, 1]);
});

it('has the wizard read the draft anew, and ask for what is offered where there are other devices', async () => {
  const { wizard, calls, clock } = await open();
  const before = [calls.count('draft_read'), calls.count('suggestions')];
  wizard.fleetChanged(false);
  await clock.wind(1000);
  wizard.fleetChanged(true);
  await clock.wind(1000);
  expect([calls.count('draft_read'), calls.count('suggestions')]).toEqual([(before[0] ?? 0) + 2, (before[1] ?? 0) + 1]);
  expect(wizard.state.saving.type, 'nothing was typed: nothing is saved').toBe('saved');
});
