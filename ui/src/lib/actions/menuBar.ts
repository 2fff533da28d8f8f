// The system's menu bar, where it has one: told whenever it would say something else, and what is chosen there is done here, once.
import { windowAfter, type After, type Calls } from '../base/outside';
import { Pause } from '../base/pause';
import { menuOf } from './menu';
import type { Actions } from './offered.svelte';
import { isActionId } from './registry';

/** A screen that is left and another that opens are one change. */
const REST_MS = 150;

export class NativeMenu {
  readonly #calls: Calls;
  readonly #actions: Actions;
  readonly #held: () => boolean;
  readonly #telling: Pause;
  #there = false;
  #told = '';
  #busy = false;
  /** Something changed while it was told. */
  #again = false;
  #chords: ReadonlySet<string> = new Set();

  /** `held`: something stands before the screen and must be answered first. */
  constructor(calls: Calls, actions: Actions, held: () => boolean, after: After = windowAfter) {
    this.#calls = calls;
    this.#actions = actions;
    this.#held = held;
    this.#telling = new Pause(REST_MS, () => void this.#tell(), after);
  }

  /** The system has a menu bar, or none. */
  start(there: boolean): void {
    this.#there = there;
    this.changed();
  }

  /** What it shows may be another now. */
  changed(): void {
    if (this.#there) this.#telling.begin();
  }

  /** Whether the menu acts on a chord: the page then leaves it alone, or it would be done twice. */
  owns(chord: string): boolean {
    return this.#chords.has(chord);
  }

  /** An action was chosen in the menu, or its keys were pressed. What is no action here is passed over. */
  choose(action: string): void {
    if (isActionId(action) && !this.#held()) this.#actions.run(action);
  }

  async #tell(): Promise<void> {
    // One after the other: of two bars the older must not be the one that stays.
    if (this.#busy) {
      this.#again = true;
      return;
    }
    const { menu, chords } = menuOf(this.#actions.standing(), this.#actions.keymap, this.#held());
    const now = JSON.stringify(menu);
    if (now === this.#told) return;
    this.#told = now;
    this.#busy = true;
    try {
      await this.#calls.call('menu_show', { menu });
      this.#chords = chords;
    } catch {
      // A bar that could not be made has no keys: the page's own go on. It is told again with the next change.
      this.#told = '';
      this.#chords = new Set();
    }
    this.#busy = false;
    if (this.#again) this.changed();
    this.#again = false;
  }
}
