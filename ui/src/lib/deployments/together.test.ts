import { describe, expect, it } from 'vitest';
import { MemoryTransport } from '../transport/memory';
import { Failure } from '../transport/transport';
import type { FleetRow, ListNotice } from '../transport/types';
import { settle } from '../base/scripted';
import { DeploymentList } from './list.svelte';
import { AllFleets } from './sources.svelte';
import { together } from './together';

const notice = (connection: string, over: Partial<ListNotice> = {}): ListNotice => ({
  connection,
  revision: 1,
  phase: { type: 'live' },
  loaded: 10,
  announced: 10,
  more: false,
  remembered: false,
  standings: { noDevice: 0, moving: 1, attention: 2, aborted: 3, finished: 4 },
  notLooked: 0,
  unreadable: 0,
  lastGoodMs: 100,
  nextLookMs: 200,
  ...over,
});
const REJECTED = { code: 'tokenRejected', message: 'no', retryable: false } as const;

describe('several lists as one', () => {
  it('adds up what each has', () => {
    const all = together([
      notice('a'),
      notice('b', { loaded: 5, announced: 50, more: true, notLooked: 3, lastGoodMs: 60, nextLookMs: 150 }),
    ]);
    expect(all).toMatchObject({ loaded: 15, announced: 60, more: true, notLooked: 3, revision: 2 });
    expect(all.standings).toEqual({ noDevice: 0, moving: 2, attention: 4, aborted: 6, finished: 8 });
    expect([all.lastGoodMs, all.nextLookMs], 'as old as the oldest; the next look is the nearest').toEqual([60, 150]);
  });

  it('announces nothing where one fleet does not say how many it has', () => {
    expect(together([notice('a'), notice('b', { announced: null })]).announced).toBeNull();
  });

  it('is live while one is, and what does not come any more does not make it look old', () => {
    const stopped = notice('b', { phase: { type: 'stopped', error: REJECTED }, lastGoodMs: 1, nextLookMs: null });
    const all = together([stopped, notice('a')]);
    expect([all.phase.type, all.lastGoodMs], 'the fleet in trouble is said by its own line').toEqual(['live', 100]);
    expect(together([stopped]).phase.type).toBe('stopped');
  });
});

describe('the list of all fleets', () => {
  function opened(refuse: readonly string[] = []) {
    const memory = new MemoryTransport({
      fleets_rows: ({ start }) => ({ revision: 1, start, total: 0, rows: [] }),
      list_refresh: () => null,
      list_unwatch: () => null,
    });
    const watch = memory.listWatch.bind(memory);
    const refused = new Set(refuse);
    memory.listWatch = (epoch, connection, heard) =>
      refused.has(connection) ? Promise.reject(new Failure(REJECTED)) : watch(epoch, connection, heard);
    const source = new AllFleets(memory, 1, ['c1', 'c2']);
    return { memory, source, refused, list: new DeploymentList<FleetRow>(source) };
  }

  it('asks for the rows of all when one of them changed', async () => {
    const { memory, list } = opened();
    await list.start();
    memory.notifyList(notice('c1'));
    await settle();
    memory.notifyList(notice('c2', { loaded: 4 }));
    await settle();
    expect(list.notice?.loaded).toBe(14);
    const asked = memory.calls.filter((call) => call.name === 'fleets_rows');
    expect(asked.at(-1)?.parameters).toMatchObject({ connections: ['c1', 'c2'] });
    const before = asked.length;
    memory.notifyList(notice('c2', { loaded: 4, nextLookMs: 900 }));
    await settle();
    expect(memory.count('fleets_rows'), 'no row changed').toBe(before);
  });

  it('stands while one fleet cannot be watched, and takes it in when it can', async () => {
    const { memory, list, source, refused } = opened(['c2']);
    await list.start();
    memory.notifyList(notice('c1'));
    expect(list.error, 'that is no failure of the list').toBeNull();
    expect([...source.errors.keys()]).toEqual(['c2']);
    refused.clear();
    await source.lookAt('c2', (heard) => list.heard(heard));
    memory.notifyList(notice('c2'));
    expect([list.notice?.loaded, source.errors.size]).toEqual([20, 0]);
  });

  it('fails where none can be watched', async () => {
    const { list } = opened(['c1', 'c2']);
    await list.start();
    expect(list.error?.code).toBe('tokenRejected');
  });

  it('lets go of all of them', async () => {
    const { memory, list } = opened();
    await list.start();
    list.stop();
    expect(memory.count('list_unwatch')).toBe(2);
  });

  it('tells rows of two fleets apart, whatever their ids', () => {
    const { source } = opened();
    const row = (connection: string) => ({ connection, uuid: 'dp-1' }) as FleetRow;
    expect(source.keyOf(row('c1'))).not.toBe(source.keyOf(row('c2')));
  });
});
