// Rollout plans as the user meets them: the list, one that is written, its start and its dry run, and the board of one that runs.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessible, open } from './test/screen';
import type { PlanAct } from './lib/transport/types';
import type { MemoryTransport } from './lib/transport/memory';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

const AT = '#/plans/p-1';

function parametersOf<T>(transport: MemoryTransport, name: string): T[] {
  return transport.calls.filter((one) => one.name === name).map((one) => one.parameters as T);
}

function actsOf(transport: MemoryTransport): PlanAct[] {
  return parametersOf<{ act: PlanAct }>(transport, 'plan_act').map(({ act }) => act);
}

describe('the list of plans', () => {
  it('is reached by its key, tells where each stands, and opens one', async () => {
    const { user } = open({ plan: 'running' });
    await screen.findByRole('grid');
    await user.keyboard('3');
    const list = await within(screen.getByRole('main')).findByRole('list', { name: 'Plans' });
    for (const word of ['running', 'halted', 'paused', 'done', 'not started']) within(list).getByText(word);
    expect(within(list).queryByRole('button', { name: 'Remove Gateway 4.12 to everyone…' }), 'not while it runs').toBeNull();
    await accessible();
    await user.click(within(list).getByRole('button', { name: /^Gateway 4.12 to everyone/ }));
    await screen.findByRole('heading', { level: 1, name: 'Gateway 4.12 to everyone' });
    expect(location.hash).toBe(AT);
    await user.keyboard('{Escape}');
    await screen.findByRole('heading', { level: 1, name: 'Plans' });
  });

  it('removes one once that is confirmed', async () => {
    const { transport, user } = open({ plan: 'running' }, '#/plans');
    await user.click(await screen.findByRole('button', { name: 'Remove Edge agent 7.4, all sites…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove “Edge agent 7.4, all sites”?' });
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Remove the plan' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(parametersOf(transport, 'plan_remove')).toHaveLength(1);
    expect(screen.queryByRole('button', { name: 'Remove Camera models v9…' }), 'one that halted may go on').toBeNull();
  });

  it('says what a plan is where there is none, and begins one', async () => {
    const { transport, user } = open({ plan: 'empty' }, '#/plans');
    await screen.findByText(/goes on only while Flightdeck runs/);
    await accessible();
    await user.click(screen.getByRole('button', { name: 'New plan' }));
    await screen.findByRole('textbox', { name: 'Name of the plan' });
    expect(parametersOf<{ id: string | null }>(transport, 'plan_save')[0]?.id, 'as one of its own').toBeNull();
  });

  it('stands in the rail while it runs, and leads to its board', async () => {
    const { user } = open({ plan: 'running' });
    const rail = within(await screen.findByRole('list', { name: 'Plans' }));
    expect(rail.getAllByRole('button').map((one) => one.textContent.replace(/\s+/g, ' ').trim())).toEqual([
      'Camera models v9· halted',
      'Gateway 4.12 to everyone· 2 of 4',
    ]);
    await user.click(rail.getByRole('button', { name: /Gateway/ }));
    await screen.findByRole('group', { name: 'Waves' });
    expect(location.hash).toBe(AT);
  });

  it('says that one is not known any more', async () => {
    open({ plan: 'running' }, '#/plans/p-9');
    await screen.findByText('This plan is not known any more');
  });
});

describe('a plan that is written', () => {
  const wave = (name: RegExp) => screen.findByRole('listitem', { name });
  const names = () =>
    screen.getAllByRole('listitem', { name: /^Wave \d/ }).map((one) => one.getAttribute('aria-label')?.replace(/^Wave \d+: /, ''));

  it('tells whom each wave reaches, what is in two waves and what in none', async () => {
    const { transport, user } = open({ plan: 'written' }, AT);
    const hill = await wave(/Hill sites/);
    await within(hill).findByText('≈ 880 devices');
    await screen.findByText('Nothing stands against starting it.');
    await user.click(screen.getByRole('button', { name: '64 devices in more than one wave' }));
    const dialog = await screen.findByRole('dialog', { name: 'Devices in more than one wave' });
    const grid = within(dialog).getByRole('grid');
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('65'));
    expect(parametersOf<{ which: unknown }>(transport, 'plan_devices')[0]?.which).toEqual({ type: 'twice' });
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Done' }));
    await user.click(screen.getByRole('button', { name: '120 known devices in no wave' }));
    await screen.findByRole('dialog', { name: 'Devices in no wave' });
  });

  it('says where nothing is known, and shows no number', async () => {
    open({ plan: 'written', known: 'unknown' }, AT);
    await within(await wave(/Lab/)).findByText('not known');
    await screen.findByText(/Nothing is known of the fleet/);
  });

  it('adds, moves, duplicates and removes waves, also with the keyboard, and keeps what is typed', async () => {
    const { transport, user } = open({ plan: 'written' }, AT);
    await wave(/Lab/);
    await user.click(screen.getByRole('button', { name: 'Move Lab down' }));
    expect(names()).toEqual(['Staged B', 'Lab', 'Hill sites', 'Everyone else']);
    await waitFor(() =>
      expect(document.activeElement, 'the keyboard stays with it').toBe(screen.getByRole('button', { name: 'Move Lab down' })),
    );
    const fold = within(await wave(/Lab/)).getByRole('button', { name: /^Wave 2/ });
    fold.focus();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(names()[0]).toBe('Lab');
    await user.click(screen.getByRole('button', { name: 'Duplicate Hill sites' }));
    await user.click(screen.getByRole('button', { name: 'Remove Staged B' }));
    expect(names()).toEqual(['Lab', 'Hill sites', 'Hill sites, copy', 'Everyone else']);
    await user.click(screen.getByRole('button', { name: 'Add a wave' }));
    const field = await within(await wave(/Wave 5/)).findByRole('textbox', { name: /^Name/ });
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.type(field, 'Islands');
    await accessible();
    await waitFor(() => expect(screen.getByText(/^Saved/)).toBeTruthy());
    const saved = parametersOf<{ id: string; plan: { waves: { name: string }[] } }>(transport, 'plan_save').at(-1);
    expect([saved?.id, saved?.plan.waves.map(({ name }) => name)]).toEqual([
      'p-1',
      ['Lab', 'Hill sites', 'Hill sites, copy', 'Everyone else', 'Islands'],
    ]);
  });

  it('writes a gate and a list of devices', async () => {
    const { transport, user } = open({ plan: 'blank' }, AT);
    const first = within(await wave(/Wave 1/));
    await user.click(await first.findByRole('radio', { name: 'A list of devices' }));
    await user.type(first.getByRole('textbox', { name: /^Device ids/ }), 'd-1{Enter}d-2{Enter}');
    await first.findByText(/^2 devices\. Each gets/);
    await user.click(first.getByRole('checkbox', { name: 'Limit how many failed' }));
    const least = first.getByRole('textbox', { name: 'Devices judged at least' });
    await user.clear(least);
    await user.type(least, '10');
    const wait = first.getByRole('textbox', { name: 'Minutes to wait' });
    await user.clear(wait);
    await first.findByText('A whole number from 0 to 43,200.');
    expect(wait.getAttribute('aria-invalid')).toBe('true');
    await user.type(wait, '30');
    await waitFor(() =>
      expect(parametersOf<{ plan: { waves: unknown[] } }>(transport, 'plan_save').at(-1)?.plan.waves[0]).toMatchObject({
        target: { type: 'devices', devices: ['d-1', 'd-2'] },
        gate: { finishedPercent: 100, failed: { percent: 5, least: 10 }, waitMinutes: 30 },
      }),
    );
    await accessible();
  });

  it('says what is wrong beside its field, and leads there', async () => {
    const { transport, user } = open({ plan: 'blank' }, AT);
    const wrong = await screen.findByRole('list', { name: 'What is wrong or worth knowing' });
    expect(screen.queryByText('Say what the plan is called.'), 'nobody is scolded before').toBeNull();
    await user.click(within(wrong).getByRole('button', { name: /The plan has no name/ }));
    const name = screen.getByRole('textbox', { name: 'Name of the plan' });
    await waitFor(() => expect(document.activeElement).toBe(name));
    expect(name.getAttribute('aria-invalid')).toBe('true');
    await screen.findByText('Say what the plan is called.');
    await user.type(name, 'Gateways');
    await waitFor(() => expect(screen.queryByText('Say what the plan is called.')).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Start…' }));
    await screen.findByText('Choose the update flow that each wave sends.');
    expect([screen.queryByRole('dialog'), transport.count('plan_start')]).toEqual([null, 0]);
  });

  it('guards a wave by the form that every guard has', async () => {
    const { transport, user } = open({ plan: 'blank' }, AT);
    await user.click(await screen.findByRole('button', { name: 'Change the guard of Wave 1' }));
    const dialog = await screen.findByRole('dialog', { name: 'Guard' });
    await user.click(within(dialog).getByRole('button', { name: 'Guard the wave' }));
    await screen.findByText(/^Stops when more than 5 %/);
    await waitFor(() =>
      expect(parametersOf<{ plan: { waves: { guard?: unknown }[] } }>(transport, 'plan_save').at(-1)?.plan.waves[0]?.guard).toBeTruthy(),
    );
  });

  it('is started with every yes, once, and goes over to its board', async () => {
    const { transport, user } = open({ plan: 'written' }, AT);
    await screen.findByText('Nothing stands against starting it.');
    await user.click(screen.getByRole('button', { name: 'Start…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Start “Gateway 4.12 to everyone”?' });
    const start = within(dialog).getByRole('button', { name: 'Start: send wave 1' });
    expect(start, 'not before it is confirmed').toHaveProperty('disabled', true);
    expect(dialog.textContent).toContain('It goes on only while Flightdeck runs');
    await accessible();
    await user.click(within(dialog).getByRole('checkbox', { name: 'Start it in production' }));
    await user.dblClick(start);
    await screen.findByText('Being sent');
    expect(parametersOf(transport, 'plan_start')).toEqual([{ id: 'p-1', confirmation: null, accepted: ['production'] }]);
  });

  it('is started with the fleet key typed where the whole fleet is reached', async () => {
    const { transport, user } = open({ plan: 'phrase' }, AT);
    await screen.findByText('Nothing stands against starting it.');
    await user.click(screen.getByRole('button', { name: 'Start…' }));
    await user.type(await screen.findByRole('textbox', { name: 'Type wturb to confirm' }), 'wturb');
    await user.click(screen.getByRole('button', { name: 'Start: send wave 1' }));
    await waitFor(() => expect(parametersOf(transport, 'plan_start')).toEqual([{ id: 'p-1', confirmation: 'wturb', accepted: [] }]));
  });

  it('is not started while the rules forbid it', async () => {
    const { transport, user } = open({ plan: 'blocked' }, AT);
    await screen.findByText('Nothing stands against starting it.');
    await user.click(screen.getByRole('button', { name: 'Start…' }));
    await screen.findByText(/Your rules forbid launches now/);
    await user.click(screen.getByRole('button', { name: 'Start: send wave 1' }));
    expect(transport.count('plan_start')).toBe(0);
  });

  it('is played dry: with what is said of each wave, and once more with other chances', async () => {
    const { transport, user } = open({ plan: 'written' }, AT);
    await screen.findByText('Nothing stands against starting it.');
    await user.click(screen.getByRole('button', { name: 'Dry run…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Dry run' });
    expect(dialog.textContent).toContain('Nothing is sent.');
    await user.click(within(dialog).getByRole('button', { name: 'Play' }));
    await within(dialog).findByText(/^Would be done after/);
    const failed = within(dialog).getByRole('textbox', { name: 'Staged B: failed, per cent' });
    await user.clear(failed);
    expect(within(dialog).getByRole('button', { name: 'Play' }), 'nothing is no number').toHaveProperty('disabled', true);
    await user.type(failed, '30');
    await user.type(within(dialog).getByRole('textbox', { name: 'Hill sites: devices' }), '70');
    await user.click(within(dialog).getByRole('button', { name: 'Play' }));
    await within(dialog).findByText(/^Would halt in wave 2 after/);
    await user.click(within(dialog).getByRole('button', { name: 'Play again' }));
    await waitFor(() => expect(transport.count('plan_dry_run')).toBe(3));
    expect(parametersOf<{ how: unknown }>(transport, 'plan_dry_run').map(({ how }) => how)).toEqual([
      { seed: 1, failedPercent: [2, 2, 2, 2], devices: [null, null, null, null], deviceSeconds: 60 },
      { seed: 1, failedPercent: [2, 30, 2, 2], devices: [null, null, 70, null], deviceSeconds: 60 },
      { seed: 2, failedPercent: [2, 30, 2, 2], devices: [null, null, 70, null], deviceSeconds: 60 },
    ]);
    await accessible();
    expect([transport.count('plan_start'), transport.count('launch')]).toEqual([0, 0]);
  });
});

describe('the board of a plan', () => {
  const ACTS = ['Pause', 'Resume', 'Resume…', 'Stop the plan…', 'Send wave 3 now…', 'Roll back…', 'Skip the wait', 'Say yes'];
  const there = () => ACTS.filter((name) => screen.queryByRole('button', { name }) !== null);

  it.each([
    ['running', ['Pause', 'Stop the plan…', 'Send wave 3 now…']],
    ['sending', ['Pause', 'Stop the plan…']],
    ['waits', ['Pause', 'Stop the plan…', 'Send wave 3 now…', 'Skip the wait']],
    ['paused', ['Resume', 'Stop the plan…']],
    ['halted', ['Resume…', 'Stop the plan…', 'Send wave 3 now…', 'Roll back…']],
    ['stopped', ['Roll back…']],
    ['done', []],
  ])('offers what can be done while it is %s, and nothing else', async (plan, acts) => {
    open({ plan }, AT);
    await screen.findByRole('group', { name: 'Waves' });
    await screen.findAllByText(/^≈ 11,320/).catch(() => undefined);
    expect(there()).toEqual(acts);
    await accessible();
  });

  it('pauses, resumes and stops, each with one act', async () => {
    const { transport, user } = open({ plan: 'running' }, AT);
    await user.click(await screen.findByRole('button', { name: 'Pause' }));
    await user.click(await screen.findByRole('button', { name: 'Resume' }));
    await user.click(await screen.findByRole('button', { name: 'Stop the plan…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Stop the plan?' });
    await user.click(within(dialog).getByRole('radio', { name: /^is aborted/ }));
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Stop the plan and abort' }));
    await screen.findByText(/^Stopped at .*for good/);
    expect(actsOf(transport)).toEqual([{ type: 'pause' }, { type: 'resume' }, { type: 'stop', abort: true }]);
  });

  it('says how many failures are acknowledged before it goes on', async () => {
    const { transport, user } = open({ plan: 'halted' }, AT);
    expect((await screen.findByRole('alert')).textContent).toContain('6.4 % of 4,310');
    await user.click(screen.getByRole('button', { name: 'Resume…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Resume the plan?' });
    expect(dialog.textContent).toContain('276 failures. From now on only new ones count.');
    expect(transport.count('plan_act'), 'not before').toBe(0);
    await user.click(within(dialog).getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(actsOf(transport)).toEqual([{ type: 'resume' }]));
  });

  it('sends the next wave now once that is confirmed', async () => {
    const { transport, user } = open({ plan: 'running' }, AT);
    await user.click(await screen.findByRole('button', { name: 'Send wave 3 now…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Send wave 3 now?' });
    expect(dialog.textContent).toContain('“Hill sites” is sent at once');
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Send wave 3 now' }));
    await waitFor(() => expect(actsOf(transport)).toEqual([{ type: 'sendNext', wave: 2 }]));
  });

  it('skips the wait, and says what is left of it', async () => {
    const { transport, user } = open({ plan: 'waits' }, AT);
    await screen.findByText(/^1\d min left$/);
    await screen.findByText('Your rules forbid launches until 18:00.');
    await user.click(screen.getByRole('button', { name: 'Skip the wait' }));
    await waitFor(() => expect(actsOf(transport)).toEqual([{ type: 'skipWait' }]));
  });

  it('says yes with a word at the gate that asks for one, and why it was not taken', async () => {
    const { transport, user } = open({ plan: 'word' }, AT);
    const word = await screen.findByRole('textbox', { name: 'The word that the gate asks for' });
    await accessible();
    await user.type(word, 'no{Enter}');
    await screen.findByText(/asks for another word/);
    await user.clear(word);
    await user.type(word, 'go');
    await user.click(screen.getByRole('button', { name: 'Say yes' }));
    await screen.findByText('Being sent');
    expect(actsOf(transport)).toEqual([
      { type: 'sayYes', word: 'no' },
      { type: 'sayYes', word: 'go' },
    ]);
  });

  it('sends back once the name is typed', async () => {
    const { transport, user } = open({ plan: 'stopped' }, AT);
    await user.click(await screen.findByRole('button', { name: 'Roll back…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Roll back?' });
    const back = within(dialog).getByRole('button', { name: 'Roll back' });
    expect(back).toHaveProperty('disabled', true);
    await user.type(within(dialog).getByRole('textbox'), 'Gateway 4.12 to everyone');
    await accessible();
    await user.click(back);
    await screen.findByRole('region', { name: 'Sent back' });
    expect(actsOf(transport)).toEqual([{ type: 'back', word: 'Gateway 4.12 to everyone' }]);
    expect(screen.queryByRole('button', { name: 'Roll back…' }), 'it is sent once').toBeNull();
  });

  it('says of each wave how far it is, what is not seen, and leads to its deployment', async () => {
    const { user } = open({ plan: 'blind' }, AT);
    const waves = await screen.findByRole('group', { name: 'Waves' });
    expect(within(waves).getAllByRole('img', { name: /^Devices of wave/ }).length).toBe(4);
    await within(waves).findByText(/^Not seen since 14:02/);
    await screen.findByText(/could not be written down first/);
    expect(within(waves).getAllByText(/cannot be told just now/).length).toBe(2);
    await user.click(within(waves).getByRole('button', { name: 'dp-e6a5-04fe' }));
    expect(location.hash).toBe('#/deployment/dp-e6a5-04fe');
  });

  it('leads to the launches where nobody knows whether a wave was sent', async () => {
    const { user } = open({ plan: 'unresolved' }, AT);
    await user.click(await screen.findByRole('button', { name: 'settle it among the launches' }));
    expect(location.hash).toBe('#/launches/p-1.1');
  });

  it('is read again when something about it changed', async () => {
    const { transport } = open({ plan: 'running' }, AT);
    await screen.findByRole('group', { name: 'Waves' });
    const before = transport.count('plan');
    transport.notifyPlans([...transport.plans.plans]);
    await waitFor(() => expect(transport.count('plan')).toBe(before + 1));
  });

  it('is taken to CI, and written to a file', async () => {
    const { transport, user } = open({ plan: 'running' }, AT);
    await user.click(await screen.findByRole('button', { name: 'take it to CI' }));
    await screen.findByText('A workflow for GitHub Actions is written');
    await user.click(screen.getByRole('button', { name: 'export' }));
    await screen.findByText('The plan is written');
    expect([transport.count('plan_workflow'), transport.count('plan_export')]).toEqual([1, 1]);
  });
});
