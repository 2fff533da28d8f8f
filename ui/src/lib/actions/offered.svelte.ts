// What can be done now. The screens on show say it; nobody looks for it in the document.
import { Keymap } from './keymap.svelte';
import { described, type ActionId } from './registry';

/** What somebody can do. */
export interface Offer {
  readonly run: () => void;
  /** What it is called here, where that says more than its name. */
  readonly label?: string;
  /** Why it cannot be done now. */
  readonly off?: string | null;
}

export type Offers = Readonly<Partial<Record<ActionId, Offer>>>;

/** An action as it stands now. */
export interface Standing {
  readonly id: ActionId;
  readonly label: string;
  readonly off: string | null;
  readonly run: () => void;
}

/** So long does what is to be done on a screen wait for the screen. */
const PATIENCE_MS = 10_000;

export class Actions {
  readonly keymap: Keymap;
  /** Asked when it matters, so that what a screen can do costs nothing while nobody asks. */
  #offered: readonly (() => Offers)[] = [];
  #changed: () => void = () => undefined;
  #waiting: { id: ActionId; isThere: () => boolean; until: number } | null = null;

  constructor(keymap = new Keymap()) {
    this.keymap = keymap;
  }

  /** Somebody can do this until the answer is called. Who offers last is asked first. */
  offer(can: () => Offers): () => void {
    this.#offered = [...this.#offered, can];
    this.arrived();
    return () => {
      this.#offered = this.#offered.filter((one) => one !== can);
      this.#changed();
    };
  }

  /** Told whenever what can be done may be another: by whoever shows it all the time. */
  follow(changed: () => void): void {
    this.#changed = changed;
  }

  /** Does it, if it can be done now. Answers whether it could. */
  run(id: ActionId): boolean {
    const offer = this.#possible(id);
    offer?.run();
    return offer !== undefined;
  }

  /** Does it as soon as a screen that was just gone to can; never, where it does not come to that within a few seconds. */
  runThere(id: ActionId, isThere: () => boolean): void {
    this.#waiting = { id, isThere, until: Date.now() + PATIENCE_MS };
    this.arrived();
  }

  /** A screen has what it needs, or can do something else: what was to be done there is done. */
  arrived(): void {
    this.#changed();
    const waiting = this.#waiting;
    if (waiting === null) return;
    // Who went on elsewhere meanwhile does not want it done there.
    if (Date.now() > waiting.until || !waiting.isThere()) {
      this.#waiting = null;
      return;
    }
    const offer = this.#possible(waiting.id);
    if (offer === undefined) return;
    // Taken away first: what it does may lead elsewhere, and must not be done twice.
    this.#waiting = null;
    offer.run();
  }

  /** All that is offered, each once. */
  standing(): readonly Standing[] {
    const all = new Map<ActionId, Standing>();
    for (const can of [...this.#offered].reverse()) {
      for (const [name, offer] of Object.entries(can()) as [ActionId, Offer][]) {
        if (!all.has(name)) {
          all.set(name, { id: name, label: offer.label ?? described(name).label, off: offer.off ?? null, run: offer.run });
        }
      }
    }
    return [...all.values()];
  }

  /** The newest offer of it, if it can be done now. */
  #possible(id: ActionId): Offer | undefined {
    for (const can of [...this.#offered].reverse()) {
      const offer = can()[id];
      if (offer !== undefined) return (offer.off ?? null) === null ? offer : undefined;
    }
    return undefined;
  }
}
