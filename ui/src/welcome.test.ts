// The first start: two doors, each leading to the list of deployments, and a token that never stays in the page.
import { screen, waitFor } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { Failure } from './lib/transport/transport';
import { BOOT, DEMO, expectAccessible, mountApp, TURBINES } from './test/app';

const FIRST = { ...BOOT, connections: [], active: null };

it('opens the demo fleet by the first door', async () => {
  const transport = mountApp('', { boot: () => FIRST, demo_start: () => ({ connections: [DEMO], active: 'c2' }) });
  const door = await screen.findByRole('button', { name: /Try the demo fleet/ });
  const steps = screen.getAllByRole('listitem').map((one) => one.querySelector('strong')?.textContent);
  expect(steps, 'what one does here is said in words, not in pictures alone').toEqual([
    'Say what goes to whom',
    'Watch every device land',
    'Stop, or go on in waves',
  ]);
  expect(screen.queryByRole('img'), 'the pictures are decoration').toBeNull();
  await expectAccessible();
  await userEvent.click(door);
  await screen.findByRole('heading', { name: 'Deployments', level: 1 });
  expect(transport.count('demo_start'), 'the demo is started once').toBe(1);
});

it('says why the demo did not start, and leaves both doors open', async () => {
  const fail = () => Promise.reject(new Failure({ code: 'internal', message: 'No port was free.', retryable: true }));
  mountApp('', { boot: () => FIRST, demo_start: fail });
  await userEvent.click(await screen.findByRole('button', { name: /Try the demo fleet/ }));
  expect((await screen.findByRole('alert')).textContent, 'the reason is said').toContain('No port was free.');
  expect(screen.getByRole('button', { name: /Connect a fleet/ }), 'the other door works on').toHaveProperty('disabled', false);
});

it('connects a fleet by keyboard alone, and clears the token the moment it is sent', async () => {
  const reject = () => Promise.reject(new Failure({ code: 'tokenRejected', message: 'The service answered 401.', retryable: false }));
  const script = { boot: () => FIRST, connect: reject as () => Promise<never> | { connections: (typeof TURBINES)[]; active: string } };
  const transport = mountApp('', script);
  await userEvent.click(await screen.findByRole('button', { name: /Connect a fleet/ }));
  const key = await screen.findByLabelText('Fleet key');
  await waitFor(() => expect(document.activeElement, 'typing can begin at once').toBe(key));
  await expectAccessible();
  await userEvent.keyboard('wturb{Tab}{Tab}secret-token{Enter}');
  const token = screen.getByLabelText<HTMLInputElement>('Token');
  await screen.findByText('The service answered 401.');
  expect(token.value, 'the token is gone from the page').toBe('');
  expect(screen.getByLabelText<HTMLInputElement>('Fleet key').value, 'the rest is still there').toBe('wturb');
  expect(screen.getByText(/please type it again/), 'and why it is empty is said').toBeTruthy();
  await waitFor(() => expect(document.activeElement, 'the cursor waits where the repair is').toBe(token));
  await expectAccessible();
  expect(document.body.innerHTML, 'the token stands nowhere').not.toContain('secret-token');
  expect(JSON.stringify(transport.calls), 'it was sent').toContain('secret-token');
});

it('is at the door once more where the form is given up', async () => {
  mountApp('', { boot: () => FIRST });
  await userEvent.click(await screen.findByRole('button', { name: /Connect a fleet/ }));
  await screen.findByLabelText('Fleet key');
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() =>
    expect(document.activeElement, 'the button that was pressed is gone').toBe(screen.getByRole('button', { name: /Connect a fleet/ })),
  );
});

it('offers the session when there is no keyring', async () => {
  mountApp('', {
    boot: () => FIRST,
    connect: ({ draft }) =>
      draft.keep === 'session'
        ? { connections: [TURBINES], active: 'c1' }
        : Promise.reject(new Failure({ code: 'keyringUnavailable', message: 'There is no keyring.', retryable: false })),
  });
  await userEvent.click(await screen.findByRole('button', { name: /Connect a fleet/ }));
  await userEvent.type(await screen.findByLabelText('Fleet key'), 'wturb');
  await userEvent.type(screen.getByLabelText('Token'), 'secret-token{Enter}');
  await userEvent.click(await screen.findByRole('button', { name: 'Keep it for this session' }));
  expect(screen.getByRole<HTMLInputElement>('radio', { name: /In memory/ }).checked, 'the choice is shown').toBe(true);
  await userEvent.type(screen.getByLabelText('Token'), 'secret-token{Enter}');
  expect(await screen.findByRole('heading', { name: 'Deployments', level: 1 }), 'connected').toBeTruthy();
});
