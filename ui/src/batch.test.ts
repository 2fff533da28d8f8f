// One deployment for each of several devices, as the user meets it: from the fleet to the batch, stopped, resumed, and never begun unseen.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessible, open } from './test/screen';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('a batch', () => {
  it('goes from those chosen in the fleet over the review to its own screen', async () => {
    const { transport, user } = open({}, '#/fleet');
    const fleet = await screen.findByRole('grid', { name: /^Devices/ });
    await user.click(await within(fleet).findByRole('checkbox', { name: 'Choose turbine-north-100' }));
    await user.click(await screen.findByRole('button', { name: 'Deploy to these…' }));
    await user.click(await screen.findByRole('button', { name: /^Prepare/ }));
    await screen.findByRole('heading', { level: 1, name: 'New deployment' });
    const devices = await screen.findByRole('list', { name: 'Devices' });
    expect(within(devices).getAllByRole('listitem').length, 'whom it is for is in sight').toBe(37);
    await accessible();
    expect(transport.count('batch_start'), 'nothing is begun by it').toBe(0);
  });

  it('is begun with the number typed, from a button that says how many', async () => {
    const { transport, user } = open({ step: 4, draft: 'filled', batch: 'prepared', each: true }, '#/new');
    const send = await screen.findByRole('button', { name: 'Send 37 deployments, one per device' });
    expect(send, 'not before it is confirmed').toHaveProperty('disabled', true);
    await user.type(screen.getByRole('textbox', { name: 'Type 37 to confirm' }), '37');
    await accessible();
    await user.click(send);
    await screen.findByRole('grid', { name: 'Devices of the batch' });
    expect([location.hash, transport.count('batch_start'), transport.count('launch')]).toEqual(['#/batch/b-1', 1, 0]);
  });

  it('tells of each device, and is stopped and resumed', async () => {
    const { transport, user } = open({ batch: 'sending' }, '#/batch/b-1');
    const grid = await screen.findByRole('grid', { name: 'Devices of the batch' });
    await within(grid).findAllByText('sent');
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('13 of 37 sent, 1 refused, 22 not sent');
    await accessible();
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    await screen.findByText('It is stopped');
    await user.click(screen.getByRole('button', { name: /^Refused/ }));
    await waitFor(() => expect(grid.getAttribute('aria-rowcount'), 'each count filters').toBe('2'));
    await user.click(screen.getByRole('button', { name: /^Resume/ }));
    await screen.findByRole('button', { name: 'Stop' });
    expect([transport.count('batch_stop'), transport.count('batch_resume')]).toEqual([1, 1]);
  });

  it('leads to a draft for those refused, and sends nothing by it', async () => {
    const { transport, user } = open({ batch: 'stopped' }, '#/batch/b-1');
    await user.click(await screen.findByRole('button', { name: 'Retry 1 refused…' }));
    await screen.findByRole('heading', { name: 'New deployment' });
    expect(['batch_retry', 'draft_save', 'batch_start', 'launch'].map((one) => transport.count(one))).toEqual([1, 1, 0, 0]);
  });

  it('says why it does not go on while nobody knows of one', async () => {
    const { user } = open({ batch: 'unresolved', unresolved: true }, '#/batch/b-1');
    await screen.findByText('It stopped: nobody knows what became of one launch');
    await user.click(screen.getByRole('button', { name: /^Resume/ }));
    expect((await screen.findByText('It does not go on')).closest('[role=alert]')?.textContent).toContain('Settle that first');
    await accessible();
  });

  it('stands above the launches, and is opened from there', async () => {
    const { user } = open({ batch: 'trouble' }, '#/launches');
    const batches = await screen.findByRole('region', { name: /^Batches/ });
    expect(within(batches).getByRole('button', { name: /stopped by itself/ }).textContent).toContain('not sent');
    await user.click(within(batches).getByRole('button', { name: /stopped by itself/ }));
    await screen.findByText('It stopped by itself');
    expect(location.hash).toBe('#/batch/b-1');
  });

  it('that is not known any more says so', async () => {
    open({}, '#/batch/b-9');
    await screen.findByText('This batch is not known any more');
  });
});
