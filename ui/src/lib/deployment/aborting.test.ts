// What went wrong with an abort is said until it is asked for again, whatever is looked at meanwhile.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, failing } from '../../test/answering';
import { open } from '../../test/screen';
import { Failure } from '../transport/transport';
import type { MemoryTransport } from '../transport/memory';

const at = '#/deployment/dp-e6a5-7e19';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

/** The deployment was looked at once more. */
function looked(transport: MemoryTransport, n: number): void {
  if (transport.noticed === null) throw new Error('the deployment is watched');
  transport.notify({ ...transport.noticed, lastGoodMs: Date.now() + n * 15_000 });
}

describe('an abort that failed', () => {
  it('of a deployment is said through later looks, and through a reading that fails after it', async () => {
    const { transport, user } = open({}, at);
    failing(transport, 'abort', { message: 'The abort did not arrive.' });
    await user.click(await screen.findByRole('button', { name: 'Abort…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Abort the deployment' });
    await within(dialog).findByText('1,151 pending devices will not start.');
    await user.click(within(dialog).getByRole('button', { name: 'Abort the deployment' }));
    await within(dialog).findByText(/The abort did not arrive/);
    const planned = transport.count('abort_plan');
    looked(transport, 1);
    await waitFor(() => expect(transport.count('abort_plan'), 'the counts are read anew').toBe(planned + 1));
    expect(dialog.textContent, 'nobody asked for it again: it still failed').toContain('The abort did not arrive');
    failing(transport, 'abort_plan', { message: 'The plan could not be read.' });
    looked(transport, 2);
    await within(dialog).findByText(/The plan could not be read/);
    expect(dialog.textContent, 'one failure does not stand in for the other').toContain('The abort did not arrive');
  });

  it('of those chosen is said through later looks, as a stop that failed is', async () => {
    const { transport, user } = open({ named: true }, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await within(grid).findAllByText('Failed');
    await user.click(screen.getByRole('button', { name: /^Pending/ }));
    await waitFor(() => expect(within(grid).queryByText('Failed')).toBeNull());
    grid.focus();
    await user.keyboard(' ');
    const bar = await screen.findByRole('region', { name: 'Chosen devices' });
    await user.click(within(bar).getByRole('button', { name: 'Abort chosen…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Abort chosen devices' });
    await within(dialog).findByText(/pending devices stop at once/);
    transport.onAbortChosen = () =>
      Promise.reject(new Failure({ code: 'unreachable', message: 'The abort did not arrive.', retryable: true }));
    let late: () => void = () => undefined;
    answering(transport, 'abort_chosen_plan', async (_, usual) => {
      await new Promise<void>((resolve) => (late = resolve));
      return await usual();
    });
    looked(transport, 1);
    await user.click(within(dialog).getByRole('button', { name: /^Abort on/ }));
    await within(dialog).findByText(/The abort did not arrive/);
    late();
    looked(transport, 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    late();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(dialog.textContent, 'a reading says nothing of what was asked for').toContain('The abort did not arrive');
  });
});
