// A batch that was not heard of yet is not called unknown, and one of another fleet is not taken for one of this.
import { cleanup, render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import App from '../../App.svelte';
import { accessible, open } from '../../test/screen';
import { Failure } from '../transport/transport';

const at = '#/batch/b-1';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

it('says why the batches are not known, and asks again', async () => {
  const { transport, user } = open({ batch: 'sending' }, at);
  const watch = transport.batchesWatch.bind(transport);
  transport.batchesWatch = () => Promise.reject(new Failure({ code: 'storage', message: 'The database is locked.', retryable: true }));
  const failed = await screen.findByText('The batches are not known');
  expect(screen.queryByText('This batch is not known any more'), 'nobody said so').toBeNull();
  await accessible();
  const alert = failed.closest<HTMLElement>('[role=alert]');
  if (alert === null) throw new Error('a failure is an alert');
  transport.batchesWatch = watch;
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  await screen.findByRole('grid', { name: 'Devices of the batch' });
  expect(screen.queryByText('The batches are not known')).toBeNull();
});

it('waits for what core tells', async () => {
  const { transport } = open({ batch: 'sending' }, at);
  transport.batchesWatch = () => Promise.resolve();
  await screen.findByText('Reading the batch…');
  expect(screen.queryByText('This batch is not known any more')).toBeNull();
});

it('is marked by the rules of its own fleet, and leads to what is of that fleet', async () => {
  const { transport, user } = open({ batch: 'sending' }, at);
  const production = { production: true, readOnly: false, askAbove: null, forbidden: [] };
  await transport.call('connection_rules_set', { connection: 'c1', rules: production });
  cleanup();
  render(App, { transport });
  const grid = await screen.findByRole('grid', { name: 'Devices of the batch' });
  const heading = () => screen.getByRole('heading', { level: 1 });
  expect(within(heading()).getByText('production'), 'its fleet is').toBeTruthy();
  transport.notifyBatches(transport.batches.batches.map((one) => ({ ...one, connection: 'c2' })));
  await screen.findByText(/^13 of 37 sent/);
  expect(within(heading()).queryByText('production'), 'the fleet in use is, and not its own').toBeNull();
  const [row] = await within(grid).findAllByText('sent');
  if (row === undefined) throw new Error('something was sent');
  await user.click(row);
  await screen.findByRole('heading', { level: 1, name: /Gateway|dp-|Camera|Edge/ });
  // The page of before the rules hears the address as well, and is not asked.
  const [selected] = transport.calls.filter((one) => one.name === 'connection_select');
  expect(selected?.parameters).toEqual({ connection: 'c2' });
});
