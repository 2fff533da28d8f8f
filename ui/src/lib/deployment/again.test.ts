// Deploying again never throws away what was typed, and launches nothing by itself.
import { describe, expect, it } from 'vitest';
import { rejected, Scripted } from '../base/scripted';
import { Drafts } from '../session/drafts';
import type { Draft, DraftAgain } from '../transport/types';
import { DeployAgain } from './again.svelte';

const EMPTY: Draft = { flowUuid: '', groups: [], filters: [], parameters: [], appName: '', appVersion: '', comment: '', step: 0 };
const RETRY: DraftAgain = { draft: { ...EMPTY, flowUuid: 'f', comment: 'Retry: Gateway', step: 4 }, known: true, replacesMs: null };

function bench(made: DraftAgain = RETRY) {
  const calls = new Scripted({ draft_again: () => made, draft_save: ({ draft }) => ({ draft, savedMs: 2 }) });
  const went: string[] = [];
  const again = new DeployAgain(
    { connection: 'c', deployment: 'dp' },
    { calls, drafts: new Drafts(calls) },
    { toWizard: () => went.push('wizard'), fail: () => went.push('failure') },
  );
  return { calls, went, again };
}

describe('deploying again', () => {
  it('leads to the wizard with the draft, where none was begun', async () => {
    const { calls, went, again } = bench();
    await again.start('failed');
    expect(calls.of('draft_again')).toEqual([{ connection: 'c', deployment: 'dp', again: 'failed' }]);
    expect(calls.of('draft_save').at(-1)?.draft.comment).toBe('Retry: Gateway');
    expect([went, calls.of('launch').length], 'nothing is launched by it').toEqual([['wizard'], 0]);
  });

  it('asks before it takes the place of a draft that was begun', async () => {
    const { calls, went, again } = bench({ ...RETRY, replacesMs: 7 });
    await again.start('same');
    expect([again.asking?.replacesMs, calls.of('draft_save').length, went], 'nothing is lost unasked').toEqual([7, 0, []]);
    again.keep();
    expect([again.asking, calls.of('draft_save').length], 'kept').toEqual([null, 0]);
    await again.start('same');
    await again.replace();
    expect([calls.of('draft_save').length, went, again.asking]).toEqual([1, ['wizard'], null]);
  });

  it('says what failed, and can be pressed again', async () => {
    const { calls, went, again } = bench();
    calls.script.draft_again = () => rejected('storage', 'The disk is full.');
    await again.start('failed');
    expect([went, again.busy]).toEqual([['failure'], false]);
  });
});
