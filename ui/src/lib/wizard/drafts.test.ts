// Several drafts: none takes the place of another, and what is typed goes to the one on screen.
import { describe, expect, it } from 'vitest';
import { byHand, rejected, settle, wireError } from '../base/scripted';
import type { DraftRow, LaunchOutcome } from '../transport/types';
import { comment, open } from './bench';
import { EMPTY_DRAFT } from './edits';
import { aboutDraft, titleOfDraft } from './words';

const row = (id: string, more: Partial<DraftRow> = {}): DraftRow => ({ id, comment: '', flow: '', target: null, savedMs: 1, ...more });

/** A wizard of a connection in which two drafts are open. */
async function several() {
  const bench = await open();
  const { calls } = bench;
  calls.script.drafts = () => [row('a'), row('b')];
  calls.script.draft_load = ({ id }) => ({ id: id ?? 'new', draft: { ...EMPTY_DRAFT, comment: id ?? '' }, savedMs: 1 });
  return bench;
}

describe('drafts', () => {
  it('are left to the user to choose from, where there are several and none was worked on', async () => {
    const { wizard, calls, again } = await several();
    wizard.close();
    const fresh = again(true);
    await fresh.open();
    expect(fresh.state.phase.type, 'neither of them is opened by a guess').toBe('choosing');
    await fresh.turnTo('b');
    expect([fresh.state.phase.type, fresh.draftId, fresh.state.draft.comment]).toEqual(['editing', 'b', 'b']);
    expect(calls.of('draft_discard'), 'and none is thrown away').toEqual([]);
  });

  it('open where they were left in this session', async () => {
    const { wizard, calls, again } = await several();
    await wizard.turnTo('b');
    wizard.close();
    const back = again();
    await back.open();
    expect(back.draftId, 'who only looked at the fleet goes on where they were').toBe('b');
    calls.script.draft_load = ({ id }) =>
      id === 'b' ? rejected('notFound', 'No more.') : { id: id ?? 'new', draft: EMPTY_DRAFT, savedMs: null };
    calls.script.drafts = () => [row('a')];
    back.close();
    const later = again();
    await later.open();
    expect(later.draftId, 'one that is gone makes room for the one that is left').toBe('a');
  });

  it('keep what was typed last before another is opened', async () => {
    const { wizard, calls } = await several();
    await wizard.turnTo('a');
    wizard.edit(comment('typed'));
    const turned = wizard.turnTo('b');
    wizard.edit(comment('too late'));
    await turned;
    await settle();
    expect(
      calls.of('draft_save').map(({ id, draft }) => [id, draft.comment]),
      'in its own place, and nothing of the other',
    ).toEqual([['a', 'typed']]);
    wizard.edit(comment('of b'));
    wizard.flush();
    await settle();
    expect(calls.of('draft_save').at(-1)).toMatchObject({ id: 'b', draft: { comment: 'of b' } });
  });

  it('begin beside the others', async () => {
    const { wizard, calls } = await several();
    await wizard.turnTo('a');
    calls.script.draft_save = ({ id, draft }) => ({ id: id ?? 'made', draft, savedMs: 2 });
    await wizard.take({ ...EMPTY_DRAFT, comment: 'From a template' });
    expect([calls.of('draft_save').map((one) => one.id), wizard.draftId], 'a draft of its own').toEqual([[null], 'made']);
    expect(calls.of('draft_discard'), 'the other stays').toEqual([]);
  });

  it('are discarded one at a time', async () => {
    const { wizard, calls } = await several();
    await wizard.turnTo('a');
    await wizard.discard();
    expect(calls.of('draft_discard')).toEqual([{ connection: 'c', id: 'a' }]);
    await wizard.openDrafts.remove('b');
    expect(calls.of('draft_discard').at(-1), 'by what they are').toEqual({ connection: 'c', id: 'b' });
  });

  it('say what could not be read, and can be read again', async () => {
    const { wizard, calls } = await several();
    calls.script.drafts = () => rejected('storage', 'The disk is gone.');
    await wizard.openDrafts.load();
    expect([wizard.openDrafts.error?.code, wizard.openDrafts.busy]).toEqual(['storage', false]);
    calls.script.drafts = () => [row('a')];
    await wizard.openDrafts.load();
    expect([wizard.openDrafts.error, wizard.openDrafts.besides('b')]).toEqual([null, 1]);
  });

  it('B5: a launch of one is told where another is on screen', async () => {
    const { wizard, calls, said } = await open({ step: 4, flowUuid: 'f' });
    const answer = byHand<LaunchOutcome>();
    calls.script.launch = () => answer.promise;
    void wizard.launch();
    calls.script.draft_load = ({ id }) => ({ id: id ?? 'new', draft: EMPTY_DRAFT, savedMs: 1 });
    await wizard.turnTo('b');
    answer.answer({ type: 'refused', error: wireError('forbidden', 'Only look.') });
    await settle();
    expect(said, 'the screen of another draft says nothing of it').toEqual(['Not launched: this token may not do that']);
    expect(wizard.state.refused, 'nor is it taken for its own').toBeNull();
  });

  it('are called by what is known of them', () => {
    expect(titleOfDraft(row('a', { comment: ' Staged ', flow: 'Gateway', target: 'Devices in Test.' }))).toBe('Staged');
    expect(titleOfDraft(row('a', { flow: 'Gateway', target: 'Devices in Test.' }))).toBe('Devices in Test.');
    expect(titleOfDraft(row('a'))).toBe('Without a name');
    expect(aboutDraft(row('a', { flow: 'Gateway', target: 'Devices in Test.' })), 'nothing twice').toBe('Gateway');
    expect(aboutDraft(row('a'))).toBe('no flow yet · no devices chosen yet');
  });
});

describe('a parameter the user calls secret', () => {
  it('is marked in the draft and with its flow', async () => {
    const { wizard, calls } = await open({ flowUuid: 'f', parameters: [{ name: 'pin', value: '1' }] });
    calls.script.parameter_secret_set = () => null;
    expect(await wizard.markSecret(0, true)).toBeNull();
    expect(wizard.state.draft.parameters).toEqual([{ name: 'pin', value: '1', secret: true }]);
    expect(calls.of('parameter_secret_set')).toEqual([{ connection: 'c', flowUuid: 'f', name: 'pin', secret: true }]);
    calls.script.parameter_secret_set = () => rejected('storage', 'The disk is full.');
    expect((await wizard.markSecret(0, false))?.code, 'what could not be kept is said').toBe('storage');
  });

  it('is marked in the draft alone while there is no flow', async () => {
    const { wizard, calls } = await open({ parameters: [{ name: 'pin', value: '1' }] });
    expect(await wizard.markSecret(0, true)).toBeNull();
    expect([wizard.state.draft.parameters[0]?.secret, calls.of('parameter_secret_set')]).toEqual([true, []]);
    wizard.edit({ type: 'paste', parameters: [{ name: 'pin', value: '2' }] });
    expect(wizard.state.draft.parameters, 'a new value is as secret').toEqual([{ name: 'pin', value: '2', secret: true }]);
  });
});
