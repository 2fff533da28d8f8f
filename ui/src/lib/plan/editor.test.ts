// A plan while it is written: saved and read as it is typed, with what is wrong at its place wherever its wave goes.
import { describe, expect, it } from 'vitest';
import { byHand, HandClock, rejected, Scripted, settle } from '../base/scripted';
import type { Plan, PlanProblem, PlanReading, PlanView, WaveReading } from '../transport/types';
import { PlanEditor } from './editor.svelte';
import { EMPTY_PLAN, EMPTY_WAVE } from './edits';
import { requestFields, waveFields } from './fields';

const WAVE: WaveReading = { sentence: [], certain: 10, perhaps: 0, twice: 0, gate: [] };

function reading(plan: Plan, problems: PlanProblem[] = []): PlanReading {
  return {
    problems,
    waves: plan.waves.map((_, at) => ({ ...WAVE, certain: at })),
    twice: 0,
    leftOut: 0,
    known: 10,
    knownMs: 1,
    asks: [],
    confirmPhrase: null,
    blocked: null,
  };
}

function problem(place: string, stops = true): PlanProblem {
  return { place, stops, title: place, message: `wrong at ${place}` };
}

const NAMED: Plan = {
  ...EMPTY_PLAN,
  name: 'p',
  request: { ...EMPTY_PLAN.request, flowUuid: 'f' },
  waves: ['a', 'b', 'c'].map((name) => ({ ...EMPTY_WAVE, name })),
};

async function open(plan: Plan, problems: PlanProblem[] = []) {
  const clock = new HandClock();
  const view = (written: Plan) => ({ id: 'p-1', connection: 'c', plan: written, atMs: 7, stage: { type: 'written' } }) as PlanView;
  const calls = new Scripted({
    plan_save: ({ plan: written }) => view(written),
    plan_read: ({ plan: written }) => reading(written, problems),
    suggestions: () => ({ flows: [], groups: [], tags: [], apps: [], demo: false }),
    draft_read: () => ({ secrets: ['password'] }) as never,
  });
  const saved: Promise<unknown>[] = [];
  const editor = new PlanEditor(view(plan), { calls, plans: { saving: (_, one) => void saved.push(one) }, after: clock.after });
  await editor.open();
  return { editor, calls, clock, saved, names: () => editor.plan.waves.map(({ name }) => name) };
}

describe('the editor of a plan', () => {
  it('saves and reads what is typed once the hand rests', async () => {
    const { editor, calls, clock, saved } = await open(EMPTY_PLAN);
    for (const name of ['G', 'Ga', 'Gat']) editor.rename(name);
    expect(editor.saving.type).toBe('waiting');
    expect(calls.count('plan_save'), 'not with each letter').toBe(0);
    await clock.wind(1000);
    expect(calls.of('plan_save').map(({ id, plan }) => [id, plan.name])).toEqual([['p-1', 'Gat']]);
    expect([editor.saving.type, calls.count('plan_read'), saved.length]).toEqual(['saved', 2, 1]);
  });

  it('says that it is not saved, and saves again', async () => {
    const { editor, calls, clock } = await open(EMPTY_PLAN);
    const { plan_save } = calls.script;
    calls.script.plan_save = () => rejected('storage', 'The disk is full.');
    editor.rename('x');
    await clock.wind(1000);
    expect([editor.saving.type, editor.missing]).toEqual(['failed', 'The plan has to be saved first']);
    if (plan_save) calls.script.plan_save = plan_save;
    expect(await editor.settled()).toBe(true);
    expect(editor.saving.type).toBe('saved');
  });

  it('drops an answer about an older plan', async () => {
    const { editor, calls, clock } = await open(NAMED);
    const [first, second] = [byHand<PlanReading>(), byHand<PlanReading>()];
    const answers = [first, second];
    calls.script.plan_read = () => answers.shift()?.promise ?? Promise.reject(new Error('asked too often'));
    editor.rename('one');
    await clock.wind(200);
    editor.rename('two');
    await clock.wind(200);
    second.answer(reading(editor.plan, [problem('name')]));
    await settle();
    first.answer(reading(editor.plan, [problem('request.flowUuid')]));
    await settle();
    expect(editor.fresh).toBe(true);
    expect(editor.problems.map(({ place }) => place)).toEqual(['name']);
  });

  it('keeps what it knows with its wave, wherever that goes', async () => {
    const { editor, names } = await open(NAMED, [problem('waves.2.target'), problem('waves.0.name', false)]);
    editor.moveWave(2, 0);
    expect(names()).toEqual(['c', 'a', 'b']);
    expect(editor.waveReading(0)?.certain, 'read where it stood').toBe(2);
    expect(editor.errorAt('waves.0.target')).toBe('wrong at waves.2.target');
    expect(editor.warningsAt('waves.1.name')).toEqual(['wrong at waves.0.name']);
    editor.duplicateWave(0);
    expect(names()).toEqual(['c', 'c, copy', 'a', 'b']);
    expect([editor.waveReading(1), editor.waveReading(2)?.certain], 'of a new one nothing is read yet').toEqual([null, 0]);
    editor.removeWave(0);
    expect(
      editor.problems.map(({ place }) => place),
      'what was wrong with it is gone with it',
    ).toEqual(['waves.1.name']);
    editor.moveWave(0, -1);
    expect(names(), 'the first goes no higher').toEqual(['c, copy', 'a', 'b']);
  });

  it('scolds nobody for a field not reached yet, and lists it all the same', async () => {
    const { editor } = await open(EMPTY_PLAN, [problem('name'), problem('waves.0.devices.3')]);
    expect([editor.errorAt('name'), editor.errorsBelow('waves.0.devices')]).toEqual([null, []]);
    expect(editor.problems.length).toBe(2);
    editor.touch('name');
    expect(editor.errorAt('name')).toBe('wrong at name');
    editor.reveal();
    expect(editor.errorsBelow('waves.0.devices')).toEqual(['wrong at waves.0.devices.3']);
  });

  it('keeps the number there was while what is typed is none, and does not start with it', async () => {
    const { editor } = await open(NAMED);
    editor.typo('waves.1.gate.finishedPercent', 'A whole number.');
    expect(editor.errorAt('waves.1.gate.finishedPercent')).toBe('A whole number.');
    expect(editor.missing).toBe('Something needs correcting first');
    editor.moveWave(1, 2);
    expect(editor.errorAt('waves.2.gate.finishedPercent'), 'it goes with its wave').toBe('A whole number.');
    editor.typo('waves.2.gate.finishedPercent', null);
    expect(editor.problems).toEqual([]);
  });

  it('takes all parameters for secret until it is told which are', async () => {
    const parameters = [
      { name: 'channel', value: 'x' },
      { name: 'password', value: 'y' },
    ];
    const { editor, calls } = await open({ ...NAMED, request: { ...NAMED.request, parameters } });
    await settle();
    expect(requestFields(editor, calls).secrets).toEqual(['password']);
    const asked = new Scripted({});
    const other = new PlanEditor({ id: 'p', connection: 'c', plan: editor.plan } as PlanView, {
      calls: asked,
      plans: { saving: () => undefined },
    });
    expect(requestFields(other, asked).secrets).toEqual(['channel', 'password']);
  });

  it('edits the target of a wave as the wizard edits its own', async () => {
    const { editor, calls } = await open(NAMED, [problem('waves.1.filters.0.value')]);
    const fields = waveFields(editor, calls, () => 1);
    fields.edit({ type: 'addGroup', name: 'Lab' });
    fields.edit({ type: 'addFilter' });
    expect(editor.plan.waves[1]?.target).toMatchObject({ groups: ['Lab'], filters: [{ kind: 'tag' }], rest: false });
    expect(editor.plan.waves[0]?.target, 'and of no other').toMatchObject({ groups: [], filters: [] });
    expect(fields.errorAt('filters.0.value')).toBe('wrong at waves.1.filters.0.value');
  });
});

describe('those chosen in the fleet', () => {
  it('are taken exactly where a target reaches exactly them, and else one by one', async () => {
    const { editor, calls } = await open(NAMED);
    const draft = { ...EMPTY_PLAN.request, groups: ['North'] };
    calls.script.fleet_target = () => ({ type: 'exact', draft, reaches: 2 });
    expect(await editor.chosenInFleet()).toEqual({ type: 'filters', groups: ['North'], filters: [], rest: false });
    calls.script.fleet_target = () => ({ type: 'oneByOne', devices: 2 });
    calls.script.fleet_chosen_ids = () => 'd-1\nd-2\n';
    expect(await editor.chosenInFleet()).toEqual({ type: 'devices', devices: ['d-1', 'd-2'] });
    calls.script.fleet_target = () => rejected('invalidInput', 'Nobody is chosen.');
    await expect(editor.chosenInFleet()).rejects.toThrow('Nobody is chosen.');
  });
});
