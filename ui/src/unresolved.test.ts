// Several launches nobody knows the outcome of: each says what came of a press on it, and one is looked for at a time.
import { screen, waitFor, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { byHand } from './lib/base/scripted';
import type { LaunchOutcome, LaunchRecord } from './lib/transport/types';
import { mountApp } from './test/app';

const record = (requestId: string, comment: string): LaunchRecord => ({
  requestId,
  connection: 'c1',
  sentMs: Date.now() - 60_000,
  flowUuid: 'f',
  flowName: 'Gateway',
  comment,
  target: 'Devices in Test',
  outcome: null,
});

it('is said beside each what came of it, and one is looked for at a time', async () => {
  let records = [record('r1', 'First'), record('r2', 'Second')];
  const looked = byHand<LaunchOutcome>();
  const transport = mountApp('#/deployments', {
    launches_unresolved: () => records,
    launch_look_again: () => looked.promise,
    launch_dismiss: ({ requestId }) => {
      records = records.filter((one) => one.requestId !== requestId);
      return { type: 'dismissed' };
    },
  });
  await userEvent.click(await screen.findByRole('button', { name: 'See what is known' }));
  const dialog = await screen.findByRole('dialog', { name: 'Unresolved launches' });
  const of = (comment: string) => within(within(dialog).getByRole('heading', { name: comment }).closest('li') as HTMLElement);
  await userEvent.click(of('First').getByRole('button', { name: 'Look again' }));
  expect(of('Second').getByRole<HTMLButtonElement>('button', { name: 'Look again' }).disabled, 'one after the other').toBe(true);
  await userEvent.click(of('Second').getByRole('button', { name: 'Look again' }));
  expect(transport.count('launch_look_again')).toBe(1);
  looked.answer({ type: 'unknown', why: 'It is not among the newest.', trouble: null, created: false, searched: null, candidates: [] });
  expect(await of('First').findByText('It is not among the newest.'), 'in its place').toBeTruthy();
  expect(of('Second').queryByText('It is not among the newest.'), 'and in no other').toBeNull();
  await userEvent.click(of('First').getByRole('button', { name: 'Set aside' }));
  await waitFor(() => expect(within(dialog).queryByRole('heading', { name: 'First' })).toBeNull());
  expect(within(dialog).getByText('It is kept among the launches of this computer.'), 'the one it is about is gone from here').toBeTruthy();
});
