// What the screen on show can do when a key that works everywhere asks for it. The screen says it; nobody looks for it in the document.
import { onMount } from 'svelte';
import { useApp } from './app';

export interface ScreenActions {
  /** Puts the cursor into the screen's search. */
  readonly search?: () => void;
  /** Looks now. */
  readonly look?: () => void;
  /** Goes on to the next of what is open, or back. */
  readonly next?: () => void;
  readonly previous?: () => void;
}

export class Actions {
  #offered: readonly ScreenActions[] = [];

  /** The screen can do this until the answer is called. */
  offer(can: ScreenActions): () => void {
    this.#offered = [...this.#offered, can];
    return () => {
      this.#offered = this.#offered.filter((one) => one !== can);
    };
  }

  /** Does it, if the screen on show can. Answers whether it could. */
  run(name: keyof ScreenActions): boolean {
    const action = this.#offered.findLast((one) => one[name] !== undefined)?.[name];
    action?.();
    return action !== undefined;
  }
}

/** For a screen, while it is made: what it can do while it is on show. */
export function offerActions(can: ScreenActions): void {
  const { actions } = useApp();
  onMount(() => actions.offer(can));
}
