import { cleanup, render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { settle } from '../base/scripted';
import { MemoryTransport, type Script } from '../transport/memory';
import { Failure } from '../transport/transport';
import type { ChangeCounts, ComparedSide, ComparedView, Comparison, Notice } from '../transport/types';
import ComparedCauses from './ComparedCauses.svelte';
import { DeploymentComparison, firstView } from './comparison.svelte';

const NO_CHANGES: ChangeCounts = { broke: 0, stillFails: 0, fixed: 0, otherwise: 0, open: 0, onlyA: 0, onlyB: 0, same: 0 };
const SIDE: ComparedSide = {
  devices: 1,
  gone: 0,
  moving: 0,
  failed: 0,
  causesKnown: 0,
  timed: 0,
  medianMs: null,
  p95Ms: null,
  wholeMs: null,
};
const SUMMARY: Comparison = { devices: 1, changes: NO_CHANGES, a: SIDE, b: SIDE, causes: [], moreCauses: 0 };

const notice = (watch: number, revision: number, seen = true): Notice => ({
  watch,
  revision,
  phase: { type: seen ? 'live' : 'syncing' },
  counts: { pending: 0, inProgress: 0, succeeded: 1, failed: 0, aborted: 0, unknown: 0 },
  total: 1,
  gone: 0,
  changed: 1,
  lastGoodMs: seen ? 1 : null,
  nextLookMs: null,
  shortfall: null,
  unreadable: 0,
  abortRequested: 0,
  causesRevision: 0,
});

function opened(answer: () => Comparison = () => SUMMARY, causes?: Script['causes']) {
  const asked: { a: number; b: number; view: ComparedView }[] = [];
  const transport = new MemoryTransport({
    deployment_head: () => {
      throw new Failure({ code: 'unreachable', message: 'no', retryable: true });
    },
    comparison: answer,
    ...(causes === undefined ? {} : { causes }),
    comparison_rows: ({ a, b, view, start }) => {
      asked.push({ a, b, view });
      return { revision: 1, start, total: 0, rows: [] };
    },
    unwatch: () => null,
    watch_now: () => null,
  });
  const comparison = new DeploymentComparison(transport, 1, 'c1', 'dp-1', 'dp-2', firstView(null));
  return { transport, comparison, asked };
}

describe('a comparison', () => {
  it('asks for nothing before both were seen', async () => {
    const { transport, comparison, asked } = opened();
    await comparison.start();
    transport.notify(notice(1, 1));
    transport.notify(notice(2, 1, false));
    await settle();
    expect(transport.count('comparison'), 'half of it would call every device missing').toBe(0);
    expect(comparison.summary).toBeNull();
    transport.notify(notice(2, 2));
    await settle();
    expect(comparison.summary, 'now there is something to compare').toEqual(SUMMARY);
    expect(asked.map(({ a, b }) => [a, b])).toEqual([[1, 2]]);
  });

  it('asks whether devices were looked at where failures have told no cause', async () => {
    const { transport, comparison } = opened(
      () => ({ ...SUMMARY, a: { ...SIDE, failed: 2 } }),
      ({ watch }) => ({ failed: 2, lookedAt: watch === 1 ? 2 : 0, settled: false, causes: [] }),
    );
    await comparison.start();
    transport.notify(notice(1, 1));
    transport.notify(notice(2, 1));
    await settle();
    expect(comparison.lookedAt, 'they were, and told none: nobody is looking any more').toBe(2);
    render(ComparedCauses, { summary: comparison.summary, lookedAt: comparison.lookedAt, chosen: null, onchoose: () => undefined });
    expect(screen.getByText('The devices looked at sent no steps to learn from')).toBeTruthy();
    cleanup();
    render(ComparedCauses, { summary: comparison.summary, lookedAt: 0, chosen: null, onchoose: () => undefined });
    expect(screen.getByText('Looking…'), 'none was looked at yet').toBeTruthy();
  });

  it('asks again when either changed, and not when neither did', async () => {
    const { transport, comparison } = opened();
    await comparison.start();
    transport.notify(notice(1, 1));
    transport.notify(notice(2, 1));
    await settle();
    const before = transport.count('comparison');
    transport.notify(notice(1, 1));
    await settle();
    expect(transport.count('comparison')).toBe(before);
    transport.notify(notice(2, 2));
    await settle();
    expect(transport.count('comparison')).toBe(before + 1);
  });

  it('keeps what is shown when the two change places', async () => {
    const { transport, comparison, asked } = opened();
    await comparison.start();
    transport.notify(notice(1, 1));
    transport.notify(notice(2, 1));
    await settle();
    comparison.choose('broke', false);
    comparison.choose('onlyA', true);
    comparison.swap();
    await settle();
    expect(asked.at(-1), 'the same devices, seen from the other side').toMatchObject({ a: 2, b: 1, view: { changes: ['fixed', 'onlyB'] } });
    expect(transport.count('watch'), 'nothing is watched anew for it').toBe(2);
    expect([comparison.a.uuid, comparison.b.uuid]).toEqual(['dp-2', 'dp-1']);
  });

  it('chooses a change or a cause, never both', async () => {
    const { comparison } = opened();
    comparison.choose('broke', false);
    comparison.chooseCause(3);
    expect(comparison.view).toMatchObject({ changes: [], cause: 3 });
    comparison.choose('same', false);
    expect(comparison.view).toMatchObject({ changes: ['same'], cause: null });
    comparison.choose('same', false);
    expect(comparison.unfiltered, 'once more shows all').toBe(true);
    await settle();
  });

  it('opens both anew when core knows a watch no more, once', async () => {
    let gone = true;
    const { transport, comparison } = opened(() => {
      if (gone) throw new Failure({ code: 'watchGone', message: 'ended', retryable: true });
      return SUMMARY;
    });
    await comparison.start();
    transport.notify(notice(1, 1));
    transport.notify(notice(2, 1));
    await settle();
    expect(transport.count('watch')).toBe(4);
    gone = false;
    transport.notify(notice(3, 1));
    transport.notify(notice(4, 1));
    await settle();
    expect(comparison.summary).toEqual(SUMMARY);
    expect(comparison.error).toBeNull();
  });

  it('ends both watches when it is left', async () => {
    const { transport, comparison } = opened();
    await comparison.start();
    comparison.stop();
    expect(transport.calls.filter((call) => call.name === 'unwatch').map((call) => call.parameters)).toEqual([{ watch: 1 }, { watch: 2 }]);
  });
});
