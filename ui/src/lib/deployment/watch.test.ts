import { describe, expect, it, vi } from 'vitest';
import { noticeOf } from '../../test/notices';
import { Failure } from '../transport/transport';
import { MemoryTransport, type Script } from '../transport/memory';
import { NOBODY } from './choice.svelte';
import { DeploymentWatch } from './watch.svelte';

// What waits for the window to paint is let go by the test.
const paint = vi.hoisted(() => ({ done: Promise.resolve() }));
vi.mock('../base/painted', () => ({ painted: () => paint.done }));

function make(script: Script = {}): { memory: MemoryTransport; watch: DeploymentWatch } {
  const memory = new MemoryTransport({
    deployment_head: () => {
      throw new Failure({ code: 'notFound', message: 'Unknown deployment.', retryable: false });
    },
    rows: ({ start }) => ({ revision: 1, start, total: 3, rows: [], chosen: NOBODY }),
    causes: () => ({ failed: 1, lookedAt: 1, settled: false, causes: [] }),
    unwatch: () => null,
    watch_now: () => null,
    ...script,
  });
  memory.pictureCells = Uint8Array.of(1, 2, 3);
  return { memory, watch: new DeploymentWatch(memory, 1, 'c1', 'dp-1') };
}

const settle = () => vi.waitFor(() => Promise.resolve());
/** Everything that waits for nothing but its turn has had it. */
const all = () => new Promise((resolve) => setTimeout(resolve));

describe('a watched deployment', () => {
  it('asks for rows, picture and causes when a notice says they changed', async () => {
    const { memory, watch } = make();
    await watch.start();
    memory.notify(noticeOf(1));
    await vi.waitFor(() => {
      expect(watch.rows.total).toBe(3);
    });
    expect([...watch.picture.cells]).toEqual([1, 2, 3]);
    expect(watch.causes?.lookedAt).toBe(1);
    memory.notify(noticeOf(1, { nextLookMs: 99 }));
    await settle();
    expect(memory.count('rows'), 'the same revision: no new question').toBe(1);
    memory.notify(noticeOf(1, { revision: 2 }));
    await settle();
    const asked = memory.calls.filter((call) => call.name === 'picture').map((call) => call.parameters);
    expect(asked, 'it says which picture it has').toEqual([
      { watch: 1, have: 0 },
      { watch: 1, have: 1 },
    ]);
    expect(memory.count('causes')).toBe(1);
  });

  it('asks for the rows again when causes become known though nothing else changed', async () => {
    const { memory, watch } = make();
    await watch.start();
    memory.notify(noticeOf(1));
    await vi.waitFor(() => {
      expect(watch.rows.total).toBe(3);
    });
    const before = memory.count('rows');
    memory.notify(noticeOf(1, { causesRevision: 7 }));
    await vi.waitFor(() => {
      expect(memory.count('rows'), 'each failed row tells its cause').toBe(before + 1);
    });
  });

  it('asks for what is of the whole fleet only once the first rows are painted', async () => {
    let painted = () => {};
    paint.done = new Promise((resolve) => (painted = resolve));
    const { memory, watch } = make({ course: () => null });
    await watch.start();
    memory.notify(noticeOf(1, { lastGoodMs: 5, causesRevision: 1 }));
    await settle();
    const asked = () => [memory.count('picture'), memory.count('course'), memory.count('causes')];
    expect([memory.count('rows'), ...asked()], 'rows alone: nothing stands in their way').toEqual([1, 0, 0, 0]);
    painted();
    await vi.waitFor(() => {
      expect(asked(), 'then the rest').toEqual([1, 1, 1]);
    });
    memory.notify(noticeOf(1, { lastGoodMs: 9, revision: 2, causesRevision: 2 }));
    await settle();
    expect(asked(), 'and from then on at once').toEqual([2, 2, 2]);
    paint.done = Promise.resolve();
  });

  it('takes no answer from before anything was seen for the first rows', async () => {
    const { memory, watch } = make({ course: () => null });
    await watch.start();
    memory.notify(noticeOf(1, { total: 0, phase: { type: 'syncing' } }));
    await vi.waitFor(() => {
      expect(memory.count('rows')).toBe(1);
    });
    await all();
    let painted = () => {};
    paint.done = new Promise((resolve) => (painted = resolve));
    memory.notify(noticeOf(1, { revision: 2 }));
    await vi.waitFor(() => {
      expect(memory.count('rows')).toBe(2);
    });
    await all();
    expect(memory.count('picture'), 'the rows of the first look come alone').toBe(0);
    painted();
    await vi.waitFor(() => {
      expect(memory.count('picture')).toBe(1);
    });
    paint.done = Promise.resolve();
  });

  it('tells the first counts with the first rows: one painting, not two', async () => {
    let answer = () => {};
    const come = new Promise<void>((resolve) => (answer = resolve));
    const { memory, watch } = make({
      rows: async ({ start }) => {
        await come;
        return { revision: 1, start, total: 3, rows: [], chosen: NOBODY };
      },
    });
    await watch.start();
    memory.notify(noticeOf(1));
    memory.notify(noticeOf(1, { revision: 2, total: 4 }));
    await all();
    expect([watch.notice, watch.rows.loaded], 'neither without the other').toEqual([null, false]);
    answer();
    await vi.waitFor(() => {
      expect([watch.notice?.total, watch.rows.loaded], 'both, and the newest counts').toEqual([4, true]);
    });
    memory.notify(noticeOf(1, { revision: 3, total: 5 }));
    expect(watch.notice?.total, 'from then on counts wait for nothing').toBe(5);
  });

  it('tells the first counts alone where the rows take their time', async () => {
    const { memory, watch } = make({ rows: () => new Promise(() => {}) });
    await watch.start();
    vi.useFakeTimers();
    memory.notify(noticeOf(1));
    vi.advanceTimersByTime(149);
    expect(watch.notice, 'the rows may still come').toBe(null);
    vi.advanceTimersByTime(1);
    expect(watch.notice?.total, 'who waits longer sees what is known').toBe(3);
    memory.notify(noticeOf(1, { revision: 2, total: 4 }));
    vi.useRealTimers();
    expect(watch.notice?.total, 'and is not made to wait again').toBe(4);
  });

  it('keeps watching though the head is refused', async () => {
    const { memory, watch } = make();
    await watch.start();
    memory.notify(noticeOf(1));
    await settle();
    expect(watch.headError?.code).toBe('notFound');
    await vi.waitFor(() => {
      expect(watch.notice?.total, 'the devices are shown all the same').toBe(3);
    });
  });

  it('closes a watch that was left while it was being opened', async () => {
    const { memory, watch } = make();
    const opening = watch.start();
    watch.stop();
    await opening;
    expect(memory.count('unwatch'), 'no watch is left behind').toBe(1);
    memory.notify(noticeOf(1));
    expect(watch.notice, 'and nothing of it is heard').toBeNull();
  });

  it('opens another watch when the core forgot this one', async () => {
    let refuse = true;
    const { memory, watch } = make({
      rows: ({ start }) => {
        if (refuse) throw new Failure({ code: 'watchGone', message: 'Gone.', retryable: true });
        return { revision: 1, start, total: 3, rows: [], chosen: NOBODY };
      },
    });
    await watch.start();
    memory.notify(noticeOf(1));
    await settle();
    refuse = false;
    await settle();
    expect(memory.count('watch')).toBe(2);
    memory.notify(noticeOf(1, { total: 99 }));
    expect(watch.notice?.total, 'the forgotten watch is not heard any more').toBe(3);
    memory.notify(noticeOf(2, { revision: 5, total: 4 }));
    expect(watch.notice?.total).toBe(4);
  });

  it('chooses states alone or together, and none is all', () => {
    const { watch } = make();
    watch.choose('failed', false);
    expect(watch.view.states).toEqual(['failed']);
    watch.choose('pending', true);
    expect(watch.view.states).toEqual(['failed', 'pending']);
    watch.choose('failed', true);
    expect(watch.view.states).toEqual(['pending']);
    watch.choose('pending', false);
    expect(watch.view.states, 'the only chosen one once more shows all').toEqual([]);
  });

  it('shows those gone alone or too, and lets go of the states by a plain press', () => {
    // B9
    const { watch } = make();
    watch.chooseGone(false);
    expect([watch.view.states, watch.view.gone]).toEqual([[], true]);
    watch.choose('failed', true);
    expect([watch.view.states, watch.view.gone], 'both').toEqual([['failed'], true]);
    watch.chooseGone(false);
    expect([watch.view.states, watch.view.gone], 'only those gone').toEqual([[], true]);
    watch.chooseGone(false);
    expect(watch.unfiltered, 'the only chosen one once more shows all').toBe(true);
  });

  it('shows those judged so alone or too, and nobody of them in the past', () => {
    const { watch } = make();
    watch.chooseJudged('stuck', false);
    expect([watch.view.states, watch.judged]).toEqual([[], ['stuck']]);
    watch.choose('failed', true);
    watch.chooseJudged('unreached', true);
    expect([watch.view.states, watch.judged], 'all three').toEqual([['failed'], ['stuck', 'unreached']]);
    watch.chooseJudged('unreached', true);
    watch.choose('failed', false);
    expect([watch.view.states, watch.judged], 'a plain press lets go of the others').toEqual([['failed'], []]);
    watch.chooseJudged('stuck', false);
    watch.chooseCause(7);
    expect(watch.judged, 'what failed is not stuck').toEqual([]);
    watch.chooseJudged('stuck', false);
    expect(watch.unfiltered).toBe(false);
    watch.goTo(1);
    expect(watch.judged, 'who was stuck then is not known').toEqual([]);
    watch.goTo(null);
    watch.chooseJudged('stuck', false);
    watch.chooseJudged('stuck', false);
    expect(watch.unfiltered, 'the only chosen one once more shows all').toBe(true);
  });

  it('filters by a cause, alone', () => {
    // B23: a cause looked like a filter and opened a device.
    const { watch } = make();
    watch.choose('succeeded', false);
    watch.chooseCause(7);
    expect([watch.view.cause, watch.view.states], 'what failed for a cause has not succeeded').toEqual([7, []]);
    watch.chooseCause(7);
    expect(watch.view.cause, 'once more shows all').toBeNull();
    watch.chooseCause(7);
    watch.choose('pending', false);
    expect(watch.view.cause, 'what is pressed is what is shown').toBeNull();
  });

  it('tells how core read the search, and asks for it in the zone that is shown', async () => {
    vi.useFakeTimers();
    const term = { text: '-group:test', negated: true, words: 'group holds “test”', problem: null };
    const { memory, watch } = make({
      rows: ({ start, view }) => {
        const answer = { revision: 1, start, total: 3, rows: [], chosen: NOBODY };
        return view.text === '' ? answer : { ...answer, search: { terms: [term], notes: [] } };
      },
    });
    await watch.start();
    memory.notify(noticeOf(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(watch.reading, 'no text, nothing to read').toBeNull();
    watch.search('-group:test');
    await vi.advanceTimersByTimeAsync(200);
    expect(watch.reading?.terms).toEqual([term]);
    const asked = memory.calls.findLast((call) => call.name === 'rows')?.parameters;
    expect(asked, 'a time of day means what is read on screen').toMatchObject({
      view: { text: '-group:test', zoneMinutes: 0 - new Date().getTimezoneOffset() },
    });
    const before = watch.reading;
    watch.rows.refresh();
    await vi.advanceTimersByTimeAsync(0);
    expect(watch.reading, 'read as before: the same object, nothing to draw').toBe(before);
    watch.showAll();
    await vi.advanceTimersByTimeAsync(0);
    expect(watch.reading).toBeNull();
    vi.useRealTimers();
  });

  it('finds the row of a device that is not on screen, and its neighbours in the view', async () => {
    const { memory, watch } = make({ row_of: () => null, neighbour: () => null });
    expect(await watch.rowOf('d-1'), 'there is no watch yet').toBeNull();
    await watch.start();
    await watch.rowOf('d-1');
    watch.choose('failed', false);
    await watch.neighbour('d-1', -1);
    expect(memory.calls.find((call) => call.name === 'row_of')?.parameters).toEqual({ watch: 1, device: 'd-1' });
    expect(memory.calls.find((call) => call.name === 'neighbour')?.parameters).toEqual({
      watch: 1,
      view: watch.view,
      device: 'd-1',
      step: -1,
    });
  });

  it('goes back to the most urgent first at the third press of a heading', () => {
    const { watch } = make();
    watch.sortBy('took');
    expect(watch.order).toEqual({ by: 'took', descending: true });
    watch.sortBy('took');
    expect(watch.order).toEqual({ by: 'took', descending: false });
    watch.sortBy('took');
    expect(watch.order.by).toBe('attention');
  });
});
