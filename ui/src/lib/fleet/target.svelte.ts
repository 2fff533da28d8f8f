// Deploying to those chosen: core says whether a target reaches exactly these. If so it becomes the draft; if not, that is said.
import type { Calls } from '../base/outside';
import type { Drafts } from '../session/drafts';
import type { Draft } from '../transport/types';
import { nothingTyped } from '../wizard/edits';

export class DeployToChosen {
  /** A draft was begun that this one would take the place of. */
  asking: { readonly draft: Draft; readonly begunMs: number } | null = $state.raw(null);
  /** No target reaches exactly these: it would be one deployment for each of so many. */
  oneByOne: number | null = $state(null);
  busy = $state(false);
  readonly #calls: Calls;
  readonly #connection: string;
  readonly #drafts: Pick<Drafts, 'load' | 'replace'>;
  readonly #ways: { toWizard: () => void; fail: (thrown: unknown) => void };

  constructor(
    connection: string,
    outside: { calls: Calls; drafts: Pick<Drafts, 'load' | 'replace'> },
    ways: { toWizard: () => void; fail: (thrown: unknown) => void },
  ) {
    this.#connection = connection;
    this.#calls = outside.calls;
    this.#drafts = outside.drafts;
    this.#ways = ways;
  }

  /** Asks for the target, and leads to the wizard with it; nothing is launched. */
  async start(): Promise<void> {
    await this.#at(async () => {
      const target = await this.#calls.call('fleet_target', { connection: this.#connection });
      if (target.type === 'oneByOne') {
        this.oneByOne = target.devices;
        return;
      }
      const { draft, savedMs } = await this.#drafts.load(this.#connection);
      if (savedMs === null || nothingTyped(draft)) await this.#take(target.draft);
      else this.asking = { draft: target.draft, begunMs: savedMs };
    });
  }

  /** The draft that was begun may go. */
  async replace(): Promise<void> {
    const made = this.asking;
    if (made === null) return;
    await this.#at(async () => {
      await this.#take(made.draft);
      this.asking = null;
    });
  }

  /** What was asked is put aside; the draft that was begun stays. */
  keep(): void {
    this.asking = null;
    this.oneByOne = null;
  }

  async #take(draft: Draft): Promise<void> {
    await this.#drafts.replace(this.#connection, draft);
    this.#ways.toWizard();
  }

  async #at(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
    } catch (thrown) {
      this.#ways.fail(thrown);
    }
    this.busy = false;
  }
}
