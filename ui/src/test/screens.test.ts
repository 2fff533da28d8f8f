// The screens as the user meets them, over the made-up core: named controls, keys, and the accessibility rules axe knows.
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import App from '../App.svelte';
import { accessible, BROKEN, breaks, more, open } from './screen';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

describe('the list', () => {
  it('shows the fleet, its counts as filters, and is accessible', async () => {
    open();
    const grid = await screen.findByRole('grid', { name: 'Deployments' });
    await within(grid).findByText('Gateway firmware 4.12.0, staged B');
    expect(grid.getAttribute('aria-rowcount'), 'the true number, though few rows exist').toBe('319');
    expect(within(grid).getAllByRole('row').length, 'only the rows on screen exist').toBeLessThan(40);
    expect(screen.getByRole('button', { name: /^All\s+318\s*\+$/ }).getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByText(/272 of 318 looked at/), 'what the counts leave out is said').toBeTruthy();
    expect(within(grid).getAllByText('not scanned').length, 'never scanned is not called clean').toBeGreaterThan(0);
    expect(within(grid).getAllByText('none found').length).toBeGreaterThan(0);
    await accessible();
  });

  it('filters by a count and says when nothing fits', async () => {
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: /^Moving/ }));
    await waitFor(() => expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('2'));
    await user.type(screen.getByRole('searchbox', { name: 'Search deployments' }), 'no such thing');
    await screen.findByText('Nothing matches');
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('319'));
  });

  it('is worked by keyboard: slash searches, arrows move, Enter opens, Escape comes back', async () => {
    const { user } = open();
    const grid = await screen.findByRole('grid');
    await within(grid).findByText('Camera models v9');
    await user.keyboard('/');
    expect(document.activeElement, 'slash reaches the search').toBe(screen.getByRole('searchbox'));
    grid.focus();
    await user.keyboard('{ArrowDown}{Enter}');
    await screen.findByRole('heading', { level: 1, name: 'Gateway firmware 4.12.0, staged A' });
    await user.keyboard('{Escape}');
    await screen.findByRole('heading', { level: 1, name: 'Deployments' });
    const again = await screen.findByRole('grid');
    await waitFor(() => expect(document.activeElement, 'the table has the focus, so that the arrows go on').toBe(again));
    const selected = within(again).getAllByRole('row', { current: true });
    expect(selected[0]?.textContent, 'where the user was').toContain('Gateway firmware 4.12.0, staged A');
  });

  it('takes the list away, and says what is not in it', async () => {
    const { transport, user } = open();
    await screen.findByRole('grid');
    await user.click(screen.getByRole('button', { name: 'Export…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export the list' });
    expect(dialog.textContent, 'what is missing is said before').toContain('318 of 400 loaded');
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Choose where…' }));
    expect(transport.calls.find((call) => call.name === 'export_list')?.parameters).toMatchObject({ view: { filter: 'all', text: '' } });
  });

  it('asks for a token when the service refused it', async () => {
    const { user } = open({ mood: 'stopped' });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The token was not accepted');
    await user.click(within(alert).getByRole('button', { name: 'Give a new token' }));
    expect(await screen.findByRole('dialog', { name: 'Token of Wind turbines' }), 'at that connection').toBeTruthy();
    expect(location.hash, 'which is not asked for once more by coming back').toBe('#/settings');
  });

  it('keeps the rows and says their age when the service cannot be reached', async () => {
    open({ mood: 'stale' });
    expect((await screen.findByRole('alert')).textContent).toContain('What is shown was seen 3 min ago.');
    await screen.findByText('Camera models v9');
  });

  it('offers the first deployment to an empty fleet', async () => {
    open({ mood: 'empty' });
    await screen.findByText('No deployments yet');
    await accessible();
  });

  it('shows launches nobody knows the outcome of, and lets the user say which it is', async () => {
    const { transport, user } = open({ unresolved: true });
    await user.click(await screen.findByRole('button', { name: 'See what is known' }));
    const dialog = await screen.findByRole('dialog', { name: 'Unresolved launches' });
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'This is it: dp-e6a5-7e19' }));
    await waitFor(() => expect(transport.count('launch_adopt')).toBe(1));
    await screen.findByRole('heading', { level: 1, name: 'Gateway firmware 4.12.0, staged B' });
  });
});

describe('launches nobody knows the outcome of', () => {
  it('say in the dialog what came of a press: a note would lie under it', async () => {
    const { transport, user } = open({ unresolved: true });
    await user.click(await screen.findByRole('button', { name: 'See what is known' }));
    const dialog = await screen.findByRole('dialog', { name: 'Unresolved launches' });
    await user.click(within(dialog).getByRole('button', { name: 'Look again' }));
    await within(dialog).findByText('Still not known');
    const mend = breaks(transport, 'launch_dismiss');
    await user.click(within(dialog).getByRole('button', { name: 'Set aside' }));
    await within(dialog).findByText(BROKEN);
    expect(within(dialog).queryByText('Still not known'), 'that was the press before').toBeNull();
    await accessible();
    mend();
    await user.click(within(dialog).getByRole('button', { name: 'Set aside' }));
    await waitFor(() => expect(screen.queryByRole('dialog'), 'none is left').toBeNull());
    expect(await screen.findByText('Set aside'), 'then a note says it').toBeTruthy();
  });
});

describe('a deployment', () => {
  const at = '#/deployment/dp-e6a5-7e19';

  it('keeps the focus on its bell while that is asked for, and asks once', async () => {
    const { transport, user } = open({}, at);
    const bell = await screen.findByRole<HTMLButtonElement>('button', { name: 'Tell me when it lands' });
    const call = transport.call.bind(transport);
    let asked = 0;
    transport.call = (name, parameters) =>
      name === 'landing_hold' ? ((asked += 1), new Promise(() => undefined)) : call(name, parameters);
    await user.click(bell);
    await user.click(bell);
    expect([document.activeElement, bell.getAttribute('aria-disabled'), asked], 'greyed it would lose it').toEqual([bell, 'true', 1]);
  });

  it('shows head, counts, picture, causes and devices, and is accessible', async () => {
    open({}, at);
    await screen.findByRole('heading', { level: 1, name: 'Gateway firmware 4.12.0, staged B' });
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('401'));
    await screen.findByRole('button', { name: /^No space left on device/ });
    expect((await within(grid).findAllByText('No space left on device')).length, 'and stands in the rows that failed so').toBeGreaterThan(
      0,
    );
    expect(screen.getByRole('application', { name: /^Fleet picture: .*succeeded/ }), 'the picture says its counts').toBeTruthy();
    expect(within(grid).queryByRole('columnheader', { name: 'Device' }), 'no names were sent: no column of nothing').toBeNull();
    await accessible();
  });

  it('opens a device, shows its steps, and Escape closes it before it leaves', async () => {
    const { user } = open({}, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const cell = (await within(grid).findAllByText('Failed'))[0];
    if (cell === undefined) throw new Error('the made-up fleet has failed devices');
    await user.click(cell);
    const drawer = await screen.findByRole('complementary', { name: /^Device d-/ });
    await within(drawer).findByText('exit 137');
    const printed = within(drawer).getByRole('region', { name: 'errors of install' });
    expect(printed.textContent, 'colours take nothing away').toBe('install: write error: No space left on device');
    expect(within(printed).getByText('error').className, 'and are there').toContain('red');
    expect(within(drawer).getByText(/only the end of 44.2 MB is shown/), 'cut output says so').toBeTruthy();
    await accessible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary', { name: /^Device d-/ })).toBeNull());
    expect(location.hash, 'still on the deployment').toBe(at);
    await waitFor(() => expect(document.activeElement, 'the table has the focus again').toBe(grid));
  });

  it('says what an abort would do before it is sent, and what it did', async () => {
    const { transport, user } = open({}, at);
    await user.click(await screen.findByRole('button', { name: 'Abort…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Abort the deployment' });
    await within(dialog).findByText('1,151 pending devices will not start.');
    expect(transport.count('abort'), 'nothing is sent by looking').toBe(0);
    expect(document.activeElement?.textContent, 'the safe choice has the focus').toContain('Keep running');
    await accessible();
    const planned = transport.count('abort_plan');
    if (transport.noticed === null) throw new Error('the deployment is watched');
    transport.notify({ ...transport.noticed, lastGoodMs: Date.now() + 15_000 });
    await waitFor(() => expect(transport.count('abort_plan'), 'a look later the counts are of that look').toBe(planned + 1));
    await user.click(within(dialog).getByRole('button', { name: 'Abort the deployment' }));
    await within(dialog).findByText('Abort requested');
    expect(transport.count('abort')).toBe(1);
    expect(transport.count('watch_now'), 'it looks at once after an action').toBe(1);
  });

  it('reads a search back in place, what it did not understand included', async () => {
    const { user } = open({}, at);
    const field = await screen.findByRole('searchbox', { name: 'Search devices' });
    await user.click(field);
    await user.paste('-group:test cause:"No space" took:>5m stat:up in-state:5');
    const reading = (await screen.findByText(/is no field: searched as a text/)).closest('[role=status]');
    expect(reading?.textContent.replace(/\s+/g, ' '), 'what is searched').toContain(
      'not group holds “test” and cause holds “No space” and took over 5 min',
    );
    expect(reading?.textContent, 'what was left out').toContain('in-state takes a length of time with its unit');
    expect(reading?.textContent, 'what the answer leaves open').toContain('Causes are known of 60 of 273');
    await accessible();
    await user.clear(field);
    await waitFor(() => expect(screen.queryByText(/is no field/), 'no text, nothing to read').toBeNull());
    await user.click(screen.getByRole('button', { name: 'What a search can write' }));
    await user.click(await screen.findByRole('button', { name: 'Search for state:failed' }));
    expect(field, 'an example is taken over').toHaveProperty('value', 'state:failed');
    await accessible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Search for state:failed' }), 'the help closes').toBeNull());
    expect(location.hash, 'and the screen stays').toBe(at);
  });

  it('takes results away: all or what is shown, with its progress and its place', async () => {
    const { transport, user } = open({}, at);
    await screen.findByRole('grid', { name: 'Devices' });
    await user.click(await screen.findByRole('button', { name: /^Failed/ }));
    await more(user, 'Export…');
    const dialog = await screen.findByRole('dialog', { name: 'Export' });
    const shown = within(dialog).getByRole<HTMLInputElement>('radio', { name: /shown/ });
    expect(shown.checked, 'what is looked at is what is meant').toBe(true);
    await accessible();
    await user.click(within(dialog).getByRole('radio', { name: /^JSON/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Choose where…' }));
    const asked = transport.calls.find((call) => call.name === 'export_devices')?.parameters;
    expect(asked).toMatchObject({ deployment: 'dp-e6a5-7e19', format: 'json', view: { states: ['failed'] } });
    await screen.findByText('Writing…');
    await screen.findByText(/dp-e6a5-7e19-devices\.csv/, {}, { timeout: 4000 });
    expect(screen.queryByText('Writing…'), 'it is done').toBeNull();
  });

  it('shows the request that was sent', async () => {
    const { user } = open({}, at);
    await screen.findByText(/^launched here/);
    await more(user, 'Request…');
    const dialog = await screen.findByRole('dialog', { name: 'Request' });
    expect(within(dialog).getByRole('region', { name: 'request as sent' }).textContent).toContain('"flow_uuid": "f-7b56-3336"');
    await accessible();
  });

  it('filters by a cause, opens the device that shows it, and goes on by J and K', async () => {
    // B23, B27
    const { transport, user } = open({}, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await user.click(await screen.findByRole('button', { name: /^No space left on device/ }));
    await waitFor(() => expect(Number(grid.getAttribute('aria-rowcount')), 'fewer than all').toBeLessThan(401));
    expect(
      screen.getByRole('button', { name: /^No space left on device/, pressed: true }),
      'what is pressed is what is shown',
    ).toBeTruthy();
    expect(screen.getByRole('button', { name: /^All/ }).getAttribute('aria-pressed')).toBe('false');
    const [example] = screen.getAllByRole('button', { name: /which failed so$/ });
    if (example === undefined) throw new Error('each cause has a device');
    await user.click(example);
    const first = (await screen.findByRole('complementary', { name: /^Device d-/ })).getAttribute('aria-label');
    await user.keyboard('j');
    await waitFor(() => expect(screen.getByRole('complementary', { name: /^Device d-/ }).getAttribute('aria-label')).not.toBe(first));
    expect(transport.count('neighbour')).toBe(1);
    expect(screen.getByRole('complementary', { name: /^Device d-/ }).textContent, 'B10: when it was read').toMatch(/read \d\d:\d\d:\d\d/);
    await accessible();
  });

  it('names the flow where it stands', async () => {
    // B27
    const { transport, user } = open({}, at);
    await user.click(await screen.findByRole('button', { name: /Name it otherwise$/ }));
    const field = await screen.findByRole('textbox', { name: /^Name of the flow/ });
    await user.keyboard('{Escape}');
    expect(location.hash, 'Escape leaves the field, not the screen').toBe(at);
    await user.click(await screen.findByRole('button', { name: /Name it otherwise$/ }));
    expect(field.isConnected).toBe(false);
    await user.clear(await screen.findByRole('textbox', { name: /^Name of the flow/ }));
    await user.keyboard('Gateway firmware{Enter}');
    await waitFor(() => expect(transport.count('flow_name_set')).toBe(1));
    await waitFor(() => expect(transport.count('deployment_head'), 'the head is read again with it').toBe(2));
  });

  it('offers no abort where the own rule is read only, and says why', async () => {
    const { transport, user } = open({}, '#/settings');
    const rules = { production: false, readOnly: true, askAbove: null, forbidden: [] };
    await transport.call('connection_rules_set', { connection: 'c1', rules });
    cleanup();
    render(App, { transport });
    await user.keyboard('1');
    await user.click(await screen.findByText('Gateway firmware 4.12.0, staged B'));
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await within(grid).findAllByText('In progress');
    expect(within(grid).queryByRole('button', { name: /^Abort / }), 'core would refuse it').toBeNull();
    expect(screen.getByRole('button', { name: 'Abort…' }).getAttribute('title')).toContain('read only, by your own rule');
  });

  it('shows any moment of its past, by keys, marked as such, and offers nothing there', async () => {
    const { user } = open({}, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const timeline = await screen.findByRole('slider', { name: /^Timeline/ });
    expect(timeline.getAttribute('aria-valuetext'), 'it says what is shown').toMatch(/^Live: .*succeeded/);
    const now = screen.getByRole('button', { name: /^Succeeded/ }).textContent;
    const all = () => within(grid).getByRole('checkbox', { name: 'Choose all that match' });
    await user.click(all());
    await screen.findByRole('button', { name: /^Abort chosen/ });
    timeline.focus();
    await user.keyboard('{PageDown}{PageDown}{PageDown}{PageDown}');
    await waitFor(() => expect(screen.getByRole('button', { name: /^Succeeded/ }).textContent, 'fewer had ended').not.toBe(now));
    // Just after midnight that moment is of another day, and told with it.
    expect(timeline.getAttribute('aria-valuetext')).toMatch(/^As it was at (\d\d:\d\d:\d\d|\w+ \d+, \d\d:\d\d): /);
    expect(screen.getByText(/^As it was at (\d\d:\d\d:\d\d|\w+ \d+, \d\d:\d\d)$/), 'the view wears the time').toBeTruthy();
    expect(screen.getByRole('button', { name: 'Abort…' }).hasAttribute('disabled'), 'the past cannot be aborted').toBe(true);
    expect(screen.getByRole('button', { name: 'Abort…' }).getAttribute('title'), 'and it says why').toContain('go back to Live');
    expect(screen.getByRole('button', { name: /^Retry/ }).hasAttribute('disabled'), 'nor tried again').toBe(true);
    await user.click(screen.getByRole('button', { name: 'More to do with this deployment' }));
    for (const name of [/^Export…/, /^Deploy again…/]) {
      const item = await screen.findByRole('menuitem', { name });
      expect([item.getAttribute('aria-disabled'), item.textContent], 'nor exported, and it says why').toEqual([
        'true',
        expect.stringContaining('go back to Live'),
      ]);
    }
    await user.keyboard('{Escape}');
    expect(all().hasAttribute('disabled'), 'nobody is chosen of it').toBe(true);
    expect(screen.queryByRole('button', { name: /^Abort chosen/ }), 'those chosen before cannot be stopped from there').toBeNull();
    await waitFor(() => expect(within(grid).queryByRole('button', { name: /^Abort / }), 'nor a device of it').toBeNull());
    await accessible();
    timeline.focus();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('button', { name: /^Succeeded/ }).textContent, 'Escape leads back').toBe(now));
    expect(location.hash, 'and stays on the screen').toBe(at);
    expect(screen.getByRole('button', { name: 'Abort…' }).hasAttribute('disabled')).toBe(false);
    expect(await screen.findByRole('button', { name: /^Abort chosen/ }), 'those chosen before still are').toBeTruthy();
  });

  it('says in the drawer that the view behind shows the past', async () => {
    const { user } = open({}, at);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    const timeline = await screen.findByRole('slider', { name: /^Timeline/ });
    timeline.focus();
    await user.keyboard('{PageDown}');
    await screen.findByText(/^As it was at/);
    const cell = (await within(grid).findAllByText('In progress'))[0] ?? (await within(grid).findAllByText('Failed'))[0];
    if (cell === undefined) throw new Error('the made-up fleet moves');
    await user.click(cell);
    const drawer = await screen.findByRole('complementary', { name: /^Device d-/ });
    await within(drawer).findByText(/^The view behind shows \d\d:\d\d:\d\d/);
    const abort = within(drawer).queryByRole('button', { name: 'Abort this device…' });
    expect(abort?.hasAttribute('disabled') ?? true, 'nothing is acted on from there').toBe(true);
    await accessible();
  });

  it('says how long devices took, and leads to the slowest', async () => {
    const { user } = open({ named: true }, at);
    await user.click(await screen.findByRole('button', { name: /^median \d+ min/ }));
    const dialog = await screen.findByRole('dialog', { name: 'How long devices took' });
    expect(within(dialog).getByRole('img', { name: /^Half of \d+ devices took at most/ })).toBeTruthy();
    await accessible();
    const [slowest] = within(dialog).getAllByRole('button', { name: /^turbine-/ });
    if (slowest === undefined) throw new Error('the slowest are named');
    await user.click(slowest);
    await screen.findByRole('complementary', { name: `Device ${slowest.textContent.trim()}` });
  });

  it('never calls an empty deployment a success', async () => {
    open({ mood: 'empty' }, at);
    await screen.findByText('No devices matched (yet)');
  });

  it('says when fewer devices came than were announced', async () => {
    open({ mood: 'short' }, at);
    expect((await screen.findByRole('alert')).textContent).toContain('400 of 1,600 devices loaded');
  });
});

describe('the window', () => {
  it('says when it could not start, and tries again', async () => {
    const { transport, user } = open({ mood: 'broken' });
    await screen.findByText('Flightdeck could not start');
    expect(screen.getByText(/the disk is full/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(transport.count('boot')).toBe(2);
    await accessible();
  });

  it('lists all keys', async () => {
    const { user } = open();
    await screen.findByRole('grid');
    await user.keyboard('?');
    await screen.findByRole('dialog', { name: 'Keys' });
    await accessible();
  });

  it('switches fleets without a restart', async () => {
    const { transport, user } = open();
    await user.click(await screen.findByRole('button', { name: /^Wind turbines/ }));
    await user.click(await screen.findByRole('menuitem', { name: /Demo fleet/ }));
    await screen.findByRole('button', { name: /^Demo fleet/ });
    await waitFor(() =>
      expect(transport.calls.some((call) => call.name === 'list_watch' && JSON.stringify(call.parameters).includes('c2'))).toBe(true),
    );
    expect(transport.count('list_unwatch'), 'the fleet that was left is no longer watched').toBe(1);
  });
});
