// Before a plan is started: a yes is one to what was asked, and what is forbidden until a moment is allowed from then on.
import { cleanup, render, screen } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { Scripted, settle } from '../base/scripted';
import type { Plan, PlanReading, PlanView } from '../transport/types';
import { PlanEditor } from './editor.svelte';
import { EMPTY_PLAN, EMPTY_WAVE } from './edits';
import { OpenedPlan } from './opened.svelte';
import StartDialog from './StartDialog.svelte';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const PLAN: Plan = { ...EMPTY_PLAN, name: 'p', request: { ...EMPTY_PLAN.request, flowUuid: 'f' }, waves: [EMPTY_WAVE] };
const READING: PlanReading = {
  problems: [],
  waves: [{ sentence: [], certain: 120, perhaps: 0, twice: 0, gate: [] }],
  twice: 0,
  leftOut: 0,
  known: 900,
  knownMs: 1,
  asks: [],
  confirmPhrase: null,
  blocked: null,
};

/** The dialog over a plan; what core reads of it may change. */
async function asking(first: Partial<PlanReading>) {
  let now: Partial<PlanReading> = first;
  const view = { id: 'p-1', connection: 'c', plan: PLAN, atMs: 7, stage: { type: 'written' } } as PlanView;
  const calls = new Scripted({
    plan_read: () => ({ ...READING, ...now }),
    plan_save: () => view,
    plan_start: () => view,
    suggestions: () => ({ flows: [], groups: [], tags: [], apps: [], demo: false }),
  });
  const editor = new PlanEditor(view, { calls, plans: { saving: () => undefined } });
  await editor.open();
  const opened = new OpenedPlan(calls, { load: () => Promise.resolve(view) }, 'p-1');
  render(StartDialog, { editor, opened, onclose: () => undefined });
  const start = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Start: send wave 1' });
  const readAnew = async (next: Partial<PlanReading>) => {
    now = next;
    await editor.readNow();
    flushSync();
  };
  return { calls, start, readAnew, says: (next: Partial<PlanReading>) => (now = next) };
}

const many = (devices: number) => ({ kind: 'many', why: `It reaches ${devices} devices.`, yes: 'Deploy to all of them' }) as const;

it('a yes to 120 devices is none to 900', async () => {
  const { calls, start, readAnew } = await asking({ asks: [many(120)] });
  const yes = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Deploy to all of them' });
  yes().click();
  flushSync();
  await readAnew({ asks: [many(120)] });
  expect(start().disabled, 'read anew, and nothing changed: the yes holds').toBe(false);
  await readAnew({ asks: [many(900)] });
  expect([yes().checked, start().disabled], 'nobody said yes to that').toEqual([false, true]);
  yes().click();
  flushSync();
  start().click();
  await settle();
  expect(calls.of('plan_start')).toEqual([{ id: 'p-1', confirmation: null, accepted: ['many'] }]);
});

it('is offered once the hours in which it is forbidden are over', async () => {
  vi.useFakeTimers();
  const { start, says } = await asking({ blocked: { why: 'Your rules forbid it now.', untilMs: Date.now() + 3_600_000 } });
  expect(start().disabled).toBe(true);
  says({ blocked: null });
  await vi.advanceTimersByTimeAsync(3_601_000);
  flushSync();
  expect([start().disabled, screen.queryByText('Nothing can be launched now')], 'by itself').toEqual([false, null]);
});
