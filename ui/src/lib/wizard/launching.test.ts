// What the wizard does with a launch: it sends once, tells its end wherever the user is, and never guesses.
import { describe, expect, it } from 'vitest';
import { byHand, rejected, settle, wireError } from '../base/scripted';
import type { LaunchOutcome, LaunchRecord } from '../transport/types';
import { comment, open, RECORD } from './bench';
import { canSubmit, whatIsMissing } from './judge';

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
    await wizard.readNow();
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
    await wizard.readNow();
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
