// The board of a plan says why something was not done for as long as the plan stands as it did then.
import { cleanup, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answering, failing } from '../../test/answering';
import { open } from '../../test/screen';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

it('a refusal goes when the plan goes on, and not before', async () => {
  const { transport, user } = open({ plan: 'running' }, '#/plans/p-1');
  const pause = await screen.findByRole('button', { name: 'Pause' });
  failing(transport, 'plan_act', { code: 'storage', message: 'The disk is full.' });
  await user.click(pause);
  await screen.findByText('It was not done');
  const read = transport.count('plan');
  transport.notifyPlans(transport.plans.plans);
  await waitFor(() => expect(transport.count('plan')).toBe(read + 1));
  expect(screen.queryByText('It was not done'), 'nothing changed: it still was not').not.toBeNull();
  answering(transport, 'plan', async (_, usual) => ({ ...(await usual()), stage: { type: 'paused', atMs: Date.now() } }));
  transport.notifyPlans(transport.plans.plans);
  await screen.findByText(/^Paused since/);
  expect(screen.queryByText('It was not done'), 'it is paused now').toBeNull();
});
