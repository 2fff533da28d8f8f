// The wizard with a batch as its target: it begins it once, leads to it, and keeps the draft where nothing was begun.
import { describe, expect, it } from 'vitest';
import { byHand, rejected, wireError } from '../base/scripted';
import { Failure } from '../transport/transport';
import type { BatchView } from '../transport/types';
import { open } from './bench';
import { nothingTyped } from './edits';
import { whatIsMissing } from './judge';

const BEGUN: BatchView = {
  id: 'b-1',
  connection: 'c',
  comment: null,
  flowUuid: 'f',
  flowName: null,
  stage: 'sending',
  why: null,
  counts: { devices: 37, waiting: 37, unresolved: 0, refused: 0, setAside: 0, sent: 0 },
  now: null,
  atMs: 1,
  endedMs: null,
  waitsUntilMs: null,
};

describe('a batch as the target', () => {
  it('is begun once, with the number typed, and never launched as one', async () => {
    const { wizard, calls } = await open({ step: 4, flowUuid: 'f', batch: 'b-1' }, { confirmPhrase: '37' });
    expect(whatIsMissing(wizard.state)).toBe('Type the number of devices first');
    const answer = byHand<BatchView>();
    calls.script.batch_start = () => answer.promise;
    wizard.confirm('37');
    const presses = [wizard.launch(), wizard.launch()];
    expect(wizard.state.phase.type).toBe('sending');
    answer.answer(BEGUN);
    await Promise.all(presses);
    expect(calls.of('batch_start')).toMatchObject([{ batch: 'b-1', confirmation: '37', draft: { flowUuid: 'f' } }]);
    expect([calls.count('launch'), calls.count('reach')], 'its target is no filter').toEqual([0, 0]);
    expect(wizard.state.phase, 'the batch opens').toEqual({ type: 'begun', batch: 'b-1' });
    expect(calls.count('draft_discard'), 'what was begun is no draft any more').toBe(1);
  });

  it('keeps the draft where it was not begun, and says why', async () => {
    const { wizard, calls } = await open({ step: 4, flowUuid: 'f', batch: 'b-1' });
    calls.script.batch_start = () => rejected('ruleForbids', 'Read only.');
    await wizard.launch();
    expect(wizard.state).toMatchObject({ phase: { type: 'editing' }, refused: { message: 'Read only.' }, draft: { batch: 'b-1' } });
    expect(calls.count('draft_discard')).toBe(0);
  });

  it('tells by a note that it was not begun, where the draft was left meanwhile', async () => {
    const { wizard, calls, said } = await open({ step: 4, flowUuid: 'f', batch: 'b-1' });
    const answer = byHand<BatchView>();
    calls.script.batch_start = () => answer.promise;
    const pressed = wizard.launch();
    wizard.close();
    answer.fail(new Failure(wireError('ruleForbids', 'Read only.')));
    await pressed;
    expect(said, 'else nobody would know that nothing is sent').toEqual(['Not begun: your rules forbid it']);
    expect(calls.count('draft_discard'), 'and the draft is still there').toBe(0);
  });

  it('may be given up for groups and filters', async () => {
    const { wizard } = await open({ step: 1, batch: 'b-1' });
    expect(nothingTyped(wizard.state.draft), 'who chose devices has begun something').toBe(false);
    wizard.edit({ type: 'byFilters' });
    expect('batch' in wizard.state.draft).toBe(false);
    const { draft } = wizard.state;
    wizard.edit({ type: 'byFilters' });
    expect(wizard.state.draft, 'once is enough').toBe(draft);
  });
});
