// The known fleet's controller: asks when something changed, believes the counts of the view in force only, and never chooses by itself.
import { describe, expect, it } from 'vitest';
import { rejected, Scripted, settle } from '../base/scripted';
import { Failure } from '../transport/transport';
import type { FleetFacets, FleetNotice, FleetDeviceRow, FleetWindow } from '../transport/types';
import { KnownDevice } from './device.svelte';
import { firstView, FIRST_VIEW, KnownFleet } from './fleet.svelte';

const NOTICE: FleetNotice = {
  revision: 1,
  devices: 3,
  service: { type: 'read', atMs: 1, devices: 3, whole: true },
  imported: [],
  seenOnly: 0,
};
const FACETS: FleetFacets = {
  groups: [{ value: 'Test', devices: 3 }],
  moreGroups: 0,
  tags: [],
  moreTags: 0,
  seen: [],
  last: [],
  trigger: 0,
};

const row = (index: number): FleetDeviceRow => ({
  index,
  id: `d-${index}`,
  name: null,
  group: 'Test',
  tags: [],
  seenMs: null,
  seen: 'unknown',
  trigger: null,
  last: null,
  chosen: false,
});

function windowOf(start: number, more: Partial<FleetWindow> = {}): FleetWindow {
  return {
    revision: 1,
    start,
    total: 3,
    rows: [0, 1, 2].slice(start).map(row),
    facets: FACETS,
    chosen: { total: 0, rule: false },
    ...more,
  };
}

function bench() {
  const calls = new Scripted({
    fleet_rows: ({ start }) => windowOf(start),
    fleet_unwatch: () => null,
    fleet_refresh: () => null,
    fleet_choose: ({ change }) => ({ total: change.type === 'nobody' ? 0 : 2, rule: change.type === 'all' }),
    fleet_device: ({ device }) => ({ id: device, name: null, facts: [], history: [] }),
  });
  const fleet = new KnownFleet(calls, 1, 'c1');
  return { calls, fleet };
}

async function started() {
  const made = bench();
  await made.fleet.start();
  made.calls.notifyFleet('c1', NOTICE);
  await settle();
  return made;
}

describe('the known fleet', () => {
  it('asks for rows only when something changed', async () => {
    const { calls, fleet } = bench();
    fleet.rows.need(0, 10);
    await settle();
    expect(calls.count('fleet_rows'), 'before the first notice the core may not know the fleet').toBe(0);
    await fleet.start();
    calls.notifyFleet('c1', NOTICE);
    await settle();
    expect([calls.count('fleet_rows'), fleet.facets, fleet.rows.total]).toEqual([1, FACETS, 3]);
    calls.notifyFleet('c1', { ...NOTICE, service: { type: 'reading', loaded: 2 } });
    await settle();
    expect(calls.count('fleet_rows'), 'the same revision: the rows are the same').toBe(1);
    calls.notifyFleet('c1', { ...NOTICE, revision: 2 });
    await settle();
    expect(calls.count('fleet_rows')).toBe(2);
  });

  it('adds values of facets up, lets go of one facet, and of all', async () => {
    const { calls, fleet } = await started();
    fleet.toggle('groups', 'Test');
    fleet.toggle('groups', 'Lab');
    fleet.toggle('last', 'failed');
    await settle();
    expect(calls.of('fleet_rows').at(-1)?.view).toEqual({ ...FIRST_VIEW, groups: ['Test', 'Lab'], last: ['failed'] });
    fleet.clear('groups');
    expect(fleet.view).toEqual({ ...FIRST_VIEW, last: ['failed'] });
    fleet.sortBy('seen');
    fleet.showAll();
    expect(fleet.view, 'the order is no filter').toEqual({ ...FIRST_VIEW, sort: 'seen', descending: true });
  });

  it('counts nothing of a view that was left meanwhile', async () => {
    const { calls, fleet } = await started();
    let answer: (window: FleetWindow) => void = () => undefined;
    calls.script.fleet_rows = () => new Promise((resolve) => (answer = resolve));
    fleet.toggle('groups', 'Test');
    const late = answer;
    calls.script.fleet_rows = ({ start }) => windowOf(start);
    fleet.clear('groups');
    await settle();
    late(windowOf(0, { facets: { ...FACETS, trigger: 99 } }));
    await settle();
    expect(fleet.facets, 'the counts are those of what is shown').toEqual(FACETS);
  });

  it('chooses by rule or by hand, in core; each window says who that is now', async () => {
    const { calls, fleet } = await started();
    fleet.toggle('groups', 'Test');
    await settle();
    calls.script.fleet_rows = ({ start }) => windowOf(start, { chosen: { total: 2, rule: true } });
    await fleet.choice.all();
    await settle();
    expect(calls.of('fleet_choose')).toEqual([{ connection: 'c1', change: { type: 'all', view: { ...FIRST_VIEW, groups: ['Test'] } } }]);
    expect([fleet.choice.chosen, fleet.choice.whole]).toEqual([{ total: 2, rule: true }, true]);
    calls.script.fleet_rows = ({ start }) => windowOf(start, { chosen: { total: 7, rule: true } });
    calls.notifyFleet('c1', { ...NOTICE, revision: 2 });
    await settle();
    expect(fleet.choice.chosen.total, 'five more came to match').toBe(7);
  });

  it('keeps what is known when the service cannot be asked, and says why', async () => {
    const { calls, fleet } = await started();
    calls.script.fleet_refresh = () => rejected('unreachable', 'No answer.');
    await fleet.readAgain();
    expect([fleet.error?.code, fleet.rows.total]).toEqual(['unreachable', 3]);
    calls.script.fleet_refresh = () => null;
    await fleet.readAgain();
    expect(calls.count('fleet_watch'), 'trying again begins with being told').toBe(2);
    expect(fleet.error).toBeNull();
  });

  it('watches once more when the core forgot it, and then says so', async () => {
    const { calls, fleet } = bench();
    calls.script.fleet_rows = () => {
      throw new Failure({ code: 'watchGone', message: 'Gone.', retryable: true });
    };
    await fleet.start();
    calls.notifyFleet('c1', NOTICE);
    await settle();
    expect([calls.count('fleet_watch'), fleet.error], 'it watched again by itself').toEqual([2, null]);
  });

  it('hears nothing after it was left', async () => {
    const { calls, fleet } = await started();
    fleet.stop();
    calls.notifyFleet('c1', { ...NOTICE, revision: 9 });
    expect([fleet.notice?.revision, calls.count('fleet_unwatch')]).toEqual([1, 1]);
  });

  it('begins in the order that was kept, and knows its own', () => {
    expect(firstView({ by: 'seen', descending: true })).toEqual({ ...FIRST_VIEW, sort: 'seen', descending: true });
    expect(firstView({ by: 'shoe size', descending: true }), 'a later version may have kept it').toBe(FIRST_VIEW);
  });
});

describe('the device that is open', () => {
  it('steps along the table, also beyond what is held, and stays at its ends', async () => {
    const { calls, fleet } = await started();
    const device = new KnownDevice(calls, 'c1', fleet);
    device.open('d-1', row(1));
    await device.step(1);
    expect(device.id).toBe('d-2');
    await device.step(1);
    expect(device.id, 'the last one').toBe('d-2');
    calls.script.fleet_rows = ({ start }) => windowOf(start, { total: 90, rows: [{ ...row(start), id: 'far' }] });
    calls.notifyFleet('c1', { ...NOTICE, revision: 2 });
    await settle();
    await device.step(1);
    await settle();
    expect([device.id, device.view?.id], 'asked for alone').toEqual(['far', 'far']);
  });

  it('shows nothing of a device that was left meanwhile', async () => {
    const { calls, fleet } = await started();
    const device = new KnownDevice(calls, 'c1', fleet);
    calls.script.fleet_device = ({ device: id }) => Promise.resolve({ id, name: `name of ${id}`, facts: [], history: [] });
    device.open('d-0', null);
    device.open('d-1', null);
    await settle();
    expect(device.view?.id).toBe('d-1');
    calls.script.fleet_device = () => rejected('notFound', 'Nothing is known of it.');
    device.open('d-2', null);
    await settle();
    expect([device.view, device.error?.code], 'and no facts of another').toEqual([null, 'notFound']);
    device.close();
    expect([device.id, device.error]).toEqual([null, null]);
  });
});
