// Being told of a fleet: once at a time, and not any more after one left, even where core answers late.
import { expect, it } from 'vitest';
import { Scripted } from '../base/scripted';
import type { FleetNotice } from '../transport/types';
import { FleetHold } from './hold';

const NOTICE: FleetNotice = { revision: 1, devices: 0, service: { type: 'notAsked' }, imported: [], seenOnly: 0 };

function bench() {
  const calls = new Scripted({ fleet_unwatch: () => null });
  const heard: number[] = [];
  return { calls, heard, hold: new FleetHold(calls, 1, 'c') };
}

it('tells until it is left, and lets core know', async () => {
  const { calls, heard, hold } = bench();
  await hold.take((notice) => heard.push(notice.revision));
  calls.notifyFleet('c', NOTICE);
  hold.leave();
  calls.notifyFleet('c', { ...NOTICE, revision: 2 });
  hold.leave();
  expect([heard, calls.of('fleet_unwatch').length]).toEqual([[1], 1]);
});

it('lets go what core answers after one left', async () => {
  const { calls, heard, hold } = bench();
  const taking = hold.take((notice) => heard.push(notice.revision));
  hold.leave();
  await taking;
  calls.notifyFleet('c', NOTICE);
  expect([heard, calls.of('fleet_unwatch').length], 'or core would read that fleet for nobody').toEqual([[], 1]);
});

it('takes the place of what it held before', async () => {
  const { calls, heard, hold } = bench();
  await hold.take(() => heard.push(-1));
  await hold.take((notice) => heard.push(notice.revision));
  calls.notifyFleet('c', NOTICE);
  const [first] = calls.of('fleet_unwatch');
  expect([heard, typeof first?.watch]).toEqual([[1], 'number']);
});
