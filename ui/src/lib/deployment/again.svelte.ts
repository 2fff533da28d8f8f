// Deploying again: a draft made from a deployment, put in the place of the one that was begun only when the user says so.
import type { Calls } from '../base/outside';
import type { Drafts } from '../session/drafts';
import type { Again, DraftAgain } from '../transport/types';

export class DeployAgain {
  /** A draft was begun that this one would take the place of. */
  asking: DraftAgain | null = $state.raw(null);
  busy = $state(false);
  readonly #calls: Calls;
  readonly #drafts: Pick<Drafts, 'replace'>;
  readonly #of: { connection: string; deployment: string };
  readonly #ways: { toWizard: () => void; fail: (thrown: unknown) => void };

  constructor(
    of: { connection: string; deployment: string },
    outside: { calls: Calls; drafts: Pick<Drafts, 'replace'> },
    ways: { toWizard: () => void; fail: (thrown: unknown) => void },
  ) {
    this.#of = of;
    this.#calls = outside.calls;
    this.#drafts = outside.drafts;
    this.#ways = ways;
  }

  /** Makes the draft, and leads to the wizard; nothing is launched. */
  async start(again: Again): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const made = await this.#calls.call('draft_again', { ...this.#of, again });
      if (made.replacesMs === null) await this.#take(made);
      else this.asking = made;
    } catch (thrown) {
      this.#ways.fail(thrown);
    }
    this.busy = false;
  }

  /** The draft that was begun may go. */
  async replace(): Promise<void> {
    const made = this.asking;
    if (made === null || this.busy) return;
    this.busy = true;
    try {
      await this.#take(made);
      this.asking = null;
    } catch (thrown) {
      this.#ways.fail(thrown);
    }
    this.busy = false;
  }

  keep(): void {
    this.asking = null;
  }

  async #take(made: DraftAgain): Promise<void> {
    await this.#drafts.replace(this.#of.connection, made.draft);
    this.#ways.toWizard();
  }
}
