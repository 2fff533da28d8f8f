// What the wizard does while a draft is written: it opens, saves what is typed and reads it back.
import { describe, expect, it } from 'vitest';
import { byHand, rejected, Scripted, settle } from '../base/scripted';
import { Drafts } from '../session/drafts';
import { Launches } from '../session/launches';
import type { DraftReading, Problem, SavedDraft } from '../transport/types';
import { comment, open, READY } from './bench';
import { EMPTY_DRAFT } from './edits';
import { canSubmit, whatIsMissing } from './judge';
import { Wizard } from './wizard.svelte';

describe('opening', () => {
  it('opens the draft at its step, read and with suggestions', async () => {
    const { wizard } = await open({ step: 2, comment: 'mine' });
    const state = wizard.state;
    expect(state.draft, 'a closed window opens where it was').toMatchObject({ step: 2, comment: 'mine' });
    expect(state.reading?.value, 'the sentence stands there at once').toEqual(READY);
    expect(state.suggestions.groups, 'suggestions arrived').toEqual(['Test']);
  });

  it('works without suggestions, and says when the draft itself cannot be read', async () => {
    const calls = new Scripted({ draft_load: () => Promise.reject(new Error('disk')) });
    const drafts = new Drafts(calls);
    const ways = { toDraft: () => undefined, toDeployment: () => undefined };
    const wizard = new Wizard('c', { calls, drafts, launches: new Launches(calls, drafts, { say: () => undefined }, ways) });
    await wizard.open();
    expect(wizard.state.phase.type, 'an empty form over an unread draft would overwrite it').toBe('failed');
  });
});

describe('saving', () => {
  it('waits for a pause, then saves once', async () => {
    const { wizard, calls, clock } = await open();
    for (const text of ['a', 'ab', 'abc']) {
      wizard.edit(comment(text));
      await clock.wind(200);
    }
    expect(calls.of('draft_save').length, 'not at every letter').toBe(0);
    await clock.wind(400);
    expect(
      calls.of('draft_save').map((one) => one.draft.comment),
      'the last text, once',
    ).toEqual(['abc']);
    expect(wizard.state.saving, 'and says so').toEqual({ type: 'saved', atMs: 2 });
  });

  it('saves at once on leaving a field, the step or the screen', async () => {
    const { wizard, calls, clock } = await open();
    wizard.edit(comment('a'));
    wizard.touch('comment');
    await settle();
    wizard.goTo(3);
    await settle();
    wizard.edit(comment('b'));
    wizard.close();
    await clock.wind(1000);
    expect(
      calls.of('draft_save').map(({ draft }) => [draft.comment, draft.step]),
      'nothing typed waits for a timer that may never fire',
    ).toEqual([
      ['a', 0],
      ['a', 3],
      ['b', 3],
    ]);
  });

  it('never has two saves under way, and ends with the newest', async () => {
    const { wizard, calls } = await open();
    const first = byHand<SavedDraft>();
    calls.script.draft_save = () => first.promise;
    wizard.edit(comment('a'));
    wizard.flush();
    wizard.edit(comment('b'));
    wizard.flush();
    await settle();
    expect(calls.of('draft_save').length, 'the second waits for the first').toBe(1);
    calls.script.draft_save = ({ draft }) => ({ id: 'd1', draft, savedMs: 3 });
    first.answer({ id: 'd1', draft: EMPTY_DRAFT, savedMs: 2 });
    await settle();
    expect(calls.of('draft_save')[1]?.draft.comment, 'the newest text is what stays on disk').toBe('b');
  });

  it('B14: a draft edited while a save runs, and then left, keeps its last words', async () => {
    const { wizard, calls, again } = await open();
    const first = byHand<SavedDraft>();
    calls.script.draft_save = () => first.promise;
    wizard.edit(comment('a'));
    wizard.flush();
    wizard.edit(comment('last words'));
    wizard.close();
    calls.script.draft_save = ({ draft }) => ({ id: 'd1', draft, savedMs: 3 });
    const next = again();
    const opened = next.open();
    await settle();
    expect(calls.of('draft_load').length, 'nobody loads past a draft that is still being saved').toBe(1);
    first.answer({ id: 'd1', draft: EMPTY_DRAFT, savedMs: 2 });
    await opened;
    expect(calls.of('draft_save').at(-1)?.draft.comment, 'what was typed last is what stays on disk').toBe('last words');
    expect(calls.of('draft_load').length, 'then it is loaded').toBe(2);
  });

  it('says when it could not save, and saves again when told to', async () => {
    const { wizard, calls, clock } = await open();
    calls.script.draft_save = () => rejected('storage', 'The disk is full.');
    wizard.edit(comment('a'));
    await clock.wind(500);
    expect(wizard.state.saving, '"Draft saved" would be a lie').toMatchObject({ type: 'failed', error: { code: 'storage' } });
    calls.script.draft_save = ({ draft }) => ({ id: 'd1', draft, savedMs: 3 });
    wizard.saveAgain();
    await settle();
    expect(wizard.state.saving, 'and it recovers').toEqual({ type: 'saved', atMs: 3 });
  });

  it('discards for good: no late save brings the draft back', async () => {
    const { wizard, calls, clock } = await open({ comment: 'old' });
    wizard.edit(comment('new'));
    await wizard.discard();
    await clock.wind(2000);
    expect(calls.of('draft_save'), 'a save after the discard would undo it').toEqual([]);
    expect(wizard.state.draft, 'the form is empty').toEqual(EMPTY_DRAFT);
  });
});

describe('reading', () => {
  it('reads after a short pause and shows the last answer only', async () => {
    const { wizard, calls, clock } = await open();
    const slow = byHand<DraftReading>();
    calls.script.draft_read = () => slow.promise;
    wizard.edit(comment('a'));
    await clock.wind(150);
    calls.script.draft_read = () => ({ ...READY, json: 'second' });
    wizard.edit(comment('ab'));
    await clock.wind(150);
    slow.answer({ ...READY, json: 'first' });
    await settle();
    expect(wizard.state.reading?.value.json, 'an answer about an older draft must not win').toBe('second');
  });
});

it('says when a reading failed, and reads again', async () => {
  const { wizard, calls } = await open({ step: 4 });
  calls.script.draft_read = () => rejected('internal', 'It broke.');
  await wizard.readNow();
  expect(whatIsMissing(wizard.state), 'an unchecked draft is not launched, and the reason is said').toContain('checked');
  calls.script.draft_read = () => READY;
  await wizard.readNow();
  expect(whatIsMissing(wizard.state), 'checked, nothing is missing').toBeNull();
});

it('never calls an earlier draft checked', async () => {
  const { wizard, calls, clock } = await open({ step: 4 });
  expect(whatIsMissing(wizard.state), 'as it was opened it is checked').toBeNull();
  const slow = byHand<DraftReading>();
  calls.script.draft_read = () => slow.promise;
  wizard.edit(comment('changed'));
  await clock.wind(150);
  expect([whatIsMissing(wizard.state), canSubmit(wizard.state)]).toEqual(['Checking the draft', false]);
  slow.answer(READY);
  await settle();
  expect([whatIsMissing(wizard.state), canSubmit(wizard.state)], 'and now this one is').toEqual([null, true]);
});

describe('walking', () => {
  const noFlow: Problem = { field: 'flowUuid', step: 0, severity: 'error', title: 'No flow', message: 'Choose a flow.' };

  it('shows the error of the step instead of leaving it', async () => {
    const { wizard } = await open({}, { problems: [noFlow] });
    expect(await wizard.next(), 'it stays').toBe(false);
    expect([...wizard.state.left], 'and now the problem may be said').toEqual([0]);
  });

  it('reads first when the last change is not read yet', async () => {
    const { wizard, calls } = await open({}, { problems: [noFlow] });
    calls.script.draft_read = () => READY;
    wizard.edit({ type: 'flow', uuid: 'f', flows: [] });
    expect(await wizard.next(), 'quick typing and Ctrl+Enter is judged by what was typed').toBe(true);
    expect(wizard.state.draft.step, 'on to Devices').toBe(1);
    wizard.goTo(wizard.state.draft.step - 1);
    expect(wizard.state.draft.step, 'and back').toBe(0);
  });
});
