import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../transport/transport';
import { MemoryTransport } from '../transport/memory';
import type { LaunchRecord, ListNotice } from '../transport/types';
import { DeploymentList } from './list.svelte';
import { oneFleet } from './sources.svelte';

const NOTICE: ListNotice = {
  connection: 'c1',
  revision: 1,
  phase: { type: 'live' },
  loaded: 2,
  announced: 2,
  more: false,
  remembered: false,
  standings: { noDevice: 0, moving: 0, attention: 0, aborted: 0, finished: 2 },
  notLooked: 0,
  unreadable: 0,
  lastGoodMs: 1,
  nextLookMs: 2,
};

const LOST: LaunchRecord = {
  requestId: 'r',
  connection: 'c1',
  sentMs: 1,
  flowUuid: 'f',
  flowName: null,
  comment: null,
  target: 'Test',
  outcome: null,
};

function transport(): MemoryTransport {
  return new MemoryTransport({
    list_rows: ({ start }) => ({ revision: 1, start, total: 0, rows: [] }),
    list_refresh: () => null,
    list_unwatch: () => null,
    launches_unresolved: () => [],
  });
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the list of deployments', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('asks for rows only when something changed', async () => {
    const memory = transport();
    const list = new DeploymentList(oneFleet(memory, 1, 'c1'));
    list.rows.need(0, 10);
    await settle();
    expect(memory.count('list_rows'), 'before the first notice the core may not know the list').toBe(0);
    await list.start();
    memory.notifyList(NOTICE);
    await settle();
    expect(memory.count('list_rows')).toBe(1);
    memory.notifyList({ ...NOTICE, nextLookMs: 3 });
    await settle();
    expect(memory.count('list_rows'), 'the same revision: the rows are the same').toBe(1);
    memory.notifyList({ ...NOTICE, revision: 2 });
    await settle();
    expect(memory.count('list_rows')).toBe(2);
  });

  it('B4: while a launch is unresolved, each good look asks again whether it was found', async () => {
    let unresolved: LaunchRecord[] = [LOST];
    const memory = new MemoryTransport({
      list_rows: ({ start }) => ({ revision: 1, start, total: 0, rows: [] }),
      launches_unresolved: () => unresolved,
    });
    const list = new DeploymentList(oneFleet(memory, 1, 'c1'));
    await list.start();
    memory.notifyList(NOTICE);
    await settle();
    expect(list.unresolved, 'core does not know yet').toEqual([LOST]);
    unresolved = [];
    memory.notifyList({ ...NOTICE, nextLookMs: 5 });
    await settle();
    expect(list.unresolved.length, 'no look ended, so nothing can have been learned').toBe(1);
    memory.notifyList({ ...NOTICE, lastGoodMs: 9 });
    await settle();
    expect(list.unresolved, 'core found it behind a good answer').toEqual([]);
    const asked = memory.count('launches_unresolved');
    memory.notifyList({ ...NOTICE, lastGoodMs: 10 });
    await settle();
    expect(memory.count('launches_unresolved'), 'nothing is open, nothing is asked').toBe(asked);
  });

  it('makes one question of letters typed in a row', async () => {
    const memory = transport();
    const list = new DeploymentList(oneFleet(memory, 1, 'c1'));
    await list.start();
    memory.notifyList(NOTICE);
    await settle();
    list.search('g');
    list.search('ga');
    list.search('gat');
    await vi.advanceTimersByTimeAsync(500);
    expect(memory.count('list_rows'), 'one for the notice, one for the text').toBe(2);
    expect(list.view.text).toBe('gat');
  });

  it('turns a column round, and starts times with the newest and words with A', () => {
    const list = new DeploymentList(oneFleet(transport(), 1, 'c1'));
    list.sortBy('comment');
    expect(list.order).toEqual({ by: 'comment', descending: false });
    list.sortBy('comment');
    expect(list.order.descending).toBe(true);
    list.sortBy('devices');
    expect(list.order).toEqual({ by: 'devices', descending: true });
  });

  it('watches once more when the core forgot it, and then says so', async () => {
    const memory = new MemoryTransport({
      list_rows: () => {
        throw new Failure({ code: 'watchGone', message: 'Gone.', retryable: true });
      },
      list_unwatch: () => null,
      launches_unresolved: () => [],
    });
    const list = new DeploymentList(oneFleet(memory, 1, 'c1'));
    await list.start();
    memory.notifyList(NOTICE);
    await settle();
    expect(memory.count('list_watch'), 'it watched again by itself').toBe(2);
    expect(list.error, 'nothing to say while that may help').toBeNull();
  });

  it('tells how core read the search, and nothing of a text that is gone', async () => {
    const reading = { terms: [{ text: '-flow:x', negated: true, words: 'flow holds “x”', problem: null }], notes: [] };
    const memory = new MemoryTransport({
      list_rows: ({ start, view }) => ({ revision: 1, start, total: 0, rows: [], ...(view.text === '' ? {} : { search: reading }) }),
      launches_unresolved: () => [],
    });
    const list = new DeploymentList(oneFleet(memory, 1, 'c1'));
    await list.start();
    memory.notifyList(NOTICE);
    await settle();
    list.search('-flow:x');
    await vi.advanceTimersByTimeAsync(500);
    expect(list.reading).toEqual(reading);
    list.showAll();
    await settle();
    expect(list.reading, 'no text, nothing to read').toBeNull();
  });

  it('hears nothing after it was left', async () => {
    const memory = transport();
    const list = new DeploymentList(oneFleet(memory, 1, 'c1'));
    await list.start();
    list.stop();
    memory.notifyList(NOTICE);
    expect(list.notice, 'a late notice belongs to nobody').toBeNull();
    expect(memory.count('list_unwatch')).toBe(1);
  });
});
