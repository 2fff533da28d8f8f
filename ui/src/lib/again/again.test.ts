// Deploying again never throws away what was typed, says first what it does not do exactly, and launches nothing by itself.
import { describe, expect, it } from 'vitest';
import { rejected, Scripted } from '../base/scripted';
import { Drafts } from '../session/drafts';
import type { AgainOffer, Draft, DraftAgain } from '../transport/types';
import { DeployAgain } from './again.svelte';

const EMPTY: Draft = { flowUuid: '', groups: [], filters: [], parameters: [], appName: '', appVersion: '', comment: '', step: 0 };
const RETRY: DraftAgain = {
  draft: { ...EMPTY, flowUuid: 'f', comment: 'Retry: Gateway', step: 4 },
  known: true,
  notes: [],
};
const FAILED = { type: 'retry', state: 'failed' } as const;
const OF = { type: 'deployment', deployment: 'dp' } as const;
const OFFERS: AgainOffer[] = [{ again: { type: 'same' }, label: 'Deploy again', detail: 'The same.', whyNot: null }];

function bench(made: DraftAgain = RETRY) {
  const calls = new Scripted({
    draft_again: () => made,
    again_offers: () => OFFERS,
    draft_save: ({ draft }) => ({ id: 'd1', draft, savedMs: 2 }),
  });
  const went: string[] = [];
  const drafts = new Drafts(calls);
  const again = new DeployAgain(
    { connection: 'c', of: OF },
    { calls, drafts },
    { toWizard: () => went.push('wizard'), fail: () => went.push('failure') },
  );
  return { calls, drafts, went, again };
}

describe('deploying again', () => {
  it('leads to the wizard with a draft of its own, where there is nothing to say', async () => {
    const { calls, drafts, went, again } = bench();
    await again.start(FAILED);
    expect(calls.of('draft_again')).toEqual([{ connection: 'c', of: OF, again: FAILED }]);
    expect(
      calls.of('draft_save').map(({ id, draft }) => [id, draft.comment]),
      'beside those that are open',
    ).toEqual([[null, 'Retry: Gateway']]);
    expect(drafts.lastOf('c'), 'and the wizard opens with it').toBe('d1');
    expect([went, calls.of('launch').length], 'nothing is launched by it').toEqual([['wizard'], 0]);
  });

  it('says what is not exact before the draft is used', async () => {
    const { calls, went, again } = bench({ ...RETRY, notes: ['12 are left out.'] });
    await again.start(FAILED);
    expect([again.asking?.notes, calls.of('draft_save').length]).toEqual([['12 are left out.'], 0]);
    await again.take();
    expect([calls.of('draft_save').length, went]).toEqual([1, ['wizard']]);
  });

  it('says a failure in the dialog that is open, and elsewhere where none is', async () => {
    const { calls, went, again } = bench();
    calls.script.draft_again = () => rejected('unreachable', 'Nobody answers.');
    await again.start(FAILED);
    expect([went, again.error], 'no dialog is open').toEqual([['failure'], null]);
    await again.choose();
    await again.start({ type: 'same' });
    expect(again.error?.message, 'a note would lie under the dialog').toBe('Nobody answers.');
    expect([again.offers, went.length], 'which stays, to try again').toEqual([OFFERS, 1]);
    calls.script.draft_again = () => RETRY;
    await again.start({ type: 'same' });
    expect([again.error, went.at(-1)], 'and is no more once it went').toEqual([null, 'wizard']);
  });

  it('offers what can be done, of whatever is asked for', async () => {
    const { calls, again } = bench();
    const launch = { type: 'launch', requestId: 'r' } as const;
    await again.choose(launch);
    expect([again.offers, calls.of('again_offers')]).toEqual([OFFERS, [{ connection: 'c', of: launch }]]);
    await again.start({ type: 'same' });
    expect(calls.of('draft_again'), 'of that one').toEqual([{ connection: 'c', of: launch, again: { type: 'same' } }]);
    expect(again.offers, 'and the choice is made').toBeNull();
  });

  it('says what failed, and can be pressed again', async () => {
    const { calls, went, again } = bench();
    calls.script.draft_again = () => rejected('storage', 'The disk is full.');
    await again.start(FAILED);
    expect([went, again.busy]).toEqual([['failure'], false]);
  });
});
