// What is done to several devices of a deployment: those chosen are stopped, those that failed are tried again.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessible, open } from './screen';

const at = '#/deployment/dp-e6a5-7e19';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('several devices', () => {
  it('makes a draft for those that failed, and throws no other away unasked', async () => {
    const { transport, user } = open({}, at);
    await user.click(await screen.findByRole('button', { name: /^Retry \d+ failed…$/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Replace the draft you began?' });
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Keep it' }));
    expect([transport.count('draft_save'), location.hash], 'kept: nothing happened').toEqual([0, at]);
    await user.click(screen.getByRole('button', { name: /^Retry \d+ failed…$/ }));
    await user.click(await screen.findByRole('button', { name: 'Replace it' }));
    await waitFor(() => expect(location.hash).toBe('#/new'));
    expect([transport.count('draft_save'), transport.count('launch')], 'a draft, and nothing sent').toEqual([1, 0]);
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
