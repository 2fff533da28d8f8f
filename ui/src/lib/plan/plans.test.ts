// The plans of the session as core tells them, one that is opened, and what is said of them.
import { describe, expect, it } from 'vitest';
import { byHand, Scripted, settle } from '../base/scripted';
import { MemoryTransport } from '../transport/memory';
import type { Counts, DryReading, PlanRow, PlanStage, PlanView, WaveView } from '../transport/types';
import { idsOf, movedPlaces, withAsks } from './edits';
import { OpenedPlan } from './opened.svelte';
import { Plans } from './plans.svelte';
import { dryHeadline, reachWords, resumeWords, totalWords, waveStands } from './words';

const NONE: Counts = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };
const HALTED: PlanStage = { type: 'halted', atMs: 1, why: { wave: 1, reason: 'failed', text: '8 % failed.' } };

function row(stage: PlanStage, id = 'p-1'): PlanRow {
  return { id, connection: 'c', name: 'Gateways', flow: 'f', atMs: 1, stage, waves: ['passed', 'out'], counts: NONE };
}

async function bench() {
  const transport = new MemoryTransport({});
  const said: string[] = [];
  const plans = new Plans(
    transport,
    { say: (tone, title, message) => void said.push(`${tone}: ${title}: ${message ?? ''}`) },
    () => undefined,
  );
  await plans.start(1);
  return { transport, plans, said };
}

describe('plans', () => {
  it('says where one halts or is done, once, and nothing of what the user did', async () => {
    const { transport, said } = await bench();
    transport.notifyPlans([row({ type: 'done', atMs: 1 })]);
    expect(said, 'one that ended before this page came is no news').toEqual([]);
    const running: PlanStage = { type: 'running' };
    for (const stage of [
      running,
      { type: 'paused', atMs: 1 } as const,
      running,
      HALTED,
      HALTED,
      running,
      { type: 'done', atMs: 2 } as const,
    ])
      transport.notifyPlans([row(stage)]);
    expect(said).toEqual(['error: A plan halted: Gateways: 8 % failed.', 'info: A plan is done: Gateways: ']);
  });

  it('counts those that run or halted as awake, these first', async () => {
    const { transport, plans } = await bench();
    transport.notifyPlans([row({ type: 'running' }, 'a'), row({ type: 'written' }, 'b'), row(HALTED, 'c')]);
    expect(plans.awake.map(({ id }) => id)).toEqual(['c', 'a']);
    expect([plans.of('c').length, plans.of('other').length]).toEqual([3, 0]);
  });

  it('waits for what is still being saved before it loads a plan', async () => {
    const calls = new Scripted({ plan: () => ({ id: 'p-1' }) as PlanView });
    const plans = new Plans(calls, { say: () => undefined }, () => undefined);
    const saving = byHand<undefined>();
    plans.saving('p-1', saving.promise);
    const loaded = plans.load('p-1');
    await settle();
    expect(calls.count('plan'), 'older words would be shown, and later saved').toBe(0);
    saving.answer(undefined);
    await loaded;
    expect(calls.count('plan')).toBe(1);
  });
});

describe('an opened plan', () => {
  it('takes a press while one is under way for that one, and no older answer after it', async () => {
    const acted = byHand<PlanView>();
    const read = byHand<PlanView>();
    const calls = new Scripted({ plan_act: () => acted.promise });
    const opened = new OpenedPlan(calls, { load: () => read.promise }, 'p-1');
    const loading = opened.load();
    const pressed = [opened.act({ type: 'pause' }), opened.act({ type: 'pause' })];
    acted.answer({ atMs: 2 } as PlanView);
    expect(await Promise.all(pressed)).toEqual([null, null]);
    read.answer({ atMs: 1 } as PlanView);
    await loading;
    expect([calls.count('plan_act'), opened.view?.atMs]).toEqual([1, 2]);
  });
});

describe('the words', () => {
  const wave = (change: Partial<WaveView>): WaveView => ({
    stage: 'waiting',
    launch: null,
    deployment: null,
    batch: null,
    counts: null,
    seenMs: null,
    sentMs: null,
    passedMs: null,
    blind: null,
    abortable: false,
    gate: [],
    ...change,
  });

  it.each([
    [{ certain: null, perhaps: 0 }, 'not known'],
    [{ certain: 1200, perhaps: 0 }, '1,200 devices'],
    [{ certain: 1, perhaps: 0 }, '1 device'],
    [{ certain: 900, perhaps: 4 }, '≈ 900 devices'],
    [{ certain: 0, perhaps: 40 }, 'up to 40 devices'],
  ])('say of %o that it is %s', (reach, words) => {
    expect(reachWords(reach)).toBe(words);
  });

  it('say how far a wave is, and of not all never that it is all', () => {
    const counts = { ...NONE, succeeded: 9999, pending: 1 };
    expect(waveStands(wave({ stage: 'out', counts }), 1, 'running')).toBe('99 % ended');
    expect(waveStands(wave({}), 2, 'running')).toBe('Waits for wave 2');
    expect(waveStands(wave({}), 2, 'stopped')).toBe('Not sent');
    const passed = wave({ stage: 'passed', counts: { ...NONE, succeeded: 5 }, sentMs: 0, passedMs: 1_260_000 });
    expect(waveStands(passed, 0, 'running')).toBe('Landed in 21 min');
    const line = { kind: 'wait', holds: 'yes', asks: '', figure: '', untilMs: null } as const;
    expect(waveStands({ ...passed, gate: [line] }, 0, 'running'), 'the wait was no landing').toBe('Passed after 21 min');
  });

  it('give every figure what it is a part of', () => {
    const counts = { ...NONE, succeeded: 97, failed: 3, pending: 10 };
    expect(totalWords(counts, { certain: 90, perhaps: 1 })).toEqual(['97 of ≈ 200 updated', '3 % failed: 3 of 100', '10 under way']);
    expect(totalWords(counts, null)[0], 'unknown is no number').toBe('97 of 110 devices that were sent to updated');
  });

  it('say what resuming does, and where a dry run ended', () => {
    expect(resumeWords('failed', 276, 0)[0]).toContain('276 failures');
    expect(resumeWords('refused', 0, 0)[0]).toContain('sent again');
    const dry = (stage: PlanStage): DryReading => ({ stage, tookS: 7800, waves: [], happened: [] });
    expect(dryHeadline(dry({ type: 'done', atMs: 1 }))).toBe('Would be done after 2 h 10 min');
    expect(dryHeadline(dry(HALTED))).toBe('Would halt in wave 2 after 2 h 10 min: 8 % failed.');
  });
});

describe('changes of a plan', () => {
  it('read ids one a line', () => {
    expect(idsOf(' d-1 \r\n\nd-2\n')).toEqual(['d-1', 'd-2']);
  });

  it('leave out of a gate what it does not ask for', () => {
    const gate = withAsks({ finishedPercent: 100, waitMinutes: 0, word: 'go' }, { word: undefined, oneCause: 3 });
    expect(gate).toEqual({ finishedPercent: 100, waitMinutes: 0, oneCause: 3 });
    expect('word' in gate).toBe(false);
  });

  it('take places along, and only those of their list', () => {
    const places = new Map([
      ['waves.1.filters.0.value', 1],
      ['waves.1.filters.2.value', 2],
      ['waves.10.filters.2.value', 3],
    ]);
    const after = movedPlaces(places, 'waves.1.filters', (at) => (at === 0 ? null : at - 1));
    expect([...after]).toEqual([
      ['waves.1.filters.1.value', 2],
      ['waves.10.filters.2.value', 3],
    ]);
  });
});
