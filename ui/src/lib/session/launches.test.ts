// B5: whoever leaves the wizard while a launch is being sent learns what became of it, and the draft is still there.
import { describe, expect, it } from 'vitest';
import { byHand, rejected, Scripted, settle, wireError } from '../base/scripted';
import type { Draft, LaunchOutcome } from '../transport/types';
import { Drafts } from './drafts';
import { Launches, type Press } from './launches';

const DRAFT: Draft = { flowUuid: 'f', groups: [], filters: [], parameters: [], appName: '', appVersion: '', comment: 'Nightly', step: 4 };
const PRESS: Press = { requestId: 'r1', connection: 'c', draftId: 'd1', draft: DRAFT, confirmation: null, accepted: [] };
const CREATED: LaunchOutcome = { type: 'created', deployment: 'dp-1' };
const UNKNOWN: Extract<LaunchOutcome, { type: 'unknown' }> = {
  type: 'unknown',
  why: 'The answer was cut off.',
  trouble: null,
  created: false,
  searched: null,
  candidates: [],
};
const REFUSED: LaunchOutcome = { type: 'refused', error: wireError('forbidden', 'This token may look, but not deploy.') };

function opened(stored: Draft = DRAFT) {
  const answer = byHand<LaunchOutcome>();
  const calls = new Scripted({
    launch: () => answer.promise,
    draft_load: () => ({ id: 'd1', draft: stored, savedMs: 1 }),
    draft_discard: () => ({ id: 'd1', draft: stored, savedMs: null }),
  });
  const said: { tone: string; title: string; message: string; label: string | null }[] = [];
  const ways: string[] = [];
  const launches = new Launches(
    calls,
    new Drafts(calls),
    {
      say: (tone, title, message = '', action) => {
        said.push({ tone, title, message, label: action?.label ?? null });
        action?.run();
      },
    },
    {
      toDraft: (connection, draftId) => ways.push(`draft ${draftId} of ${connection}`),
      toDeployment: (connection, uuid) => ways.push(`${uuid} of ${connection}`),
    },
  );
  return { answer, calls, said, ways, launches };
}

describe('a launch whose screen was left', () => {
  it('tells a refusal, and leads back to the draft', async () => {
    const { answer, calls, said, ways, launches } = opened();
    const sent = launches.send(PRESS);
    answer.answer(REFUSED);
    await sent;
    expect(said, 'B5: told nowhere, the user would believe that it runs').toEqual([
      {
        tone: 'error',
        title: 'Not launched: this token may not do that',
        message: 'This token may look, but not deploy.',
        label: 'Back to the draft',
      },
    ]);
    expect(ways, 'and one press away').toEqual(['draft d1 of c']);
    expect(calls.of('draft_discard'), 'nothing typed is lost').toEqual([]);
  });

  it.each([
    ['an unknown outcome', () => Promise.resolve<LaunchOutcome>(UNKNOWN), 'The answer was cut off.'],
    ['a call that broke', () => rejected('internal', 'It broke.'), 'It broke.'],
  ])('tells %s as what it is', async (_name, launch, message) => {
    const { calls, said, launches } = opened();
    calls.script.launch = launch;
    await launches.send(PRESS);
    expect(said, 'B5: neither a success nor a failure is claimed').toEqual([
      { tone: 'warning', title: 'It is not known whether the deployment was created', message, label: 'See what is known' },
    ]);
  });

  it('tells a success, leads to it, and lets go of the draft that was launched', async () => {
    const { answer, calls, said, ways, launches } = opened({ ...DRAFT, step: 2 });
    const sent = launches.send(PRESS);
    answer.answer(CREATED);
    await sent;
    expect(said[0], 'the same words as for the others').toMatchObject({ tone: 'info', title: 'Launched', message: 'Nightly' });
    expect(ways).toEqual(['dp-1 of c']);
    expect(calls.of('draft_discard'), 'or it would be launched a second time by mistake').toEqual([{ connection: 'c', id: 'd1' }]);
  });

  it('keeps a draft that was changed since', async () => {
    const { answer, calls, launches } = opened({ ...DRAFT, comment: 'the next one' });
    const sent = launches.send(PRESS);
    answer.answer(CREATED);
    await sent;
    expect(calls.of('draft_discard'), 'that is another deployment').toEqual([]);
  });

  it('says nothing about a later look that brought nothing', async () => {
    const { said, launches } = opened();
    await launches.resolve({ connection: 'c', draftId: 'd1' }, 'r1', Promise.resolve(UNKNOWN));
    expect(said, 'nothing changed').toEqual([]);
  });
});

describe('a launch whose screen is open', () => {
  it('is told by that screen alone', async () => {
    const { answer, said, launches } = opened();
    const release = launches.attend('d1');
    const sent = launches.send(PRESS);
    answer.answer(REFUSED);
    await sent;
    expect(said, 'twice the same would be noise').toEqual([]);
    release();
  });

  it('is found again by a screen that opens while it is being sent', async () => {
    const { answer, said, launches } = opened();
    void launches.send(PRESS);
    const release = launches.attend('d1');
    const claimed = launches.claim('d1');
    expect(claimed?.press, 'B5: the screen shows "sending" again, and no second Deploy').toEqual(PRESS);
    answer.answer(CREATED);
    expect(await claimed?.ended, 'and hears the end').toEqual({ type: 'outcome', outcome: CREATED });
    expect(said).toEqual([]);
    release();
  });

  it('shows a refusal that was told elsewhere, once', async () => {
    const { answer, launches } = opened();
    const sent = launches.send(PRESS);
    answer.answer(REFUSED);
    await sent;
    await settle();
    expect(await launches.claim('d1')?.ended, 'beside its field, where it can be mended').toEqual({ type: 'outcome', outcome: REFUSED });
    expect(launches.claim('d1'), 'not for ever').toBeNull();
  });

  it('is of its own draft only', async () => {
    const { answer, said, launches } = opened();
    launches.attend('another');
    const sent = launches.send(PRESS);
    answer.answer(REFUSED);
    await sent;
    expect(said.length, 'another draft shows nothing of it').toBe(1);
    expect(launches.claim('another')).toBeNull();
  });
});
