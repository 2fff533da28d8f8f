import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../transport/transport';
import { MemoryTransport } from '../transport/memory';
import type { KeptLayout } from '../transport/types';
import { FIRST_SETTINGS, Session } from './session.svelte';

const COLUMNS = [{ key: 'id' }, { key: 'why' }, { key: 'took' }];

const KEPT: KeptLayout = {
  connection: 'c1',
  table: 'devices',
  layout: { columns: [{ key: 'why', width: 240, hidden: false }], order: { by: 'took', descending: true } },
};

async function booted(layouts: KeptLayout[] | undefined, set: () => null = () => null) {
  const transport = new MemoryTransport({
    boot: () => ({
      version: '0.1.0',
      epoch: 1,
      connections: [],
      active: null,
      settings: FIRST_SETTINGS,
      remembered: { place: null, recent: [] },
      notes: [],
      ...(layouts === undefined ? {} : { layouts }),
    }),
    table_layout_set: set,
  });
  const session = new Session(transport);
  await session.boot();
  return { transport, session };
}

describe('how tables are arranged', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is remembered for each table of each connection', async () => {
    const { session } = await booted([KEPT]);
    expect(session.arrangement('c1', 'devices').widths.get('why')).toBe(240);
    expect(session.arrangement('c1', 'deployments').isStandard, 'another table').toBe(true);
    expect(session.arrangement('c2', 'devices').isStandard, 'another fleet').toBe(true);
    expect((await booted(undefined)).session.arrangement('c1', 'devices').isStandard, 'nothing was ever arranged').toBe(true);
  });

  it('is kept once the hand rests, as it is then', async () => {
    const { transport, session } = await booted([KEPT]);
    const arrangement = session.arrangement('c1', 'devices');
    arrangement.move(COLUMNS, 'took', -1);
    arrangement.hide(COLUMNS, 'id', true);
    session.arrangement('c1', 'deployments').sort({ by: 'comment', descending: false });
    expect(transport.count('table_layout_set'), 'not with each step').toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    const kept = transport.calls.filter((call) => call.name === 'table_layout_set').map((call) => call.parameters);
    expect(kept, 'one call a table').toEqual([
      { connection: 'c1', table: 'devices', layout: arrangement.layout },
      { connection: 'c1', table: 'deployments', layout: { columns: [], order: { by: 'comment', descending: false } } },
    ]);
    expect(session.arrangement('c1', 'devices').layout, 'the next deployment is shown so').toEqual(arrangement.layout);
    arrangement.move(COLUMNS, 'nothing', 1);
    arrangement.sort({ by: 'took', descending: true });
    await vi.advanceTimersByTimeAsync(1000);
    expect(transport.count('table_layout_set'), 'what changes nothing is not kept').toBe(2);
  });

  it('draws a width while it is dragged, and keeps the last or none', async () => {
    const { transport, session } = await booted(undefined);
    const arrangement = session.arrangement('c1', 'devices');
    arrangement.drag('why', 180);
    arrangement.drag('why', 7);
    expect(arrangement.widths.get('why'), 'never thinner than can be grasped').toBe(48);
    arrangement.forgetDrag();
    expect([arrangement.widths.get('why'), arrangement.isStandard]).toEqual([undefined, true]);
    arrangement.drop(COLUMNS);
    expect(arrangement.isStandard, 'a press on the edge is no change').toBe(true);
    arrangement.drag('why', 200);
    arrangement.drop(COLUMNS);
    await vi.advanceTimersByTimeAsync(1000);
    expect([arrangement.widths.get('why'), transport.count('table_layout_set')]).toEqual([200, 1]);
    arrangement.standard();
    expect(arrangement.isStandard).toBe(true);
  });

  it('holds for this run where it cannot be kept', async () => {
    const { session } = await booted(undefined, () => {
      throw new Failure({ code: 'storage', message: 'The disk is full.', retryable: true });
    });
    session.arrangement('c1', 'devices').resize(COLUMNS, 'id', 300);
    await vi.advanceTimersByTimeAsync(1000);
    expect(session.arrangement('c1', 'devices').widths.get('id')).toBe(300);
  });
});
