// What the wizard does when: it saves what is typed, reads it back, and sends a launch once.
import { describe, expect, it } from 'vitest';
import { byHand, countedIds, HandClock, rejected, Scripted, settle, wireError } from '../base/scripted';
import type { Draft, DraftReading, LaunchOutcome, LaunchRecord, Problem, SavedDraft } from '../transport/types';
import { Drafts } from '../session/drafts';
import { Launches } from '../session/launches';
import { EMPTY_DRAFT } from './edits';
import { canSubmit, whatIsMissing } from './judge';
import { Wizard } from './wizard.svelte';

const READY: DraftReading = { sentence: [], breadth: 'restricted', problems: [], json: '{}', curl: 'curl', confirmPhrase: null };
const RECORD: LaunchRecord = {
  requestId: 'old',
  connection: 'c',
  sentMs: 1,
  flowUuid: 'f',
  flowName: null,
  comment: null,
  target: 'Test',
  outcome: null,
};

async function open(draft: Partial<Draft> = {}, read: Partial<DraftReading> = {}) {
  const clock = new HandClock();
  const calls = new Scripted({
    suggestions: () => ({ flows: [], groups: ['Test'], tags: [], apps: [], demo: true }),
    draft_load: () => ({ draft: { ...EMPTY_DRAFT, ...draft }, savedMs: 1 }),
    draft_save: ({ draft: saved }) => ({ draft: saved, savedMs: 2 }),
    draft_discard: () => ({ draft: EMPTY_DRAFT, savedMs: null }),
    draft_read: () => ({ ...READY, ...read }),
    launches_unresolved: () => [],
  });
  const said: string[] = [];
  const drafts = new Drafts(calls);
  const ways = { toDraft: () => undefined, toDeployment: () => undefined };
  const launches = new Launches(calls, drafts, { say: (_tone, title) => said.push(title) }, ways);
  const again = () => new Wizard('c', { calls, drafts, launches, after: clock.after, makeId: countedIds() });
  const wizard = again();
  await wizard.open();
  return { wizard, calls, clock, said, again };
}

function comment(text: string) {
  return { type: 'release', change: { comment: text } } as const;
}

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
    calls.script.draft_save = ({ draft }) => ({ draft, savedMs: 3 });
    first.answer({ draft: EMPTY_DRAFT, savedMs: 2 });
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
    calls.script.draft_save = ({ draft }) => ({ draft, savedMs: 3 });
    const next = again();
    const opened = next.open();
    await settle();
    expect(calls.of('draft_load').length, 'nobody loads past a draft that is still being saved').toBe(1);
    first.answer({ draft: EMPTY_DRAFT, savedMs: 2 });
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
    calls.script.draft_save = ({ draft }) => ({ draft, savedMs: 3 });
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
  await wizard.readAgain();
  expect(whatIsMissing(wizard.state), 'an unchecked draft is not launched, and the reason is said').toContain('checked');
  calls.script.draft_read = () => READY;
  await wizard.readAgain();
  expect(whatIsMissing(wizard.state), 'checked, nothing is missing').toBeNull();
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
    wizard.back();
    expect(wizard.state.draft.step, 'and back').toBe(0);
  });
});

describe('launching', () => {
  const created: LaunchOutcome = { type: 'created', deployment: 'dp-1' };

  it('sends once however often it is pressed, and opens the deployment', async () => {
    const { wizard, calls, clock } = await open({ step: 4, flowUuid: 'f' }, { confirmPhrase: 'wturb' });
    const answer = byHand<LaunchOutcome>();
    calls.script.launch = () => answer.promise;
    wizard.confirm('wturb');
    const presses = [wizard.launch(), wizard.launch()];
    expect(wizard.state.phase.type, 'the button is off while it is sent').toBe('sending');
    answer.answer(created);
    await Promise.all(presses);
    expect(calls.of('launch'), 'one press, one id, the phrase with it').toMatchObject([
      { requestId: 'id-1', connection: 'c', confirmation: 'wturb', draft: { flowUuid: 'f' } },
    ]);
    expect(wizard.state.phase, 'the deployment opens').toEqual({ type: 'landed', deployment: 'dp-1', why: null });
    await clock.wind(1000);
    expect(calls.calls.at(-1)?.name, 'what was launched is no draft any more').toBe('draft_discard');
  });

  it('does nothing while it may not be pressed', async () => {
    const { wizard, calls } = await open({ step: 4 }, { json: null });
    await wizard.launch();
    expect(calls.of('launch'), 'a shortcut must not do what the button may not').toEqual([]);
  });

  it('says why an adopted deployment had to be looked for', async () => {
    const { wizard, calls } = await open({ step: 4 });
    calls.script.launch = () => ({ type: 'adopted', deployment: 'dp-1', why: 'The answer was lost.' });
    await wizard.launch();
    expect(wizard.state.phase, 'the user should know').toEqual({ type: 'landed', deployment: 'dp-1', why: 'The answer was lost.' });
  });

  it('keeps the draft after a refusal and makes a new id for the next press', async () => {
    const { wizard, calls } = await open({ step: 4, comment: 'mine' });
    calls.script.launch = () => ({ type: 'refused', error: wireError('forbidden', 'This token may only look.') });
    await wizard.launch();
    expect(wizard.state, 'nothing typed is lost').toMatchObject({ draft: { comment: 'mine' }, refused: { code: 'forbidden' } });
    await wizard.launch();
    expect(
      calls.of('launch').map((one) => one.requestId),
      'core would answer the old id with the old refusal',
    ).toEqual(['id-1', 'id-2']);
    expect(calls.of('draft_discard'), 'a refused launch is still a draft').toEqual([]);
  });

  it('repeats a press that may have been sent under the same id', async () => {
    const { wizard, calls } = await open({ step: 4 });
    calls.script.launch_look_again = () => rejected('notFound', 'No such launch.');
    calls.script.launch = () => rejected('internal', 'It broke.');
    await wizard.launch();
    calls.script.launch = () => created;
    await wizard.launch();
    expect(
      calls.of('launch').map((one) => one.requestId),
      'the same id can never send twice',
    ).toEqual(['id-1', 'id-1']);
  });

  it('opens what is known when the call broke but the journal has it', async () => {
    const { wizard, calls } = await open({ step: 4 });
    calls.script.launch = () => rejected('internal', 'It broke.');
    calls.script.launches_unresolved = () => [{ ...RECORD, requestId: 'id-1' }];
    await wizard.launch();
    expect(wizard.state.phase, 'it may have been sent: no plain "try again"').toMatchObject({
      type: 'unknown',
      launch: { requestId: 'id-1' },
    });
  });
});

describe('a launch whose screen was left', () => {
  it('B5: is shown as being sent by the screen that opens meanwhile, and cannot be pressed again', async () => {
    const { wizard, calls, said, again } = await open({ step: 4, flowUuid: 'f' });
    const answer = byHand<LaunchOutcome>();
    calls.script.launch = () => answer.promise;
    void wizard.launch();
    wizard.close();
    const back = again();
    const opened = back.open();
    await settle();
    expect([back.state.phase.type, canSubmit(back.state)], 'it is under way').toEqual(['sending', false]);
    answer.answer({ type: 'refused', error: wireError('forbidden', 'Only look.') });
    await opened;
    expect(back.state.refused?.code, 'and its end is told here').toBe('forbidden');
    expect([calls.of('launch').length, said], 'once, and not by a note as well').toEqual([1, []]);
  });

  it('B5: what is sent is what is kept, should it be refused', async () => {
    const { wizard, calls, said } = await open({ step: 4, flowUuid: 'f' });
    const answer = byHand<LaunchOutcome>();
    calls.script.launch = () => answer.promise;
    wizard.edit(comment('last words'));
    await wizard.readAgain();
    void wizard.launch();
    wizard.close();
    answer.answer({ type: 'refused', error: wireError('forbidden', 'Only look.') });
    await settle();
    expect(calls.of('draft_save').at(-1)?.draft.comment, 'the note leads back to this draft').toBe('last words');
    expect(said, 'and there is a note').toEqual(['Not launched: this token may not do that']);
  });
});

describe('an unknown outcome', () => {
  const unknown: LaunchOutcome = {
    type: 'unknown',
    why: 'The answer was cut off.',
    trouble: null,
    created: false,
    searched: null,
    candidates: [],
  };

  async function lost() {
    const opened = await open({ step: 4, flowUuid: 'f' });
    opened.calls.script.launch = () => unknown;
    await opened.wizard.launch();
    return opened;
  }

  it('looks again and takes what is found', async () => {
    const { wizard, calls } = await lost();
    calls.script.launch_look_again = () => ({ type: 'adopted', deployment: 'dp-7', why: 'One new deployment fits.' });
    await wizard.lookAgain();
    expect(calls.of('launch').length, 'looking is not sending').toBe(1);
    expect(wizard.state.phase, 'found').toMatchObject({ type: 'landed', deployment: 'dp-7' });
    expect(calls.of('draft_discard').length, 'this draft was launched').toBe(1);
  });

  it('adopts the one the user names', async () => {
    const { wizard, calls } = await lost();
    calls.script.launch_adopt = ({ deployment }) => ({ type: 'created', deployment });
    await wizard.adopt('dp-9');
    expect(calls.of('launch_adopt'), 'the user knows better').toEqual([{ requestId: 'id-1', deployment: 'dp-9' }]);
  });

  it('keeps the screen when looking fails', async () => {
    const { wizard, calls } = await lost();
    calls.script.launch_look_again = () => rejected('unreachable', 'No network.');
    await wizard.lookAgain();
    expect(wizard.state.phase, 'what is known stays in sight').toMatchObject({
      type: 'unknown',
      busy: null,
      error: { code: 'unreachable' },
    });
  });

  it('set aside, it needs a knowing yes before the draft is sent again', async () => {
    const { wizard, calls } = await lost();
    calls.script.launch_dismiss = () => ({ type: 'dismissed' });
    await wizard.setAside();
    await wizard.launch();
    expect(calls.of('launch').length, 'a press alone does not double').toBe(1);
    wizard.acceptDouble(true);
    calls.script.launch = () => ({ type: 'created', deployment: 'dp-2' });
    await wizard.launch();
    expect(calls.of('launch')[1]?.requestId, 'a knowing second launch is a launch of its own').toBe('id-2');
  });

  it('B15: back at the draft, nothing can be deployed before it is known what is unresolved', async () => {
    const { wizard, calls } = await lost();
    const list = byHand<LaunchRecord[]>();
    calls.script.launches_unresolved = () => list.promise;
    const back = wizard.closeUnknown();
    await settle();
    expect(wizard.state.phase.type, 'the draft is there').toBe('editing');
    expect(canSubmit(wizard.state), 'a second Deploy now could launch twice').toBe(false);
    await wizard.launch();
    expect(calls.of('launch').length, 'not by its chord either').toBe(1);
    list.answer([{ ...RECORD, requestId: 'id-1', flowUuid: 'f' }]);
    await back;
    expect(whatIsMissing(wizard.state), 'known to be unresolved, it is asked about').toContain('there may be two');
    wizard.acceptDouble(true);
    expect(canSubmit(wizard.state), 'the user chose').toBe(true);
  });

  it('B15: a list that cannot be read holds Deploy back, and can be asked for again', async () => {
    const { wizard, calls } = await lost();
    calls.script.launches_unresolved = () => rejected('storage', 'The disk is gone.');
    await wizard.closeUnknown();
    expect(wizard.state.unresolvedError?.code, 'and says why').toBe('storage');
    expect(canSubmit(wizard.state), 'not knowing is no permission').toBe(false);
    calls.script.launches_unresolved = () => [{ ...RECORD, requestId: 'id-1', flowUuid: 'f' }];
    await wizard.learnAgain();
    expect(wizard.state.unresolvedError, 'it is known now').toBeNull();
  });

  it('B15: a launch of another flow that was sent from here is asked about all the same', async () => {
    const { wizard, calls } = await lost();
    calls.script.launches_unresolved = () => [{ ...RECORD, requestId: 'id-1', flowUuid: 'f' }];
    await wizard.closeUnknown();
    wizard.edit({ type: 'flow', uuid: 'g', flows: [] });
    await wizard.readAgain();
    expect(canSubmit(wizard.state), 'it is this very draft that may be running').toBe(false);
  });

  it('B15: what core found out by itself meanwhile is opened instead of launched again', async () => {
    const { wizard, calls } = await lost();
    calls.script.launch_look_again = () => ({ type: 'adopted', deployment: 'dp-5', why: 'One new deployment fits.' });
    await wizard.closeUnknown();
    expect(wizard.state.phase, 'it was created after all').toMatchObject({ type: 'landed', deployment: 'dp-5' });
    expect(calls.of('launch').length).toBe(1);
  });

  it('resolving an older launch leaves the draft alone', async () => {
    const { wizard, calls } = await open({ comment: 'mine' });
    calls.script.launch_look_again = () => ({ type: 'created', deployment: 'dp-3' });
    wizard.openUnresolved(RECORD);
    await wizard.lookAgain();
    expect(calls.of('draft_discard'), 'the draft on screen is another deployment').toEqual([]);
  });
});
