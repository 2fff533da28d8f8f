// Deploying again: a draft made from a launch or a deployment, beside those that are open. What it does not say exactly is read first.
import type { Calls } from '../base/outside';
import type { Drafts } from '../session/drafts';
import { Failure } from '../transport/transport';
import type { Again, AgainOf, AgainOffer, AppError, DraftAgain } from '../transport/types';

export class DeployAgain {
  /** A draft that was made, and is not used before the user has read what it says. */
  asking: DraftAgain | null = $state.raw(null);
  /** What can be deployed again, while the user chooses. */
  offers: readonly AgainOffer[] | null = $state.raw(null);
  busy = $state(false);
  /** Why nothing came of the last press, while a dialog is open that says it: a note would lie under that. */
  error: AppError | null = $state.raw(null);
  readonly #calls: Calls;
  readonly #drafts: Pick<Drafts, 'begin'>;
  readonly #connection: string;
  readonly #ways: { toWizard: () => void; fail: (thrown: unknown) => void };
  #of: AgainOf;

  constructor(
    of: { connection: string; of: AgainOf },
    outside: { calls: Calls; drafts: Pick<Drafts, 'begin'> },
    ways: { toWizard: () => void; fail: (thrown: unknown) => void },
  ) {
    this.#connection = of.connection;
    this.#of = of.of;
    this.#calls = outside.calls;
    this.#drafts = outside.drafts;
    this.#ways = ways;
  }

  /** Asks what can be done, and lets the user choose; of something else than before, where it is named. */
  async choose(of: AgainOf = this.#of): Promise<void> {
    this.#of = of;
    await this.#at(async () => {
      this.offers = await this.#calls.call('again_offers', { connection: this.#connection, of });
    });
  }

  /** Makes the draft, and leads to the wizard; nothing is launched. */
  async start(again: Again): Promise<void> {
    await this.#at(async () => {
      const made = await this.#calls.call('draft_again', { connection: this.#connection, of: this.#of, again });
      this.offers = null;
      if (made.notes.length === 0) await this.#take(made);
      else this.asking = made;
    });
  }

  /** The draft is used. */
  async take(): Promise<void> {
    const made = this.asking;
    if (made === null) return;
    await this.#at(async () => {
      await this.#take(made);
      this.asking = null;
    });
  }

  /** Nothing is done. */
  keep(): void {
    this.asking = null;
    this.offers = null;
    this.error = null;
  }

  async #at(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    try {
      await work();
    } catch (thrown) {
      if (this.asking === null && this.offers === null) this.#ways.fail(thrown);
      else this.error = Failure.of(thrown).error;
    }
    this.busy = false;
  }

  async #take(made: DraftAgain): Promise<void> {
    await this.#drafts.begin(this.#connection, made.draft);
    this.#ways.toWizard();
  }
}
