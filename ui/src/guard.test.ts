// Guards as the user meets them: armed on a deployment, seen to count, acknowledged when they fired; and with a launch.
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import App from './App.svelte';
import { scripted, type Mood } from './dev/script';
import { expectAccessible } from './test/app';

const MOOD: Mood = { theme: 'light', text: 100, mood: 'live', devices: 400, named: false, unresolved: false };

function open(mood: Partial<Mood> = {}, hash = '#/deployment/dp-e6a5-7e19') {
  location.hash = hash;
  const transport = scripted({ ...MOOD, ...mood });
  render(App, { transport });
  return { transport, user: userEvent.setup() };
}

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('a guard', () => {
  it('is armed with its numbers, and shows its state as it counts', async () => {
    const { transport, user } = open();
    await user.click(await screen.findByRole('button', { name: 'Guard…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Guard' });
    await expectAccessible();
    const percent = within(dialog).getByRole('textbox', { name: 'Per cent failed' });
    await user.clear(percent);
    await user.click(within(dialog).getByRole('button', { name: 'Arm the guard' }));
    expect(within(dialog).getByRole('alert').textContent, 'said beside the number').toContain('from 0 to 99');
    expect(transport.count('guard_arm'), 'nothing is armed by a form that says nothing').toBe(0);
    await user.type(percent, '7');
    await user.click(within(dialog).getByRole('button', { name: 'Arm the guard' }));
    await screen.findByRole('button', { name: 'Guard: stop at 7 %' });
    expect(transport.calls.findLast((call) => call.name === 'guard_arm')?.parameters).toEqual({
      connection: 'c1',
      deployment: 'dp-e6a5-7e19',
      comment: 'Gateway firmware 4.12.0, staged B',
      rule: { limits: [{ type: 'failedShare', percent: 7, least: 50 }], abort: true },
    });
    expect(screen.getByText(/3\.1 % of 8,685 finished failed; stops above 7 % of at least 50/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Guard: stop at 7 %' }));
    await user.click(await screen.findByRole('button', { name: 'Disarm' }));
    await screen.findByRole('button', { name: 'Guard…' });
  });

  it('that would fire at once says so before it is armed', async () => {
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Guard…' }));
    const percent = await screen.findByRole('textbox', { name: 'Per cent failed' });
    await user.clear(percent);
    await user.type(percent, '0');
    expect((await screen.findByText('That is passed already')).closest('[role=alert]')?.textContent).toContain('aborts the deployment');
  });

  it('that fired is on its deployment until it is acknowledged', async () => {
    const { transport, user } = open({ guard: 'fired' });
    const banner = (await screen.findByText(/The guard fired at/)).closest<HTMLElement>('[role=alert]');
    if (banner === null) throw new Error('what fired must be announced');
    expect(banner.textContent).toContain('8 of 96 finished devices failed: 8.3 %, more than 5 %');
    expect(banner.textContent, 'and what it did').toContain('The abort was requested and accepted');
    await expectAccessible();
    await user.click(within(banner).getByRole('button', { name: 'Acknowledge' }));
    await screen.findByRole('button', { name: 'Guard: stop at 5 %, …' });
    expect(transport.count('guard_acknowledge')).toBe(1);
    expect(screen.queryByText(/The guard fired at/)).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Guard: stop at 5 %, …' }));
    const did = await screen.findByRole('region', { name: 'What it saw and did' });
    expect(did.textContent, 'it stays written').toContain('8 of 96');
  });

  it('whose abort was refused offers the abort itself', async () => {
    const { user } = open({ guard: 'refused' });
    const banner = (await screen.findByText(/The guard fired at/)).closest<HTMLElement>('[role=alert]');
    if (banner === null) throw new Error('what fired must be announced');
    await user.click(within(banner).getByRole('button', { name: 'Abort…' }));
    await screen.findByRole('dialog', { name: 'Abort the deployment' });
  });

  it('elsewhere is told of by a note and in the rail, which lead to it', async () => {
    const { user } = open({ guard: 'armed' }, '#/deployments');
    await screen.findByText('Guard fired: Camera models v9');
    const rail = await screen.findByRole('list', { name: 'Guards' });
    await user.click(within(rail).getByRole('button', { name: /Camera models v9 · guard fired/ }));
    await waitFor(() => expect(location.hash).toBe('#/deployment/dp-d90e-7abe'));
  });

  it('is chosen in the review and goes with the launch', async () => {
    const { transport, user } = open({ step: 4, draft: 'filled' }, '#/new');
    await user.click(await screen.findByRole('button', { name: /^(Add… a guard|Change guard)$/ }));
    await user.click(await screen.findByRole('button', { name: 'Guard the launch' }));
    await screen.findByText(/Stops when more than 5 % of at least 50 finished devices failed/);
    const deploy = await screen.findByRole('button', { name: /^Deploy to/ });
    await waitFor(() => expect(deploy.hasAttribute('disabled'), 'once the draft is read again').toBe(false));
    await user.click(deploy);
    await waitFor(() => expect(transport.count('launch')).toBe(1));
    expect(transport.calls.find((call) => call.name === 'launch')?.parameters).toMatchObject({
      draft: { guard: { limits: [{ type: 'failedShare', percent: 5, least: 50 }], abort: true } },
    });
  });
});
