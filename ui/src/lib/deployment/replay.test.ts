// The past of a watched deployment, over a transport in memory.
import { describe, expect, it, vi } from 'vitest';
import { byHand } from '../base/scripted';
import { MemoryTransport, type Script } from '../transport/memory';
import type { Course, CountsThen, DeviceRow, Notice } from '../transport/types';
import { NOBODY } from './choice.svelte';
import { DeploymentWatch } from './watch.svelte';

// There is no window that paints: nobody waits for it.
vi.mock('../base/painted', () => ({ painted: () => Promise.resolve() }));

const NOW = { pending: 0, inProgress: 1, succeeded: 2, failed: 0, aborted: 0, unknown: 0 };
const THEN = { pending: 3, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };

const NOTICE: Omit<Notice, 'watch'> = {
  revision: 1,
  phase: { type: 'live' },
  counts: NOW,
  total: 3,
  gone: 0,
  changed: 3,
  lastGoodMs: 900,
  nextLookMs: 2,
  shortfall: null,
  unreadable: 0,
  abortRequested: 0,
  causesRevision: 1,
};

const row = (state: DeviceRow['state']): DeviceRow => ({
  id: 'd-1',
  index: 0,
  name: null,
  group: null,
  state,
  rawStatus: null,
  started: { type: 'absent' },
  finished: { type: 'absent' },
  tookMs: null,
  sinceMs: null,
  sinceLeast: false,
  goneMs: null,
  abortRequested: false,
  chosen: false,
});

const settle = () => vi.waitFor(() => Promise.resolve());
async function calm(): Promise<void> {
  for (let i = 0; i < 6; i++) await settle();
}

async function open(script: Script = {}) {
  const memory = new MemoryTransport({
    deployment_head: () => Promise.reject(new Error('no head here')),
    rows: ({ view, start }) => ({
      revision: 1,
      start,
      total: 3,
      rows: [row(view.atMs === null ? 'succeeded' : 'pending')],
      chosen: NOBODY,
    }),
    causes: () => ({ failed: 0, lookedAt: 0, settled: false, causes: [] }),
    course: () => ({ revision: 1, fromMs: 0, toMs: 900 }) as Course,
    counts_at: ({ atMs }) => ({ atMs, counts: THEN, gone: 0, untold: 0 }),
    row_at: ({ atMs }) => row(atMs === null ? 'succeeded' : 'pending'),
    row_of: () => row('succeeded'),
    neighbour: () => row('pending'),
    ...script,
  });
  memory.pictureCells = Uint8Array.of(2, 2, 1);
  memory.pictureBytesAt = () => Uint8Array.of(0, 0, 0);
  const watch = new DeploymentWatch(memory, 1, 'c1', 'dp-1');
  await watch.start();
  memory.notify({ ...NOTICE, watch: 1 });
  await calm();
  return { memory, watch };
}

describe('the past of a deployment', () => {
  it('asks for the course once a look, not for each piece of the first one', async () => {
    const { memory, watch } = await open();
    expect([memory.count('course'), watch.replay.course?.toMs]).toEqual([1, 900]);
    memory.notify({ ...NOTICE, watch: 1, nextLookMs: 3 });
    await calm();
    expect(memory.count('course'), 'no look, no question').toBe(1);
    memory.notify({ ...NOTICE, watch: 1, lastGoodMs: 1900 });
    await calm();
    expect(memory.count('course'), 'a look makes it longer though nothing changed').toBe(2);
    memory.notify({ ...NOTICE, watch: 1, lastGoodMs: 1900, revision: 2, phase: { type: 'syncing' } });
    await calm();
    expect(memory.count('course'), 'rows in pieces are no course').toBe(2);
    memory.notify({ ...NOTICE, watch: 1, lastGoodMs: 2900, revision: 2 });
    await calm();
    expect(memory.count('course')).toBe(3);
  });

  it('shows counts, picture and rows of a moment, and Live brings all of them back', async () => {
    const { memory, watch } = await open();
    watch.goTo(400);
    await calm();
    expect(watch.counts, 'counts').toEqual({ counts: THEN, gone: 0, total: 3 });
    expect([...watch.shownPicture.cells], 'picture').toEqual([0, 0, 0]);
    expect(watch.rows.at(0)?.state, 'rows').toBe('pending');
    expect((await watch.rowAt(0))?.state, 'and the cell under the pointer').toBe('pending');
    expect((await watch.neighbour('d-1', 1))?.state, 'what is opened is the device as it is now').toBe('succeeded');
    watch.goTo(null);
    await calm();
    expect([watch.counts?.counts, [...watch.shownPicture.cells], watch.rows.at(0)?.state]).toEqual([NOW, [2, 2, 1], 'succeeded']);
    expect((await watch.rowAt(0))?.state).toBe('succeeded');
    expect(memory.count('picture_at')).toBe(1);
  });

  it('changes nothing of who is chosen, and asks with the moment whatever is asked for', async () => {
    const { memory, watch } = await open({ choose: () => NOBODY });
    watch.goTo(400);
    await watch.choice.all();
    await watch.choice.toggle('d-1');
    await watch.choice.nobody();
    expect(memory.count('choose'), 'what the past shows may be otherwise now').toBe(0);
    expect(watch.asked.atMs).toBe(400);
    watch.goTo(null);
    await watch.choice.toggle('d-1');
    expect(memory.count('choose'), 'back in the present it works').toBe(1);
  });

  it('stays at its moment when a look changes the present, and asks again what was then', async () => {
    const { memory, watch } = await open();
    watch.goTo(400);
    await calm();
    memory.notify({ ...NOTICE, watch: 1, revision: 2, lastGoodMs: 1900 });
    await calm();
    expect([watch.view.atMs, watch.counts?.counts]).toEqual([400, THEN]);
    expect(memory.count('counts_at'), 'a look may tell more of it').toBe(2);
  });

  it('asks one question at a time while the playhead is dragged, the last about where it came to rest', async () => {
    const asked: number[] = [];
    const first = byHand<CountsThen>();
    const { watch } = await open({
      counts_at: ({ atMs }) => {
        asked.push(atMs);
        return asked.length === 1 ? first.promise : { atMs, counts: THEN, gone: 0, untold: 0 };
      },
    });
    for (let at = 100; at <= 800; at += 10) watch.goTo(at);
    await calm();
    expect(asked, 'seventy places, one question so far').toEqual([100]);
    first.answer({ atMs: 100, counts: THEN, gone: 0, untold: 0 });
    await calm();
    expect(asked).toEqual([100, 800]);
    expect(watch.replay.then?.counts.atMs).toBe(800);
  });

  it('lets nothing of the past come late into the present', async () => {
    const late = byHand<CountsThen>();
    const { watch } = await open({ counts_at: () => late.promise });
    watch.goTo(100);
    watch.goTo(null);
    late.answer({ atMs: 100, counts: THEN, gone: 0, untold: 0 });
    await calm();
    expect([watch.replay.then, watch.counts?.counts]).toEqual([null, NOW]);
  });
});
