// The palette's search: texts ranked and things found by core, put together in groups, one of them chosen.
import type { Calls } from '../base/outside';
import type { IconName } from '../parts/icons';
import { thingOf } from './recent';
import type { DeviceState, Found, Stretch } from '../transport/types';

export type Group = 'recent' | 'actions' | 'deployments' | 'devices' | 'launches' | 'plans' | 'templates' | 'drafts' | 'fleets';

export const GROUPS: Readonly<Record<Group, string>> = {
  recent: 'Recent',
  actions: 'Actions',
  deployments: 'Deployments',
  devices: 'Devices',
  launches: 'Launches',
  plans: 'Plans',
  templates: 'Templates',
  drafts: 'Drafts',
  fleets: 'Fleets',
};

/** Of each group at most, once something is typed. */
const MOST: Readonly<Record<Group, number>> = {
  recent: 5,
  actions: 7,
  deployments: 6,
  devices: 6,
  launches: 4,
  plans: 4,
  templates: 4,
  drafts: 4,
  fleets: 4,
};

export interface Item {
  /** By it what was done is remembered. */
  readonly key: string;
  readonly group: Group;
  readonly label: string;
  /** Where the name of a thing begins that the label speaks of. */
  readonly nameFrom?: number;
  /** Other words by which it is found. */
  readonly also?: string;
  readonly marks?: readonly Stretch[];
  /** Stands at its end. */
  readonly aside?: string;
  /** What stands at its end is an id. */
  readonly asideIsId?: boolean;
  readonly look: { readonly icon: IconName } | { readonly state: DeviceState };
  readonly chord?: string | undefined;
  /** Why it cannot be done now. */
  readonly off?: string | null;
  readonly run: () => void;
}

export interface Shown {
  readonly group: Group;
  readonly items: readonly Item[];
}

/** What the palette takes of those around it. */
export interface Around {
  readonly connection: string | null;
  /** Everything whose name the page knows. */
  readonly things: () => readonly Item[];
  /** What core found, as items. */
  readonly found: (found: Found) => readonly Item[];
  /** What was done before, the last first. */
  readonly recent: readonly string[];
}

export class PaletteSearch {
  text = $state('');
  shown: readonly Shown[] = $state.raw([]);
  /** The place of the chosen one among all that are shown. */
  chosen = $state(0);
  /** Something is still being looked for. */
  looking = $state(false);
  #unranked: unknown = $state.raw(null);
  #unfound: unknown = $state.raw(null);
  /** Why something could not be looked for; null where all was. */
  readonly failed = $derived(this.#unranked ?? this.#unfound);
  readonly items = $derived(this.shown.flatMap((group) => group.items));
  readonly #calls: Calls;
  readonly #around: Around;
  #ranked: readonly Item[] = [];
  #found: readonly Item[] = [];
  #asked = 0;
  #ranking = 0;
  #moved = false;

  constructor(calls: Calls, around: Around) {
    this.#calls = calls;
    this.#around = around;
  }

  /** Shows what there is before anything is typed. */
  start(): Promise<void> {
    return this.type('');
  }

  async type(text: string): Promise<void> {
    this.text = text;
    this.#moved = false;
    const asked = (this.#asked += 1);
    this.looking = true;
    await Promise.all([this.again(), this.#find(asked)]);
    if (asked === this.#asked) this.looking = false;
  }

  /** On to another one, around the ends. */
  move(by: number): void {
    const { length } = this.items;
    if (length === 0) return;
    this.#moved = true;
    this.chosen = (((this.chosen + by) % length) + length) % length;
  }

  /** To the first or the last. */
  edge(last: boolean): void {
    this.#moved = true;
    this.chosen = last ? Math.max(0, this.items.length - 1) : 0;
  }

  /** Ranks once more: there are more things now. */
  async again(): Promise<void> {
    const ranking = (this.#ranking += 1);
    const { recent } = this.#around;
    const place = (item: Item): number => (recent.includes(item.key) ? recent.indexOf(item.key) : recent.length);
    // Of what fits equally well the last done comes first: so they are sent in this order.
    const things = [...this.#around.things()].sort((one, other) => place(one) - place(other));
    try {
      const ranked = await this.#calls.call('rank', { text: this.text, texts: things.map(textOf) });
      if (ranking !== this.#ranking) return;
      this.#unranked = null;
      this.#ranked = ranked.flatMap(({ place: at, marks }) => {
        const item = things[at];
        return item === undefined ? [] : [{ ...item, marks: inside(marks, item.label.length) }];
      });
      this.#put();
    } catch (thrown) {
      if (ranking === this.#ranking) this.#unranked = thrown;
    }
  }

  async #find(asked: number): Promise<void> {
    const { connection } = this.#around;
    if (connection === null) return;
    try {
      const found = await this.#calls.call('find', { connection, text: this.text });
      if (asked !== this.#asked) return;
      this.#unfound = null;
      this.#found = this.#around.found(found);
      this.#put();
    } catch (thrown) {
      if (asked !== this.#asked) return;
      // What was found for another text is none for this one.
      this.#found = [];
      this.#unfound = thrown;
      this.#put();
    }
  }

  #put(): void {
    const held = this.#moved ? this.items[this.chosen]?.key : undefined;
    const blank = this.text.trim() === '';
    // What cannot be done now comes last: it is there to say why.
    const found = new Set(this.#found.map((item) => item.key));
    const all = [...this.#ranked.filter((item) => !found.has(item.key)), ...this.#found];
    const can = [...all.filter((item) => (item.off ?? null) === null), ...all.filter((item) => (item.off ?? null) !== null)];
    const { recent } = this.#around;
    const again = blank ? recent.flatMap((key) => can.find((item) => item.key === key && (item.off ?? null) === null) ?? []) : [];
    const first = again.slice(0, MOST.recent);
    // Of what was gone to before, only the last few are shown unasked.
    const rest = can.filter((item) => !first.includes(item) && !(blank && recent.includes(item.key) && thingOf(item.key) !== null));
    const shown: Shown[] = (Object.keys(GROUPS) as Group[]).map((group) => {
      if (group === 'recent') return { group, items: first };
      const items = rest.filter((item) => item.group === group);
      return {
        group,
        items: blank && group === 'actions' ? items.filter((item) => (item.off ?? null) === null) : items.slice(0, MOST[group]),
      };
    });
    this.shown = shown.filter(({ items }) => items.length > 0);
    const at = held === undefined ? -1 : this.items.findIndex((item) => item.key === held);
    this.chosen = at === -1 ? 0 : at;
  }
}

/** What it is found by: its label, and its other words. */
function textOf(item: Item): string {
  return item.also === undefined ? item.label : `${item.label} ${item.also}`;
}

/** Stretches as far as they lie in the first so many units. */
function inside(marks: readonly Stretch[], length: number): readonly Stretch[] {
  return marks.filter((mark) => mark.from < length).map((mark) => ({ from: mark.from, to: Math.min(mark.to, length) }));
}

/** A piece of a label: found or not, and of the name that the label ends with, or before it. */
export interface Piece {
  readonly text: string;
  readonly found: boolean;
  readonly name: boolean;
}

/** A label in pieces. */
export function piecesOf({ label, marks = [], nameFrom = label.length }: Pick<Item, 'label' | 'marks' | 'nameFrom'>): readonly Piece[] {
  const cuts = new Set([0, nameFrom, label.length, ...marks.flatMap(({ from, to }) => [from, to])]);
  const edges = [...cuts].filter((cut) => cut <= label.length).sort((one, other) => one - other);
  return edges.slice(0, -1).map((from, n) => ({
    text: label.slice(from, edges[n + 1]),
    found: marks.some((mark) => mark.from <= from && from < mark.to),
    name: from >= nameFrom,
  }));
}
