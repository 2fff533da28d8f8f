// Deploying to those chosen: a target that reaches exactly these, or the plain word that there is none. Nothing typed is lost, nothing launched.
import { describe, expect, it } from 'vitest';
import { rejected, Scripted } from '../base/scripted';
import { Drafts } from '../session/drafts';
import type { BatchView, FleetTarget } from '../transport/types';
import { EMPTY_DRAFT } from '../wizard/edits';
import { DeployToChosen } from './target.svelte';

const EXACT: FleetTarget = { type: 'exact', draft: { ...EMPTY_DRAFT, groups: ['Test'], step: 1 }, reaches: 12 };

const BATCH: BatchView = {
  id: 'b-1',
  connection: 'c',
  comment: null,
  flowUuid: '',
  flowName: null,
  stage: 'prepared',
  why: null,
  counts: { devices: 4, waiting: 4, unresolved: 0, refused: 0, setAside: 0, sent: 0 },
  now: null,
  atMs: 1,
  endedMs: null,
  waitsUntilMs: null,
};

function bench(target: FleetTarget) {
  const calls = new Scripted({
    fleet_target: () => target,
    draft_save: ({ draft }) => ({ id: 'd1', draft, savedMs: 2 }),
  });
  const went: string[] = [];
  const deploy = new DeployToChosen(
    'c',
    { calls, drafts: new Drafts(calls), makeId: () => 'press-1' },
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

  it('prepares one deployment for each, once, and opens the wizard with them', async () => {
    const { calls, went, deploy } = bench({ type: 'oneByOne', devices: 4 });
    calls.script.batch_prepare = () => ({ ...BATCH, id: 'b-1' });
    await deploy.start();
    await deploy.each();
    expect(calls.of('batch_prepare')).toEqual([{ requestId: 'press-1', connection: 'c' }]);
    expect(calls.of('draft_save').map((one) => [one.draft.batch, one.draft.groups])).toEqual([['b-1', []]]);
    expect([went, deploy.oneByOne, calls.count('batch_start')], 'nothing is sent by it').toEqual([['wizard'], null, 0]);
  });

  it('says why so many cannot be sent to one by one', async () => {
    const { calls, went, deploy } = bench({ type: 'oneByOne', devices: 4000 });
    calls.script.batch_prepare = () => rejected('invalidInput', 'Too many: give them a tag.');
    await deploy.start();
    await deploy.each();
    expect([deploy.refused, deploy.oneByOne, went]).toEqual(['Too many: give them a tag.', 4000, []]);
  });

  it('says what failed, and can be pressed again', async () => {
    const { calls, went, deploy } = bench(EXACT);
    calls.script.fleet_target = () => rejected('internal', 'No.');
    await deploy.start();
    expect([went, deploy.busy]).toEqual([['failure'], false]);
  });
});
