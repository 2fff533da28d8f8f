// Deploying to those chosen: core says whether a target reaches exactly these. If so it becomes the draft; if not, that is said.
import type { Calls } from '../base/outside';
import type { Drafts } from '../session/drafts';

export class DeployToChosen {
  /** No target reaches exactly these: it would be one deployment for each of so many. */
  oneByOne: number | null = $state(null);
  busy = $state(false);
  readonly #calls: Calls;
  readonly #connection: string;
  readonly #drafts: Pick<Drafts, 'begin'>;
  readonly #ways: { toWizard: () => void; fail: (thrown: unknown) => void };

  constructor(
    connection: string,
    outside: { calls: Calls; drafts: Pick<Drafts, 'begin'> },
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
      await this.#drafts.begin(this.#connection, target.draft);
      this.#ways.toWizard();
    });
  }

  /** What was said is put aside. */
  keep(): void {
    this.oneByOne = null;
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
