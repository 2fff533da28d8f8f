// The menu bar of a Mac, made of the one table of actions: which menu each stands in, what it says, and its keys in the words of menus.
import type { MenuAction, MenuBar, MenuOfActions } from '../transport/types';
import { partsOf, writes } from './chords';
import type { Keymap } from './keymap.svelte';
import type { Standing } from './offered.svelte';
import { ACTION_IDS, described, type ActionId, type Section } from './registry';

/** The menus of its own, from the left. */
const TITLES = { go: 'Go', screen: 'Screen', deployment: 'Deployment', view: 'View' } as const;

type Menu = keyof typeof TITLES | 'application' | 'help';

const OF_SECTION: Readonly<Record<Section, Menu>> = {
  places: 'go',
  screen: 'screen',
  deployment: 'deployment',
  looks: 'view',
  app: 'help',
};

/** What a Mac has elsewhere than its section says. */
const ELSEWHERE: Readonly<Partial<Record<ActionId, Menu>>> = {
  'go.settings': 'application',
  'go.connect': 'application',
  'app.shortcuts': 'application',
  'app.palette': 'go',
};

const MODIFIERS: Readonly<Record<string, string>> = { Mod: 'CmdOrCtrl', Ctrl: 'Ctrl', Alt: 'Alt', Shift: 'Shift' };
const KEYS = /^([A-Z0-9[\]\\`,=\-.';/]|F([1-9]|1\d|2[0-4])|Arrow(Left|Right|Up|Down))$/;

/**
 * A chord in the words of the system's menus; null where a menu cannot have it. A key that writes must reach the field it is typed into: a menu
 * would take it from there.
 */
export function accelerator(chord: string): string | null {
  if (writes(chord)) return null;
  const parts = partsOf(chord);
  const modifiers = parts.slice(0, -1).map((part) => MODIFIERS[part]);
  const key = parts.at(-1) ?? '';
  if (!KEYS.test(key) || modifiers.includes(undefined)) return null;
  return [...modifiers, key].join('+');
}

export interface ToldMenu {
  readonly menu: MenuBar;
  /** The chords that the menu has: pressed, they are its own to act on. */
  readonly chords: ReadonlySet<string>;
}

/** The bar as it is now: every action has its place in it, and those that nobody can do now are off. While `held` all are. */
export function menuOf(standing: readonly Standing[], keymap: Pick<Keymap, 'keysOf' | 'find'>, held: boolean): ToldMenu {
  const chords = new Set<string>();
  const by = new Map(standing.map((one) => [one.id, one]));
  const of = (menu: Menu): MenuAction[] => ACTION_IDS.filter((id) => menuFor(id) === menu).map((id) => item(id));
  const menus = (Object.entries(TITLES) as [keyof typeof TITLES, string][]).map(([menu, title]): MenuOfActions => ({
    title,
    actions: of(menu),
  }));
  return { menu: { application: of('application'), menus, help: of('help') }, chords };

  function item(id: ActionId): MenuAction {
    const now = by.get(id);
    // A chord that another action was given first is that one's, as for a key that is pressed.
    const chord = keymap.keysOf(id).find((one) => keymap.find(one) === id && accelerator(one) !== null);
    if (chord !== undefined) chords.add(chord);
    return {
      id,
      label: now?.label ?? described(id).label,
      accelerator: chord === undefined ? null : accelerator(chord),
      enabled: !held && now !== undefined && now.off === null,
    };
  }
}

function menuFor(id: ActionId): Menu {
  return ELSEWHERE[id] ?? OF_SECTION[described(id).section];
}
