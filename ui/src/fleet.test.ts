// The Fleet screen as the user meets it, over the made-up core: facets by mouse and keys, choosing, deploying to those chosen, importing.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessible, BROKEN, open } from './test/screen';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

const AT = '#/fleet';

/** Opens the screen with no facet in force: it remembers those of the test before, as it should. */
async function openAll() {
  const opened = open({}, AT);
  const grid = await screen.findByRole('grid', { name: 'Devices' });
  await screen.findByRole('region', { name: 'Facets' });
  for (const all of screen.queryAllByRole('button', { name: /^All of/ })) await opened.user.click(all);
  await within(grid).findByText('turbine-north-100');
  return { ...opened, grid };
}

const rows = (): string | null => screen.getByRole('grid', { name: 'Devices' }).getAttribute('aria-rowcount');
const facet = (group: string, name: RegExp) => within(screen.getByRole('group', { name: group })).getByRole('button', { name });

describe('the fleet', () => {
  it('shows what is known, where from and how old, and is accessible', async () => {
    const { grid } = await openAll();
    expect(grid.getAttribute('aria-rowcount')).toBe('401');
    expect(screen.getByText(/^read from the service/).textContent).toBe('read from the service 2 min ago');
    expect(facet('Group', /^Production/).textContent).toMatch(/352$|3\d\d$/);
    await accessible();
  });

  it('narrows by facets: values of one add up, a second press takes back, and all is one press away', async () => {
    const { transport, user } = await openAll();
    await user.click(facet('Group', /^Test/));
    await user.click(facet('Last deployment', /^Failed/));
    await waitFor(() =>
      expect(transport.calls.findLast((call) => call.name === 'fleet_rows')?.parameters).toMatchObject({
        view: { groups: ['Test'], last: ['failed'] },
      }),
    );
    expect(facet('Group', /^Test/).getAttribute('aria-pressed')).toBe('true');
    await user.click(within(screen.getByRole('group', { name: 'Group' })).getByRole('button', { name: 'All of group' }));
    await user.click(facet('Last deployment', /^Failed/));
    await waitFor(() => expect(rows()).toBe('401'));
  });

  it('is one stop of Tab for all facets; the arrows go through them, and Enter puts one into force', async () => {
    const { user } = await openAll();
    const stops = within(screen.getByRole('region', { name: 'Facets' }))
      .getAllByRole('button')
      .filter((one) => one.tabIndex === 0);
    expect(stops.length).toBe(1);
    stops[0]?.focus();
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(facet('Group', /^Test/).getAttribute('aria-pressed')).toBe('true'));
    await user.keyboard('{End}');
    const all = within(screen.getByRole('region', { name: 'Facets' })).getAllByRole('button');
    expect(document.activeElement, 'the last of all facets').toBe(all.at(-1));
  });

  it('deploys to those chosen: the exact target becomes the draft', async () => {
    const { transport, user } = await openAll();
    await user.click(facet('Group', /^Production/));
    await user.click(screen.getByRole('checkbox', { name: 'Choose all that match' }));
    const bar = await screen.findByRole('region', { name: 'Chosen devices' });
    expect(bar.textContent).toMatch(/\d+ devices chosen\s*Production · and whoever comes to match/);
    await accessible();
    await user.click(within(bar).getByRole('button', { name: 'Deploy to these…' }));
    await screen.findByRole('heading', { level: 1, name: 'New deployment' });
    expect(transport.calls.find((call) => call.name === 'draft_save')?.parameters).toMatchObject({ draft: { groups: ['Production'] } });
  });

  it('says that it would be one deployment for each device, where no target reaches exactly these', async () => {
    const { transport, user, grid } = await openAll();
    await user.click(await within(grid).findByRole('checkbox', { name: 'Choose turbine-north-100' }));
    await user.click(await within(grid).findByRole('checkbox', { name: 'Choose turbine-east-101' }));
    await user.click(await screen.findByRole('button', { name: 'Deploy to these…' }));
    const dialog = await screen.findByRole('dialog', { name: 'No one target reaches exactly these' });
    expect(dialog.textContent).toContain('one deployment for each device: 2 deployments');
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Chosen devices' }), 'Escape lets go of them').toBeNull());
    expect(transport.count('draft_save')).toBe(0);
  });

  it('opens a device at its address, with each fact and its source, and goes on by keys', async () => {
    const { user, grid } = await openAll();
    await user.click(await within(grid).findByText('turbine-north-100'));
    const panel = await screen.findByRole('complementary', { name: 'Device turbine-north-100' });
    expect(within(panel).getAllByText(/^turbines\.csv, /).length, 'each with its source and age').toBe(2);
    expect(location.hash).toBe('#/fleet/device/d-4cfe-4e51');
    await accessible();
    await user.keyboard('j');
    await screen.findByRole('complementary', { name: 'Device turbine-east-101' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(location.hash).toBe('#/fleet'));
    expect(document.activeElement, 'the arrows go on in the rows').toBe(grid);
  });

  it('imports a list: columns, what is left out, and the lists, each removable', async () => {
    const { user } = open({}, AT);
    await user.click(await screen.findByRole('button', { name: 'Import a list…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Import turbines.csv' });
    expect(within(dialog).getByText('The device id is empty.')).toBeTruthy();
    await accessible();
    await user.click(await within(dialog).findByRole('button', { name: 'Import 212 devices' }));
    await within(dialog).findByText(/2 rows were left out/);
    await user.click(within(dialog).getByRole('button', { name: 'Done' }));
    await user.click(await screen.findByRole('button', { name: '2 imported lists' }));
    const lists = await screen.findByRole('dialog', { name: 'Imported lists' });
    await user.click(within(lists).getAllByRole('button', { name: 'Remove turbines.csv' })[0] as HTMLElement);
    await waitFor(() => expect(within(lists).getAllByRole('button', { name: 'Remove turbines.csv' }).length).toBe(1));
  });

  it.each([
    ['unknown', 'Nothing is known of this fleet yet', 'Read it from the service'],
    ['refused', 'The service does not list its devices to this token', 'Import a list…'],
    ['empty', 'The service lists no devices', 'Read again'],
  ])('%s: says so once, and what to do', async (known, title, action) => {
    open({ known }, AT);
    await screen.findByRole('heading', { level: 2, name: title });
    expect(screen.getAllByText(title).length).toBe(1);
    expect(screen.getAllByRole('button', { name: action }).length).toBeGreaterThan(0);
    await accessible();
  });

  it('keeps what is known while the service cannot be reached', async () => {
    open({ known: 'trouble', devices: 40 }, AT);
    expect((await screen.findByRole('alert')).textContent).toContain('What is shown was known before.');
    await waitFor(() => expect(Number(rows()), 'the rows stand').toBeGreaterThan(1));
  });

  it('says when nothing fits, and shows all again', async () => {
    const { user } = await openAll();
    await user.type(await screen.findByRole('searchbox', { name: 'Search the fleet' }), 'no such thing');
    await screen.findByText('No device matches');
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(rows()).toBe('401'));
  });
});

describe('the wizard over a known fleet', () => {
  it('says what is reached as of when, what each filter takes away, and all of them on request', async () => {
    const { user } = open({ step: 1 }, '#/new');
    await screen.findByText(/^as the fleet was seen 2 min ago/);
    expect(screen.getAllByTitle(/known devices? in it$/).length).toBe(2);
    expect(screen.getAllByTitle(/known devices do not match this filter$/).length).toBeGreaterThan(1);
    await accessible();
    await user.click(screen.getByRole('button', { name: /^See all/ }));
    const dialog = await screen.findByRole('dialog', { name: 'What this deployment reaches' });
    await within(dialog).findByRole('grid', { name: 'Devices reached' });
    await accessible();
  });

  it('says nothing of it where nothing is known', async () => {
    open({ step: 1, known: 'refused' }, '#/new');
    await screen.findByText('Production');
    expect(screen.queryByText(/as the fleet was seen/)).toBeNull();
  });

  it('says it on the review, too', async () => {
    open({ step: 4 }, '#/new');
    expect((await screen.findByText(/^as the fleet was seen 2 min ago/, { exact: false })).textContent).toMatch(/device/);
  });
});

describe('what is not known of the fleet', () => {
  it('has no way on from a device that a link led to, and says why', async () => {
    const { user } = open({}, `${AT}/device/d-0100`);
    const panel = await screen.findByRole('complementary', { name: /^Device / });
    const next = within(panel).getByRole<HTMLButtonElement>('button', { name: 'Next device' });
    expect([next.disabled, next.title], 'nobody knows which is next').toEqual([true, expect.stringContaining('not opened from the table')]);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await user.click(await within(grid).findByText('turbine-north-100'));
    await waitFor(() => expect([next.disabled, next.title]).toEqual([false, 'Next device (J)']));
  });

  it('does not tell a number of devices where they could not be read', async () => {
    open({}, AT, 'fleet_rows');
    expect((await screen.findByRole('alert')).textContent).toContain(BROKEN);
    const grid = await screen.findByRole('grid', { name: 'Devices' });
    await within(grid).findByText('Not read yet');
    expect(screen.queryByText('0 devices'), 'nobody knows how many there are').toBeNull();
  });
});
