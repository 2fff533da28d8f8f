// What is asked before something is done to a plan, while the plan goes on behind the question.
import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { plansScript } from '../../dev/plans';
import type { PlanAct, PlanView, WaveView } from '../transport/types';
import ActDialogs from './ActDialogs.svelte';
import type { OpenedPlan } from './opened.svelte';

afterEach(cleanup);

function viewOf(mood: string): PlanView {
  return plansScript(mood, null).script.plan?.({ id: 'p-1' }) as PlanView;
}

function ask(asked: 'next' | 'stop' | 'back', view: PlanView) {
  const act = vi.fn((_: PlanAct) => Promise.resolve(null));
  const opened = { act, busy: false, reading: null } as unknown as OpenedPlan;
  const shown = render(ActDialogs, { asked, opened, view, onclose: () => undefined });
  return { act, behind: (waves: WaveView[]) => shown.rerender({ view: { ...view, waves } }) };
}

describe('what is asked before something is done to a plan', () => {
  it('asks about one wave, and sends no other one where that went out meanwhile', async () => {
    const view = viewOf('running');
    const { act, behind } = ask('next', view);
    expect(screen.getByRole('dialog', { name: 'Send wave 3 now?' }), 'two of them are out').toBeTruthy();
    await behind(view.waves.map((wave, at) => (at === 2 ? { ...wave, stage: 'out' as const } : wave)));
    expect(screen.getByRole('dialog', { name: 'Send wave 3 now?' }), 'it is the same question').toBeTruthy();
    expect(screen.getByText('It is not the next wave any more. Nothing is sent by this question.')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Send wave 3 now' }));
    expect(act, 'nobody agreed to wave 4').not.toHaveBeenCalled();
  });

  it('names the wave that was asked about', async () => {
    const { act } = ask('next', viewOf('running'));
    await userEvent.click(screen.getByRole('button', { name: 'Send wave 3 now' }));
    expect(act.mock.calls).toEqual([[{ type: 'sendNext', wave: 2 }]]);
  });

  it('offers to abort whatever core can abort, whatever its stage', () => {
    const view = viewOf('running');
    const waves = view.waves.map((wave, at) => ({ ...wave, stage: 'waiting' as const, abortable: at === 1 }));
    ask('stop', { ...view, waves });
    expect(screen.getByRole('group', { name: 'Wave 2, which is out' }), 'a list that was sent in part').toBeTruthy();
  });

  it('says whom it does not reach when it is sent back, and that a halted plan stops by it', () => {
    const view = viewOf('halted');
    const list = { ...view.waves[0], deployment: null, batch: 'plan-p-1-0' } as WaveView;
    ask('back', { ...view, waves: [list, ...view.waves.slice(1)] });
    expect(screen.getByText('What was sent device by device, as a list, is not sent back.')).toBeTruthy();
    expect(screen.getByText('The plan is stopped by it, for good.')).toBeTruthy();
  });
});
