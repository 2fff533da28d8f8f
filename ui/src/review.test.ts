// The review says what was sent before, asks what has to be confirmed, and offers the same bytes for scripts; rules of the user's own hold.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draftOf, readingOf } from './dev/reading';
import type { DraftReading, LaunchRow } from './lib/transport/types';
import { BOOT, expectAccessible, mountApp, TURBINES } from './test/app';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

const LAST: LaunchRow = {
  requestId: 'l-1',
  sentMs: Date.now() - 3_600_000,
  flowUuid: 'f-7b56-3336',
  flowName: null,
  comment: 'Staged A',
  target: 'Devices in Production.',
  app: null,
  parameters: 1,
  state: 'created',
  why: null,
  deployment: 'dp-1',
};

function review(more: Partial<DraftReading>, script = {}) {
  const draft = draftOf('onlyProduction', 4);
  return mountApp('#/new', {
    draft_load: () => ({ id: 'd1', draft, savedMs: 1 }),
    draft_read: () => ({ ...readingOf(draft), confirmPhrase: null, ...more }),
    launch: () => ({ type: 'created', deployment: 'dp-2' }),
    ...script,
  });
}

const deploy = () => screen.findByRole<HTMLButtonElement>('button', { name: /^Deploy to/ });

describe('the review', () => {
  it('says that it starts everywhere at once, and names the groups on the button', async () => {
    review({});
    expect((await deploy()).textContent).toContain('Production');
    expect(screen.getByText(/It starts on all of them at once/).textContent).toContain('A guard can tell you');
  });

  it('masks secret values until they are asked for, and copies the request as it is sent', async () => {
    const secret = readingOf(draftOf('secret'));
    review({ ...secret, problems: [] });
    const request = await screen.findByRole('region', { name: 'Request' });
    const hides = () => ['correct horse', 'amber-19'].every((value) => !document.body.textContent.includes(value));
    const tabs = ['Exact request', 'As curl', 'As a script', 'GitHub Actions'];
    for (const tab of tabs) {
      await userEvent.click(within(request).getByRole('tab', { name: tab }));
      expect([tab, request.textContent.includes('••••••••'), hides()], 'it shows that there is something, and not what').toEqual([
        tab,
        true,
        true,
      ]);
    }
    await userEvent.click(within(request).getByRole('tab', { name: 'Exact request' }));
    expect(request.textContent, 'what is copied is said').toContain(
      '2 secret values masked. Copying takes the request as JSON as it is sent',
    );
    await expectAccessible();
    const copied: string[] = [];
    const clipboard = { writeText: (text: string) => (copied.push(text), Promise.resolve()) };
    vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: clipboard } }));
    await userEvent.click(within(request).getByRole('button', { name: 'Copy request as JSON, with 2 secret values in the clear' }));
    vi.unstubAllGlobals();
    expect(copied, 'the real request is what runs').toEqual([secret.json]);
    await userEvent.click(within(request).getByRole('button', { name: 'Show values' }));
    expect(request.textContent).toContain('correct horse');
    await userEvent.click(screen.getByRole('button', { name: 'Change parameters' }));
    await userEvent.click(await screen.findByRole('button', { name: /Review/ }));
    await screen.findByRole('button', { name: 'Show values' });
    expect(hides(), 'off again after leaving').toBe(true);
  });

  it('compares with the last launch of the flow', async () => {
    const change = { part: 'parameters', name: 'channel', before: 'edge', now: 'stable', masked: false } as const;
    const words = 'It differs in one parameter. The flow, the target and the release are the same.';
    review({ before: { diff: { other: LAST, changes: [change], words, same: false }, twin: null } });
    const panel = await screen.findByRole('region', { name: 'What was sent before' });
    expect(panel.textContent).toContain('It differs in one parameter');
    expect(within(panel).getByRole('row', { name: /channel edge stable/ })).toBeTruthy();
    await expectAccessible();
    await userEvent.click(within(panel).getByRole('button', { name: 'Staged A' }));
    expect(location.hash, 'and leads there').toBe('#/launches/l-1');
  });

  it('asks before the same is sent again, and sends what was said yes to', async () => {
    const same = { other: LAST, changes: [], words: 'Nothing differs: it is the same request.', same: true };
    const asks = [{ kind: 'twin', why: 'The same was sent within a day.', yes: 'Send it once more' } as const];
    const transport = review({ before: { diff: same, twin: LAST }, asks });
    const button = await deploy();
    await screen.findByText('The same was sent before:');
    expect(screen.getByText('Confirm first what is asked'), 'it says what is missing').toBeTruthy();
    expect(button.disabled, 'not before it is confirmed').toBe(true);
    await expectAccessible();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Send it once more' }));
    await waitFor(() => expect(button.disabled).toBe(false));
    await userEvent.click(button);
    expect(transport.calls.find((call) => call.name === 'launch')?.parameters).toMatchObject({ accepted: ['twin'] });
    await waitFor(() => expect(location.hash, 'the deployment opens at once').toBe('#/deployment/dp-2'));
  });

  it('has nothing to press where the user’s own rules forbid it, and says so before', async () => {
    review({ blocked: { why: 'This connection is read only, by your own rule.', untilMs: null } });
    const alert = await screen.findByText('Nothing can be launched now');
    expect(alert.closest('[role=alert]')?.textContent).toContain('read only');
    expect(screen.queryByRole('button', { name: /^Deploy to/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    await screen.findByText('Nothing can be launched now');
  });

  it('offers what sends the same, by arrow keys too', async () => {
    review({ json: '{"a":1}', curl: 'curl -X POST', script: '#!/bin/sh', action: '- name: x' });
    const tab = await screen.findByRole('tab', { name: 'Exact request' });
    tab.focus();
    for (const [name, text] of [
      ['curl line', 'curl -X POST'],
      ['POSIX script', '#!/bin/sh'],
      ['step of a GitHub Actions job', '- name: x'],
      ['request as JSON', '{"a":1}'],
    ] as const) {
      await userEvent.keyboard('{ArrowRight}');
      expect((await screen.findByRole('region', { name })).textContent).toBe(text);
    }
    await expectAccessible();
  });
});

describe('the rules of a connection', () => {
  it('are kept as they are typed, and mark it', async () => {
    const rules = { production: true, readOnly: false, askAbove: 500, forbidden: [{ days: [1, 2, 3, 4, 5, 6, 7], from: 1320, to: 360 }] };
    const ruled = { connections: [{ ...TURBINES, rules }], active: 'c1' };
    const transport = mountApp('#/settings', { connection_rules_set: () => ruled, boot: () => BOOT });
    await userEvent.click(await screen.findByRole('button', { name: 'Rules of Wind turbines' }));
    const dialog = await screen.findByRole('dialog', { name: 'Rules of Wind turbines' });
    await expectAccessible();
    await userEvent.click(within(dialog).getByRole('checkbox', { name: /^Production/ }));
    const above = within(dialog).getByRole('textbox', { name: /^Ask above/ });
    await userEvent.type(above, 'many');
    expect(within(dialog).getByText('Enter a whole number above 0, or nothing.')).toBeTruthy();
    await userEvent.clear(above);
    await userEvent.type(above, '500');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add hours' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Keep these rules' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(transport.calls.find((call) => call.name === 'connection_rules_set')?.parameters).toEqual({ connection: 'c1', rules });
    expect(screen.getAllByText('production').length, 'it is marked').toBeGreaterThan(0);
    expect(screen.getByText('asks above 500 devices · 1 span of forbidden hours')).toBeTruthy();
  });
});
