// The help as the user meets it, and that the guide is whole and says what the application says.
import { CHAPTERS, PICTURES } from 'virtual:guide';
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { Keymap } from './lib/actions/keymap.svelte';
import { ACTION_IDS, described } from './lib/actions/registry';
import { linesOf, words } from './lib/help/search';
import type { GuidePage, Inline, Place } from './lib/help/tree';
import { placeOf } from './lib/session/help';
import type { Route } from './lib/session/router.svelte';
import { DEPLOYMENT_SEARCH, DEVICE_SEARCH, FILTER_SHAPES, FLEET_SEARCH, LAUNCH_SEARCH, SETTINGS_RANGES } from './lib/transport/types';
import { accessible, open } from './test/screen';

const PAGES = CHAPTERS.flatMap(({ pages }) => pages);

/** One of each: the compiler says when a place is missing here. */
const ROUTES: { [N in Route['name']]: Extract<Route, { name: N }>[] } = {
  welcome: [{ name: 'welcome' }],
  help: [{ name: 'help' }],
  deployments: [{ name: 'deployments' }],
  fleet: [{ name: 'fleet' }, { name: 'fleet', device: 'd' }],
  fleets: [{ name: 'fleets' }],
  launches: [{ name: 'launches' }, { name: 'launches', launch: 'l' }],
  new: [{ name: 'new' }],
  plans: [{ name: 'plans' }, { name: 'plans', id: 'p' }],
  batch: [{ name: 'batch', id: 'b' }],
  deployment: [
    { name: 'deployment', uuid: 'u' },
    { name: 'deployment', uuid: 'u', device: 'd' },
  ],
  comparison: [{ name: 'comparison', a: 'a', b: 'b' }],
  settings: [{ name: 'settings' }, { name: 'settings', connection: 'c' }, { name: 'settings', section: 'keyboard' }],
};

function pageOf(id: string): GuidePage {
  const page = PAGES.find((one) => one.id === id);
  if (page === undefined) throw new Error(`the guide has no page ${id}`);
  return page;
}

function exists({ page, part }: Place): boolean {
  return PAGES.some(
    ({ id, blocks }) => id === page && (part === undefined || blocks.some((one) => one.type === 'heading' && one.id === part)),
  );
}

const linksIn = (inside: readonly Inline[]): Place[] =>
  inside.flatMap((one) => ('text' in one ? [] : [...(one.type === 'link' ? [one.to] : []), ...linksIn(one.inside)]));
/** The rows of the tables below a heading, or of the whole page, as words. */
function rows(page: GuidePage, part: string | null): string[] {
  let inside = part === null;
  return page.blocks.flatMap((block) => {
    if (block.type === 'heading' && block.level > 1 && part !== null) inside = block.id === part;
    return inside && block.type === 'table' ? block.rows.map((row) => row.map(words).join(' | ')) : [];
  });
}

describe('the guide', () => {
  it('has a page about every screen', () => {
    for (const route of Object.values(ROUTES).flat()) expect(exists(placeOf(route)), JSON.stringify(route)).toBe(true);
  });

  it('leads nowhere else than into itself', () => {
    const links = PAGES.flatMap((page) =>
      page.blocks
        .flatMap(linesOf)
        .flatMap(linksIn)
        .map((to) => ({ from: page.id, to })),
    );
    expect(links.length, 'there are links; a reading that misses them proves nothing').toBeGreaterThan(50);
    expect(links.filter(({ to }) => !exists(to))).toEqual([]);
  });

  it('has every picture in both themes, and begins each page with its name', () => {
    for (const { id, blocks } of PAGES) {
      const [first] = blocks;
      expect(first?.type === 'heading' && first.level === 1, `${id} says first what it is`).toBe(true);
      for (const block of blocks) {
        if (block.type !== 'picture') continue;
        expect(PICTURES[block.name]?.light).toContain('light');
        expect(PICTURES[block.name]?.dark).toContain('dark');
      }
    }
  });

  it.each([
    ['devices', DEVICE_SEARCH],
    ['deployments', DEPLOYMENT_SEARCH],
    ['the-fleet', FLEET_SEARCH],
    ['launches', LAUNCH_SEARCH],
  ])('tells every field of the search of %s, and no other', (part, { fields }) => {
    const told = rows(pageOf('search'), part).map((row) => row.split(' | ')[0]);
    expect(told).toEqual(fields.map(({ example }) => example));
  });

  it('tells every filter, with its choices', () => {
    const told = rows(pageOf('filters'), null);
    expect(told.map((row) => row.split(' | ')[0])).toEqual(FILTER_SHAPES.map(({ name }) => name));
    for (const [at, { operands, choices }] of FILTER_SHAPES.entries()) {
      expect(told[at]?.split(' | ')[1]).toBe(operands.length > 1 ? 'both' : 'is');
      for (const { name } of choices ?? []) expect(told[at]).toContain(name);
    }
  });

  it('tells the keys of every action that has some, and no other', () => {
    const keymap = new Keymap(false);
    const told = rows(pageOf('keyboard'), 'keys').map((row) => row.replace(/ \(.*?\)/, ''));
    const keyed = ACTION_IDS.filter((id) => keymap.keysOf(id).length > 0);
    expect(told).toEqual(keyed.map((id) => `${(keymap.caps(id) ?? []).join(' ')} | ${described(id).label}`));
  });

  it('tells the ranges of settings', () => {
    const said = pageOf('settings').blocks.flatMap(linesOf).map(words).join(' ').replaceAll(',', '');
    for (const { least, most } of Object.values(SETTINGS_RANGES)) expect(said).toContain(`${String(least)} to ${String(most)}`);
  });
});

describe('the help', () => {
  afterEach(cleanup);

  it('opens at the page about the screen, and goes back to it', async () => {
    const { user } = open({}, '#/deployment/dp-e6a5-7e19');
    await screen.findByRole('button', { name: 'Abort…' });
    await user.keyboard('{F1}');
    const heading = await screen.findByRole('heading', { level: 1, name: 'A deployment, live' });
    await waitFor(() => expect(document.activeElement, 'reading begins there').toBe(heading));
    expect(screen.getByRole('button', { name: 'Help' }).getAttribute('aria-current'), 'the rail says where one is').toBe('page');
    await accessible();
    await user.keyboard('{Escape}');
    await screen.findByRole('button', { name: 'Abort…' });
    expect(location.hash).toBe('#/deployment/dp-e6a5-7e19');
  });

  it('leads on by its contents, its links and to the page beside', async () => {
    const { user } = open({}, '#/help/list');
    const pages = await screen.findByRole('navigation', { name: 'Pages of the guide' });
    await user.click(within(pages).getByRole('link', { name: 'Guards' }));
    await screen.findByRole('heading', { level: 1, name: 'Guards' });
    await user.click(screen.getByRole('link', { name: 'every 15 seconds' }));
    await screen.findByRole('heading', { level: 1, name: 'Settings' });
    const polling = screen.getByRole('heading', { level: 2, name: 'Polling' });
    await waitFor(() => expect(document.activeElement, 'at the very place').toBe(polling));
    await user.click(screen.getByRole('button', { name: 'Next: What is kept where' }));
    await screen.findByRole('heading', { level: 1, name: 'What is kept where' });
  });

  it('is searched, and what was found is opened at its place', async () => {
    const { user } = open({}, '#/help');
    await screen.findByRole('navigation', { name: 'Pages of the guide' });
    await user.keyboard('/');
    await user.keyboard('pinch');
    await user.click(await screen.findByRole('link', { name: /The fleet picture/ }));
    const heading = await screen.findByRole('heading', { level: 2, name: 'The fleet picture' });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    await user.keyboard('/zzzz');
    await screen.findByText('Nothing in the guide has all of these words.');
    await accessible();
  });

  it('lets the user go on typing where the search was emptied', async () => {
    const { user } = open({}, '#/help');
    const search = await screen.findByRole('searchbox', { name: 'Search the help' });
    await screen.findByRole('article');
    await user.type(search, 'g{Backspace}');
    await screen.findByRole('article');
    expect(document.activeElement, 'the next letter would else be a key of the application').toBe(search);
    await user.keyboard('4');
    expect([(search as HTMLInputElement).value, location.hash], 'it is typed').toEqual(['4', '#/help']);
  });

  it('leaves a dialog, and what is typed in it, alone', async () => {
    const { user } = open({}, '#/deployment/dp-e6a5-7e19');
    await user.click(await screen.findByRole('button', { name: /^Guard/ }));
    await screen.findByRole('dialog', { name: 'Guard' });
    await user.keyboard('{F1}');
    expect(location.hash).toBe('#/deployment/dp-e6a5-7e19');
    expect(screen.getByRole('dialog', { name: 'Guard' })).toBeTruthy();
  });

  it('is there before the first connection', async () => {
    const { user } = open({ mood: 'first' }, '#/');
    await user.click(await screen.findByRole('button', { name: 'Help' }));
    await screen.findByRole('heading', { level: 1, name: 'First run' });
    await user.click(screen.getByRole('button', { name: 'Back to where you were' }));
    await screen.findByRole('button', { name: /Try the demo fleet/ });
  });
});
