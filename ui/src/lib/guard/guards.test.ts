// What the page knows of guards: their state as it comes, and a note wherever the user is.
import { describe, expect, it } from 'vitest';
import { guardOf, guardsOf } from '../../dev/guards';
import { rejected, Scripted } from '../base/scripted';
import type { GuardAbort, GuardRule, GuardView } from '../transport/types';
import { Guards } from './guards.svelte';

const RULE: GuardRule = { limits: [{ type: 'failedShare', percent: 5, least: 50 }], abort: true };

function only(kind: string): GuardView {
  const guard = guardsOf(kind)[0];
  if (guard === undefined) throw new Error(`There is no guard ${kind}.`);
  return guard;
}

function withAbort(guard: GuardView, abort: GuardAbort): GuardView {
  return { ...guard, firings: guard.firings.map((firing) => ({ ...firing, abort })) };
}

async function opened(first: GuardView[] = []) {
  const calls = new Scripted({ guard_disarm: () => null });
  calls.guards = { guards: first };
  const said: { tone: string; title: string; message: string }[] = [];
  const ways: string[] = [];
  const guards = new Guards(
    calls,
    {
      say: (tone, title, message = '', action) => {
        said.push({ tone, title, message });
        action?.run();
      },
    },
    (connection, deployment) => ways.push(`${deployment} of ${connection}`),
  );
  await guards.start(3);
  return { calls, guards, said, ways };
}

describe('guards', () => {
  it('are told by core, and found by deployment and by launch', async () => {
    const { calls, guards } = await opened([only('armed')]);
    expect(calls.calls[0], 'as the page of this epoch').toEqual({ name: 'guards_watch', parameters: { epoch: 3 } });
    expect(guards.of('c1', 'dp-e6a5-7e19')?.stage.type).toBe('armed');
    expect(guards.of('c2', 'dp-e6a5-7e19'), 'another fleet’s deployment is another one').toBeNull();
    const waiting: GuardView = { ...guardOf('x', null, RULE), deployment: null, stage: { type: 'waiting', launch: 'l-1' } };
    calls.notifyGuards({ guards: [waiting] });
    expect(guards.ofLaunch('l-1')?.id).toBe(waiting.id);
    expect(guards.of('c1', 'dp-e6a5-7e19'), 'what core names no more is gone').toBeNull();
  });

  it('that fire are told once, with what was seen and done, and lead there', async () => {
    const { calls, said, ways } = await opened([only('armed')]);
    const fired = withAbort(only('fired'), { type: 'underWay', requestId: 'r' });
    calls.notifyGuards({ guards: [fired] });
    calls.notifyGuards({ guards: [only('fired')] });
    expect(said, 'that it was accepted is no news to wake anybody for').toEqual([
      {
        tone: 'warning',
        title: 'Guard fired: Gateway firmware 4.12.0, staged B',
        message: '8 of 96 finished devices failed: 8.3 %, more than 5 %. It is asking for the abort.',
      },
    ]);
    expect(ways).toEqual(['dp-e6a5-7e19 of c1']);
  });

  it('that fired before the page was loaded are told, too', async () => {
    const { said } = await opened([only('fired')]);
    expect(said.map((one) => one.title)).toEqual(['Guard fired: Gateway firmware 4.12.0, staged B']);
  });

  it('whose abort was refused say so loudly, once', async () => {
    const { calls, said } = await opened();
    calls.notifyGuards({ guards: [withAbort(only('fired'), { type: 'underWay', requestId: 'r' })] });
    calls.notifyGuards({ guards: [only('refused')] });
    calls.notifyGuards({ guards: [only('refused')] });
    expect(said.map(({ tone, title }) => [tone, title])).toEqual([
      ['warning', 'Guard fired: Gateway firmware 4.12.0, staged B'],
      ['error', 'The guard could not abort: Gateway firmware 4.12.0, staged B'],
    ]);
  });

  it('that fire again after an acknowledgement are told again', async () => {
    const { calls, said } = await opened([only('fired')]);
    calls.notifyGuards({ guards: [only('armed')] });
    const fired = only('fired');
    calls.notifyGuards({ guards: [{ ...fired, firings: fired.firings.map((firing) => ({ ...firing, atMs: firing.atMs + 60_000 })) }] });
    expect(said.length).toBe(2);
  });

  it('say that they did not see what happened while Flightdeck was closed', async () => {
    const resumed = { ...only('armed'), gap: { fromMs: Date.now() - 600_000, toMs: null } };
    const { calls, said } = await opened([resumed]);
    calls.notifyGuards({ guards: [{ ...resumed, gap: { ...resumed.gap, toMs: Date.now() } }] });
    expect(said.length, 'once').toBe(1);
    expect(said[0]?.message).toContain('while Flightdeck was closed');
  });

  it('that are awake come with those that fired first', async () => {
    const [armed, fired] = guardsOf('armed');
    if (armed === undefined || fired === undefined) throw new Error('two guards');
    const over: GuardView = { ...armed, id: 'over', stage: { type: 'over', atMs: 1 } };
    const { guards } = await opened([over, armed, fired]);
    expect(guards.awake.map((guard) => guard.stage.type)).toEqual(['fired', 'armed']);
  });

  it('answer why they could not be armed, and are what core says afterwards', async () => {
    const { calls, guards } = await opened();
    calls.script.guard_arm = () => rejected('storage', 'The disk is full.');
    expect((await guards.arm('c1', 'dp', 'Firmware', RULE))?.message).toBe('The disk is full.');
    expect(guards.list, 'nothing is armed by wishing').toEqual([]);
    calls.script.guard_arm = ({ deployment, comment, rule }) => {
      const guard = guardOf(deployment, comment, rule);
      calls.notifyGuards({ guards: [guard] });
      return guard;
    };
    expect(await guards.arm('c1', 'dp', 'Firmware', RULE)).toBeNull();
    expect(calls.of('guard_arm').at(-1)).toEqual({ connection: 'c1', deployment: 'dp', comment: 'Firmware', rule: RULE });
    expect(guards.of('c1', 'dp')?.comment).toBe('Firmware');
    calls.script.guard_acknowledge = () => rejected('notFound', 'There is no such guard any more.');
    expect((await guards.acknowledge('g'))?.code).toBe('notFound');
    expect(await guards.disarm('g')).toBeNull();
  });

  it('that cannot be asked for are not said to be none', async () => {
    const calls = new Scripted({});
    calls.guardsWatch = () => rejected('internal', 'It broke.');
    const guards = new Guards(calls, { say: () => undefined }, () => undefined);
    await guards.start(1);
    expect(guards.error?.message).toBe('It broke.');
  });
});
