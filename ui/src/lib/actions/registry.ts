// Everything that can be done by name: what it is called, where it belongs, and which keys it has. The palette, the shortcut sheet, tooltips,
// the settings of shortcuts and the menu bar of a Mac are made of this one table. Who can do it now is said by the screens (`offered.ts`).
import type { IconName } from '../parts/icons';

export const SECTIONS = {
  places: 'Places',
  screen: 'This screen',
  deployment: 'The open deployment',
  looks: 'Appearance',
  app: 'Flightdeck',
} as const;

export type Section = keyof typeof SECTIONS;

export interface Action {
  /** A whole phrase: it stands alone in the palette. */
  readonly label: string;
  /** Other words that people look for it by. */
  readonly also?: string;
  readonly section: Section;
  readonly icon: IconName;
  readonly keys: readonly string[];
  /** Where a Mac has others. */
  readonly mac?: readonly string[];
}

export const ACTIONS = {
  'go.deployments': { label: 'Go to Deployments', also: 'list', section: 'places', icon: 'list', keys: ['1'] },
  'go.fleet': { label: 'Go to Fleet', also: 'devices', section: 'places', icon: 'fleet', keys: ['2'] },
  'go.plans': { label: 'Go to Plans', also: 'rollout waves', section: 'places', icon: 'plans', keys: ['3'] },
  'go.launches': { label: 'Go to Launches', also: 'sent journal history', section: 'places', icon: 'sent', keys: ['4'] },
  'go.new': { label: 'New deployment', also: 'deploy launch draft', section: 'places', icon: 'plus', keys: ['N'] },
  'go.fleets': { label: 'Go to All fleets', also: 'every connection', section: 'places', icon: 'list', keys: [] },
  'go.settings': { label: 'Go to Settings', also: 'preferences options', section: 'places', icon: 'sliders', keys: [','] },
  'go.connect': { label: 'Connect another fleet', also: 'add connection token', section: 'places', icon: 'key', keys: [] },
  'go.back': { label: 'Back', section: 'places', icon: 'back', keys: ['Alt+ArrowLeft'], mac: ['Mod+['] },
  'go.forward': { label: 'Forward', section: 'places', icon: 'forward', keys: ['Alt+ArrowRight'], mac: ['Mod+]'] },
  'screen.search': { label: 'Search on this screen', also: 'find filter', section: 'screen', icon: 'search', keys: ['/'] },
  'screen.look': { label: 'Look now', also: 'refresh reload', section: 'screen', icon: 'refresh', keys: ['R'] },
  'screen.next': { label: 'Next of what is open', section: 'screen', icon: 'down', keys: ['J'] },
  'screen.previous': { label: 'Previous of what is open', section: 'screen', icon: 'up', keys: ['K'] },
  'screen.export': { label: 'Export…', also: 'save csv json report file', section: 'screen', icon: 'save', keys: ['E'] },
  'fleet.import': { label: 'Import a list of devices…', also: 'csv', section: 'screen', icon: 'plus', keys: ['I'] },
  'plan.new': { label: 'New plan', also: 'rollout waves', section: 'screen', icon: 'plans', keys: ['P'] },
  'templates.open': { label: 'Templates…', also: 'drafts by a name', section: 'screen', icon: 'copy', keys: [] },
  'deployment.retry': { label: 'Retry the failed devices…', section: 'deployment', icon: 'refresh', keys: ['T'] },
  'deployment.again': { label: 'Deploy again…', also: 'same others roll back', section: 'deployment', icon: 'sent', keys: ['D'] },
  'deployment.guard': { label: 'Guard…', also: 'arm disarm watch limit', section: 'deployment', icon: 'shield', keys: ['G'] },
  'deployment.compare': { label: 'Compare with…', section: 'deployment', icon: 'compare', keys: ['C'] },
  'deployment.request': { label: 'Request…', also: 'json what was sent', section: 'deployment', icon: 'code', keys: ['Q'] },
  'deployment.link': { label: 'Copy link', also: 'share url send', section: 'deployment', icon: 'link', keys: [] },
  'deployment.live': { label: 'Back to Live', also: 'replay past now', section: 'deployment', icon: 'forward', keys: ['L'] },
  'deployment.abort': { label: 'Abort…', also: 'stop cancel halt', section: 'deployment', icon: 'close', keys: ['X'] },
  'looks.system': { label: 'Light or dark as the system', also: 'theme', section: 'looks', icon: 'eye', keys: [] },
  'looks.light': { label: 'Light theme', also: 'bright', section: 'looks', icon: 'eye', keys: [] },
  'looks.dark': { label: 'Dark theme', also: 'night', section: 'looks', icon: 'eye', keys: [] },
  'looks.larger': { label: 'Larger text', also: 'size zoom', section: 'looks', icon: 'plus', keys: ['Mod++', 'Mod+='] },
  'looks.smaller': { label: 'Smaller text', also: 'size zoom', section: 'looks', icon: 'minus', keys: ['Mod+-'] },
  'looks.usual': { label: 'Text at its usual size', also: 'zoom reset', section: 'looks', icon: 'whole', keys: ['Mod+0'] },
  'app.palette': { label: 'Find anything…', section: 'app', icon: 'search', keys: ['Mod+K'] },
  'app.keys': { label: 'Keys', also: 'keyboard shortcuts', section: 'app', icon: 'keyboard', keys: ['?'] },
  'app.help': { label: 'Help on what is on screen', also: 'guide manual how', section: 'app', icon: 'help', keys: ['F1'] },
  'app.shortcuts': { label: 'Change keys…', also: 'keyboard shortcuts settings', section: 'app', icon: 'keyboard', keys: [] },
} as const satisfies Record<string, Action>;

export type ActionId = keyof typeof ACTIONS;

export const ACTION_IDS = Object.keys(ACTIONS) as readonly ActionId[];

export function isActionId(name: string): name is ActionId {
  return Object.hasOwn(ACTIONS, name);
}

/** An action as it is described, whatever of it is there. */
export function described(id: ActionId): Action {
  return ACTIONS[id];
}

/** Keys that are no actions of their own: they move, and cannot be changed. */
export const FIXED: readonly { readonly what: string; readonly chords: readonly string[] }[] = [
  { what: 'Move in a table', chords: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] },
  { what: 'Open the row', chords: ['Enter'] },
  { what: 'Choose the row, and those passed over', chords: ['Space', 'Shift+ArrowUp', 'Shift+ArrowDown'] },
  { what: 'Choose all devices that match', chords: ['Mod+A'] },
  { what: 'Closer, less closely, and all, in the fleet picture', chords: ['+', '-', '0'] },
  { what: 'Another moment, on the timeline', chords: ['ArrowLeft', 'ArrowRight', 'Home', 'End'] },
  { what: 'Close what is open, choose nobody, then back to the list', chords: ['Escape'] },
  { what: 'Next step of a new deployment', chords: ['Mod+Enter'] },
  { what: 'Deploy, on its last step', chords: ['Mod+Shift+Enter'] },
];
