// Another fleet is chosen: nothing of the one before is asked of it, also not on the way back.
import { cleanup, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { open } from '../../test/screen';

const at = '#/deployment/dp-e6a5-7e19';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

it('asks no fleet for a deployment of another', async () => {
  const { transport, user } = open({}, '#/deployments');
  const watched = () =>
    transport.calls.filter((one) => one.name === 'watch').map((one) => (one.parameters as { connection: string }).connection);
  await user.click(await screen.findByText('Gateway firmware 4.12.0, staged B'));
  await screen.findByRole('heading', { level: 1, name: 'Gateway firmware 4.12.0, staged B' });
  await user.click(screen.getByRole('button', { name: /^Wind turbines/ }));
  await user.click(await screen.findByRole('menuitem', { name: /Demo fleet/ }));
  await screen.findByRole('button', { name: /^Demo fleet/ });
  await screen.findByRole('heading', { level: 1, name: 'Deployments' });
  expect(watched(), 'not for a moment either').toEqual(['c1']);
  history.back();
  await screen.findByRole('button', { name: /^Wind turbines/ });
  await waitFor(() => expect(watched(), 'back at the deployment, it is asked for where it is').toEqual(['c1', 'c1']));
  expect(location.hash).toBe(at);
});
