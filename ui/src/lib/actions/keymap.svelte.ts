// Which keys actions have: their own, or those that the user gave them. A chord belongs to one action.
import { announced, keycaps, onMac, written } from './chords';
import { ACTION_IDS, described, isActionId, type ActionId } from './registry';

/** Keys by the names of actions, as settings keep them. */
export type Shortcuts = Readonly<Record<string, readonly string[] | undefined>>;

export class Keymap {
  #given: Shortcuts = $state.raw({});
  readonly #mac: boolean;
  readonly #byChord = $derived.by(() => {
    const all = new Map<string, ActionId>();
    // What the user gave goes before what an action has of its own.
    const given = ACTION_IDS.filter((id) => this.isChanged(id));
    for (const id of [...given, ...ACTION_IDS]) for (const chord of this.keysOf(id)) if (!all.has(chord)) all.set(chord, id);
    return all;
  });

  constructor(mac = onMac) {
    this.#mac = mac;
  }

  /** Takes over what the user set. Names that no action has any more are passed over. */
  apply(shortcuts: Shortcuts): void {
    this.#given = shortcuts;
  }

  keysOf(id: ActionId): readonly string[] {
    return this.#given[id] ?? this.ownOf(id);
  }

  /** Its keys before the user changed any. */
  ownOf(id: ActionId): readonly string[] {
    const action = described(id);
    return (this.#mac ? action.mac : undefined) ?? action.keys;
  }

  /** The user gave it others, or took them. */
  isChanged(id: ActionId): boolean {
    return this.#given[id] !== undefined;
  }

  /** The action that a chord belongs to. */
  find(chord: string): ActionId | null {
    return this.#byChord.get(chord) ?? null;
  }

  /** The action that has a chord already, other than this one. */
  takenBy(chord: string, id: ActionId): ActionId | null {
    const owner = this.find(chord);
    return owner === id ? null : owner;
  }

  /** The settings with this chord given to an action, and taken from the one that had it. */
  give(id: ActionId, chord: string): Record<string, string[]> {
    const shortcuts = this.#plain();
    const owner = this.takenBy(chord, id);
    if (owner !== null) shortcuts[owner] = this.keysOf(owner).filter((one) => one !== chord);
    shortcuts[id] = [chord];
    return this.#settled(shortcuts);
  }

  /** The settings with an action's keys taken from it. */
  take(id: ActionId): Record<string, string[]> {
    return this.#settled({ ...this.#plain(), [id]: [] });
  }

  /** The settings with an action's own keys given back to it; who has one of them now loses it. */
  giveBack(id: ActionId): Record<string, string[]> {
    const shortcuts = this.#plain();
    for (const chord of this.ownOf(id)) {
      const owner = this.takenBy(chord, id);
      if (owner !== null) shortcuts[owner] = (shortcuts[owner] ?? [...this.keysOf(owner)]).filter((one) => one !== chord);
    }
    const { [id]: _own, ...others } = shortcuts;
    return this.#settled(others);
  }

  /** The first keys that it has, as this system writes them. */
  caps(id: ActionId): readonly string[] | undefined {
    const chord = this.keysOf(id)[0];
    return chord === undefined ? undefined : keycaps(chord, this.#mac);
  }

  /** What a tooltip says: the words, and the first key that it has. */
  tip(id: ActionId, words: string): string {
    const chord = this.keysOf(id)[0];
    return chord === undefined ? words : `${words} (${written(chord, this.#mac)})`;
  }

  /** What a screen reader is told of its keys. */
  announced(id: ActionId): string | undefined {
    const chords = this.keysOf(id).map((chord) => announced(chord, this.#mac));
    return chords.length === 0 ? undefined : chords.join(' ');
  }

  #plain(): Record<string, string[]> {
    const known = Object.entries(this.#given).filter(([id]) => isActionId(id));
    return Object.fromEntries(known.map(([id, keys]) => [id, [...(keys ?? [])]]));
  }

  /** Without what is as it was: an action that has its own keys again is not named. */
  #settled(shortcuts: Record<string, string[]>): Record<string, string[]> {
    const same = (id: string, keys: readonly string[]) => isActionId(id) && this.ownOf(id).join(' ') === keys.join(' ');
    return Object.fromEntries(Object.entries(shortcuts).filter(([id, keys]) => !same(id, keys)));
  }
}
