// What is done to several devices of a deployment: those chosen are stopped, those that failed are tried again.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessible, more, open } from './screen';

const at = '#/deployment/dp-e6a5-7e19';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('several devices', () => {
  it('makes a draft for those that failed, and throws no other away unasked', async () => {
    const { transport, user } = open({}, at);
    await user.click(await screen.findByRole('button', { name: /^Retry \d+ failed…$/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Before you use this draft' });
    expect(dialog.textContent, 'what it does not say by itself is said').toContain('The service decides at launch who that is');
    expect(dialog.textContent, 'and that nothing makes room').toContain('beside the drafts you began');
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect([transport.count('draft_save'), location.hash], 'kept: nothing happened').toEqual([0, at]);
    await user.click(screen.getByRole('button', { name: /^Retry \d+ failed…$/ }));
    await user.click(await screen.findByRole('button', { name: 'Use this draft' }));
    await waitFor(() => expect(location.hash).toBe('#/new'));
    expect([transport.count('draft_save'), transport.count('launch')], 'a draft, and nothing sent').toEqual([1, 0]);
  });

  it('offers every way to deploy again, and why one cannot be', async () => {
    const { transport, user } = open({}, at);
    await more(user, 'Deploy again…');
    const dialog = await screen.findByRole('dialog', { name: 'Deploy again' });
    const none = within(dialog).getByRole('button', { name: /^Retry the aborted/ });
    expect([none.hasAttribute('disabled'), none.textContent], 'it says why').toEqual([true, expect.stringContaining('None was aborted')]);
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: /^Roll back/ }));
    expect(transport.calls.find((call) => call.name === 'draft_again')?.parameters).toMatchObject({
      of: { type: 'deployment', deployment: 'dp-e6a5-7e19' },
      again: { type: 'rollBack' },
    });
    await waitFor(() => expect(location.hash).toBe('#/new'));
    expect(transport.count('launch'), 'nothing is sent').toBe(0);
  });

  it('retries those of a cause, or those chosen', async () => {
    const { transport, user } = open({}, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await within(grid).findAllByText('Failed');
    await user.click(await screen.findByRole('button', { name: /^No space left on device/ }));
    await user.click(await screen.findByRole('button', { name: 'Retry…' }));
    const asked = () => transport.calls.filter((call) => call.name === 'draft_again').map((call) => call.parameters);
    await waitFor(() => expect(asked()).toMatchObject([{ again: { type: 'cause', cause: 0 } }]));
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    grid.focus();
    await user.keyboard(' ');
    const bar = await screen.findByRole('region', { name: 'Chosen devices' });
    await user.click(within(bar).getByRole('button', { name: 'Retry…' }));
    await waitFor(() => expect(asked().at(-1)).toMatchObject({ again: { type: 'chosen' } }));
  });

  it('takes those chosen away, or those of a cause', async () => {
    const { transport, user } = open({ named: true }, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await within(grid).findAllByText('Failed');
    grid.focus();
    await user.keyboard(' ');
    const bar = await screen.findByRole('region', { name: 'Chosen devices' });
    await user.click(within(bar).getByRole('button', { name: 'Export…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export' });
    expect(within(dialog).getByRole<HTMLInputElement>('radio', { name: /1 device chosen/ }).checked).toBe(true);
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Choose where…' }));
    const asked = () => transport.calls.filter((call) => call.name === 'export_devices').at(-1)?.parameters;
    expect(asked()).toMatchObject({ chosen: true, view: { states: [], cause: null } });
    await user.click(await screen.findByRole('button', { name: /^No space left on device/ }));
    const panel = await screen.findByRole('region', { name: /^Why \d+ failed/ });
    await user.click(await within(panel).findByRole('button', { name: 'Export…' }));
    await user.click(within(await screen.findByRole('dialog', { name: 'Export' })).getByRole('button', { name: 'Choose where…' }));
    expect(asked()).toMatchObject({ chosen: false, view: { states: [], cause: 0, text: '' } });
  });

  it('chooses by keys and boxes, says who, and stops only those', async () => {
    const { transport, user } = open({ named: true }, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await within(grid).findAllByText('Failed');
    await user.click(screen.getByRole('button', { name: /^Pending/ }));
    await waitFor(() => expect(within(grid).queryByText('Failed')).toBeNull());
    grid.focus();
    await user.keyboard(' ');
    const bar = await screen.findByRole('region', { name: 'Chosen devices' });
    expect(bar.textContent).toContain('1 device chosen');
    expect(transport.count('device'), 'Space chooses, and opens nothing').toBe(0);
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    await waitFor(() => expect(bar.textContent).toContain('3 devices chosen'));
    expect(within(grid).getAllByRole('row', { selected: true }).length, 'those passed over').toBe(3);
    await user.keyboard('{Control>}a{/Control}');
    await waitFor(() => expect(bar.textContent).toContain('and whoever comes to match'));
    await accessible();
    const told = { devices: 2, accepted: 1, unknown: 0, refused: 0, waitsUntilMs: null };
    transport.onAbortChosen = (_plan, onProgress) => {
      onProgress(told);
      const refused = [{ device: 'd-1', why: 'It has ended.' }];
      return Promise.resolve({ accepted: 1, unknown: [], unknownCount: 0, refused, refusedCount: 1, unsent: 0, gaveUp: null, again: 7 });
    };
    await user.click(within(bar).getByRole('button', { name: 'Abort chosen…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Abort chosen devices' });
    await within(dialog).findByText(/pending devices stop at once/);
    expect(transport.count('abort_chosen'), 'nothing is sent before it is confirmed').toBe(0);
    await user.click(within(dialog).getByRole('button', { name: /^Abort on/ }));
    await within(dialog).findByText('1 request was refused.');
    await user.click(within(dialog).getByRole('button', { name: 'Ask the 1 again' }));
    await waitFor(() =>
      expect(transport.calls.filter((call) => call.name === 'abort_chosen').map((call) => call.parameters)).toMatchObject([
        { plan: 1 },
        { plan: 7 },
      ]),
    );
    for (const close of within(dialog).getAllByRole('button', { name: 'Close' }).slice(-1)) await user.click(close);
    grid.focus();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Chosen devices' })).toBeNull());
    expect(location.hash, 'the first Escape lets go of the choice, not of the screen').toBe(at);
  });
});
