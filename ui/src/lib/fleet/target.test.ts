// Deploying to those chosen: a target that reaches exactly these, or the plain word that there is none. Nothing typed is lost, nothing launched.
import { describe, expect, it } from 'vitest';
import { rejected, Scripted } from '../base/scripted';
import { Drafts } from '../session/drafts';
import type { FleetTarget } from '../transport/types';
import { EMPTY_DRAFT } from '../wizard/edits';
import { DeployToChosen } from './target.svelte';

const EXACT: FleetTarget = { type: 'exact', draft: { ...EMPTY_DRAFT, groups: ['Test'], step: 1 }, reaches: 12 };

function bench(target: FleetTarget) {
  const calls = new Scripted({
    fleet_target: () => target,
    draft_save: ({ draft }) => ({ id: 'd1', draft, savedMs: 2 }),
  });
  const went: string[] = [];
  const deploy = new DeployToChosen(
    'c',
    { calls, drafts: new Drafts(calls) },
    { toWizard: () => went.push('wizard'), fail: () => went.push('failure') },
  );
  return { calls, went, deploy };
}

describe('deploying to those chosen', () => {
  it('opens the wizard with the exact target', async () => {
    const { calls, went, deploy } = bench(EXACT);
    await deploy.start();
    expect(
      calls.of('draft_save').map(({ id, draft }) => [id, draft.groups]),
      'a draft of its own: none that is open makes room',
    ).toEqual([[null, ['Test']]]);
    expect([went, calls.count('launch')], 'nothing is launched by it').toEqual([['wizard'], 0]);
  });

  it('says when no target reaches exactly these', async () => {
    const { calls, went, deploy } = bench({ type: 'oneByOne', devices: 4 });
    await deploy.start();
    expect([deploy.oneByOne, went, calls.count('draft_save')], 'and the draft is as it was').toEqual([4, [], 0]);
    deploy.keep();
    expect(deploy.oneByOne).toBeNull();
  });

  it('says what failed, and can be pressed again', async () => {
    const { calls, went, deploy } = bench(EXACT);
    calls.script.fleet_target = () => rejected('internal', 'No.');
    await deploy.start();
    expect([went, deploy.busy]).toEqual([['failure'], false]);
  });
});
