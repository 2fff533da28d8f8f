// A deployment launched with the keyboard, and what the page shows when something stands against it.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { draftOf } from './dev/reading';
import { Failure } from './lib/transport/transport';
import type { LaunchOutcome, LaunchRecord, Suggestions } from './lib/transport/types';
import { expectAccessible, mountApp } from './test/app';

const SUGGESTIONS: Suggestions = {
  flows: [
    {
      uuid: 'f-1',
      name: 'Gateway A/B update',
      parameters: [{ name: 'channel', value: 'stable', note: 'stable or edge' }],
      steps: ['download', 'install'],
    },
  ],
  groups: ['Production', 'Test'],
  tags: ['gateway'],
  apps: [{ name: 'gateway', versions: ['4.12.0'] }],
  demo: true,
};
const UNKNOWN: LaunchOutcome = {
  type: 'unknown',
  why: 'The connection was cut before the service answered.',
  trouble: null,
  created: false,
  searched: { deployments: 250, whole: false, backToMs: null },
  candidates: [{ uuid: 'dp-7', comment: 'mine', created: { type: 'absent' }, perhaps: true }],
};

function at(step: number) {
  return { draft_load: () => ({ id: 'd1', draft: draftOf('filled', step), savedMs: 1 }) };
}

async function step(name: string) {
  await screen.findByRole('heading', { name, level: 2 });
}

// Six looks by axe take their time on a small machine.
it('is walked through and launched with the keyboard alone', { timeout: 30_000 }, async () => {
  const transport = mountApp('#/new', { suggestions: () => SUGGESTIONS, launch: () => ({ type: 'created', deployment: 'dp-1' }) });
  const user = userEvent.setup();
  await step('Flow');
  await expectAccessible();
  (await screen.findByRole('radio', { name: /Gateway A\/B update/ })).focus();
  await user.keyboard(' {Control>}{Enter}{/Control}');
  await step('Devices');
  screen.getByRole('combobox', { name: /Groups/ }).focus();
  await user.keyboard('pro{ArrowDown}{Enter}New group{Enter}');
  expect(screen.getByRole('button', { name: 'Remove group Production' }), 'a suggestion was taken').toBeTruthy();
  expect(screen.getByRole('button', { name: 'Remove group New group' }), 'free text was taken').toBeTruthy();
  screen.getByRole('button', { name: 'Add a filter' }).focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(document.activeElement, 'on to the new row').toBe(screen.getByRole('combobox', { name: 'Filter 1: type' })));
  await user.keyboard('{Tab}{Tab}gateway');
  await expectAccessible();
  await user.keyboard('{Control>}{Enter}{/Control}');
  await step('Parameters');
  expect(screen.getByLabelText<HTMLInputElement>('Parameter 1: value').value, 'the flow brought its parameter').toBe('stable');
  await expectAccessible();
  await user.keyboard('{Control>}{Enter}{/Control}');
  await step('Release');
  await user.type(screen.getByLabelText('Comment'), 'mine');
  await expectAccessible();
  await user.keyboard('{Control>}{Enter}{/Control}');
  await step('Review');
  await screen.findByRole('button', { name: 'Deploy to matching devices in Production and New group' });
  await expectAccessible();
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: /^Deploy to/ }).disabled, 'read and ready').toBe(false));
  await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  await waitFor(() => expect(window.location.hash, 'the deployment opens').toBe('#/deployment/dp-1'));
  expect(transport.calls.find((call) => call.name === 'launch')?.parameters, 'exactly what was typed is sent').toMatchObject({
    draft: {
      flowUuid: 'f-1',
      groups: ['Production', 'New group'],
      filters: [{ kind: 'tag', operand: 'is', value: 'gateway' }],
      parameters: [{ name: 'channel', value: 'stable' }],
      comment: 'mine',
    },
  });
});

/** Holds a chord down until something must have happened: the first press, and many repeats of it. */
async function heldDown(chord: KeyboardEventInit): Promise<void> {
  const press = { key: 'Enter', bubbles: true, cancelable: true, ...chord };
  const target = () => document.activeElement ?? document.body;
  await fireEvent(target(), new KeyboardEvent('keydown', press));
  for (let repeat = 0; repeat < 12; repeat += 1) {
    await fireEvent(target(), new KeyboardEvent('keydown', { ...press, repeat: true }));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it('B22: a finger that rests on Ctrl+Enter goes one step on, and launches nothing', async () => {
  const transport = mountApp('#/new', { ...at(0), launch: () => ({ type: 'created', deployment: 'dp-1' }) });
  await step('Flow');
  await heldDown({ ctrlKey: true });
  await step('Devices');
  expect(screen.queryByRole('heading', { name: 'Review', level: 2 }), 'one press, one step').toBeNull();
  expect(transport.count('launch'), 'nothing is launched by walking').toBe(0);
});

it('B22: on Review the key that advances does nothing; deploying has its own chord', async () => {
  const transport = mountApp('#/new', { ...at(4), launch: () => ({ type: 'created', deployment: 'dp-1' }) });
  const deploy = await screen.findByRole<HTMLButtonElement>('button', { name: /^Deploy to/ });
  await waitFor(() => expect(deploy.disabled, 'ready').toBe(false));
  const user = userEvent.setup();
  await user.keyboard('{Control>}{Enter}{Enter}{/Control}');
  expect(transport.count('launch'), 'one Ctrl+Enter too many is no launch').toBe(0);
  await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
  await waitFor(() => expect(transport.count('launch'), 'its own chord launches').toBe(1));
});

it.each([
  [0, 'Devices'],
  [1, 'Parameters'],
  [2, 'Release'],
  [3, 'Review'],
])('B22: step %i says where the button leads, never what could be read as launching', async (step, next) => {
  mountApp('#/new', at(step));
  expect(await screen.findByRole('button', { name: `Next: ${next}` }), '"Release" read as if it launched').toBeTruthy();
});

it('takes a group that is still being typed when the step is left', async () => {
  mountApp('#/new', { draft_load: () => ({ id: 'd1', draft: draftOf('ungrouped', 1), savedMs: 1 }) });
  await step('Devices');
  screen.getByRole('combobox', { name: /Groups/ }).focus();
  await userEvent.keyboard('Production{Control>}{Enter}{/Control}');
  await step('Parameters');
  await userEvent.click(screen.getByRole('button', { name: 'Back' }));
  expect(await screen.findByRole('button', { name: 'Remove group Production' }), 'or the target would be wider than meant').toBeTruthy();
});

it('holds a step back with the error beside its field, said only then', async () => {
  mountApp('#/new', {});
  await step('Flow');
  expect(screen.queryByText(/^Enter the update flow's uuid/), 'nobody is scolded for an empty form').toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Next: Devices' }));
  expect(await screen.findByText(/^Enter the update flow's uuid/), 'now it is said').toBeTruthy();
  const field = screen.getByLabelText(/Update flow/);
  expect(field.getAttribute('aria-invalid'), 'beside its field').toBe('true');
  await waitFor(() => expect(document.activeElement, 'and the cursor is there').toBe(field));
});

it('asks for the fleet key before the whole fleet is reached', async () => {
  const whole = draftOf('whole', 4);
  const transport = mountApp('#/new', {
    draft_load: () => ({ id: 'd1', draft: whole, savedMs: 1 }),
    launch: () => ({ type: 'created', deployment: 'dp-1' }),
  });
  const deploy = await screen.findByRole<HTMLButtonElement>('button', { name: 'Deploy to the whole fleet' });
  const phrase = await screen.findByLabelText('Type wturb to confirm');
  expect(deploy.disabled, 'the whole fleet takes more than a press').toBe(true);
  await userEvent.type(phrase, 'wturb');
  await waitFor(() => expect(deploy.disabled, 'typed, it may be pressed').toBe(false));
  await userEvent.click(deploy);
  await waitFor(() => expect(transport.count('launch'), 'and is sent').toBe(1));
});

it('B11: a target that only leaves devices out takes the same confirmation, in its own words', async () => {
  mountApp('#/new', { draft_load: () => ({ id: 'd1', draft: draftOf('almost', 4), savedMs: 1 }) });
  const deploy = await screen.findByRole<HTMLButtonElement>('button', { name: 'Deploy to almost the whole fleet' });
  expect(deploy.disabled, 'it is practically the fleet').toBe(true);
  const phrase = await screen.findByLabelText<HTMLInputElement>('Type wturb to confirm');
  expect(phrase.placeholder, 'B25: a placeholder that is the answer looks prefilled').toBe('');
  await userEvent.type(phrase, 'wturb');
  await waitFor(() => expect(deploy.disabled, 'typed, it may be pressed').toBe(false));
});

it('says a refusal in its step and keeps everything', async () => {
  mountApp('#/new', {
    ...at(4),
    launch: () =>
      Promise.resolve({
        type: 'refused',
        error: new Failure({ code: 'invalidInput', message: 'There is no such group.', field: 'groups.0', retryable: false }).error,
      }),
  });
  const deploy = await screen.findByRole<HTMLButtonElement>('button', { name: /^Deploy to/ });
  await waitFor(() => expect(deploy.disabled, 'ready').toBe(false));
  await userEvent.click(deploy);
  await step('Devices');
  expect(screen.getByText('There is no such group.'), 'beside its field').toBeTruthy();
  expect(screen.getByRole('button', { name: 'Remove group Production' }), 'nothing typed is lost').toBeTruthy();
});

it('shows what is known of an unknown outcome and offers no plain resend', async () => {
  const transport = mountApp('#/new', {
    ...at(4),
    launch: () => UNKNOWN,
    launch_adopt: ({ deployment }) => ({ type: 'adopted', deployment, why: 'Chosen by you.' }),
  });
  const deploy = await screen.findByRole<HTMLButtonElement>('button', { name: /^Deploy to/ });
  await waitFor(() => expect(deploy.disabled, 'ready').toBe(false));
  await userEvent.click(deploy);
  await screen.findByText('The connection was cut before the service answered.');
  await expectAccessible();
  expect(screen.getByText('Perhaps: the comment fits, the time cannot be read.'), 'B1: offered, with its doubt').toBeTruthy();
  expect(screen.getByText(/^250 deployments were read/), 'B3: how far it looked').toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Deploy to/ }), 'there is no button that would send it again').toBeNull();
  await userEvent.click(screen.getByRole('button', { name: /This is it/ }));
  await userEvent.click(await screen.findByRole('button', { name: 'Open the deployment' }));
  expect(window.location.hash, 'the adopted one opens').toBe('#/deployment/dp-7');
  expect(transport.count('launch'), 'it was sent once').toBe(1);
});

it('tells of an unresolved launch, and leads to what is known of it', async () => {
  const record: LaunchRecord = {
    requestId: 'r1',
    connection: 'c1',
    sentMs: 1,
    flowUuid: 'f-7b56-3336',
    flowName: null,
    comment: 'Nightly',
    target: 'Test',
    outcome: UNKNOWN,
  };
  mountApp('#/new', { ...at(4), launches_unresolved: () => [record] });
  const accept = await screen.findByRole('checkbox', { name: /there may then be two/ });
  const deploy = screen.getByRole<HTMLButtonElement>('button', { name: /^Deploy to/ });
  expect(deploy.disabled, 'a second one is never a press away').toBe(true);
  await userEvent.click(accept);
  await waitFor(() => expect(deploy.disabled, 'knowingly, it may').toBe(false));
  await userEvent.click(screen.getByRole('button', { name: 'What is known' }));
  expect(await screen.findByRole('button', { name: 'Look again' }), 'the way to certainty').toBeTruthy();
});

it('discards only after a question', async () => {
  const transport = mountApp('#/new', at(1));
  await step('Devices');
  await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
  const dialog = await screen.findByRole('dialog', { name: 'Discard this draft?' });
  expect(transport.count('draft_discard'), 'asking is not doing').toBe(0);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Discard the draft' }));
  await waitFor(() => expect(transport.count('draft_discard'), 'confirmed').toBe(1));
  await step('Flow');
  await waitFor(() => expect(document.activeElement?.tagName, 'on the step, not on the button that is grey now').toBe('H2'));
});

it('saves what was typed when the page goes away', async () => {
  const transport = mountApp('#/new', at(3));
  await step('Release');
  const comment = screen.getByLabelText('Comment');
  await fireEvent.input(comment, { target: { value: 'last words' } });
  await fireEvent(window, new Event('pagehide'));
  await waitFor(() =>
    expect(transport.calls.filter((call) => call.name === 'draft_save').at(-1)?.parameters, 'not lost to a timer').toMatchObject({
      draft: { comment: 'last words' },
    }),
  );
});

it('B5: tells a refusal wherever the user is by then, and leads back to the draft', async () => {
  let refuse: (outcome: LaunchOutcome) => void = () => undefined;
  const transport = mountApp('#/new', { ...at(4), launch: () => new Promise<LaunchOutcome>((resolve) => (refuse = resolve)) });
  const deploy = await screen.findByRole<HTMLButtonElement>('button', { name: /^Deploy to/ });
  await waitFor(() => expect(deploy.disabled, 'ready').toBe(false));
  await userEvent.click(deploy);
  await screen.findByText('Sent once; waiting for the service');
  await userEvent.click(screen.getByRole('button', { name: 'Deployments' }));
  await screen.findByRole('heading', { name: 'Deployments', level: 1 });
  refuse({ type: 'refused', error: { code: 'forbidden', message: 'This token may look, but not deploy.', retryable: false } });
  await screen.findByText('This token may look, but not deploy.');
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Back to the draft' }));
  await step('Review');
  expect(screen.getByText(/nothing you typed is lost/), 'the refusal stands where it can be mended').toBeTruthy();
  expect(transport.count('launch'), 'it was sent once').toBe(1);
});

it('B27: a flow is named where it is chosen, and the name is used at once', async () => {
  const bare = { ...SUGGESTIONS, demo: false, flows: [{ uuid: 'f-7b56-3336', name: null, parameters: [], steps: [] }] };
  const transport = mountApp('#/new', {
    ...at(0),
    suggestions: () => bare,
    flow_name_set: ({ flowUuid, name }) => ({ ...bare, flows: [{ uuid: flowUuid, name, parameters: [], steps: [] }] }),
  });
  await screen.findByText('Unnamed flow');
  await userEvent.type(await screen.findByLabelText(/Its name here/), 'Gateway firmware{Enter}');
  expect(await screen.findByRole('radio', { name: /Gateway firmware/ }), 'the card wears it').toBeTruthy();
  expect(
    transport.calls.filter((call) => call.name === 'flow_name_set').map((call) => call.parameters),
    'once',
  ).toEqual([{ connection: 'c1', flowUuid: 'f-7b56-3336', name: 'Gateway firmware' }]);
  await expectAccessible();
});

it('B25: a step that is done is told from one to come', async () => {
  mountApp('#/new', at(2));
  await step('Parameters');
  const steps = within(screen.getByRole('navigation', { name: 'Steps' })).getAllByRole('button');
  expect(
    steps.map((one) => one.textContent.trim()),
    'done in words, not by look alone',
  ).toEqual(['Flow, done', 'Devices, done', '3Parameters', '4Release', '5Review']);
});
