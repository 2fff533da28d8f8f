// Deploying to those chosen: core says whether a target reaches exactly these. If so it becomes the draft; if not, that is said.
import type { Calls, MakeId } from '../base/outside';
import type { Drafts } from '../session/drafts';
import { Failure, newRequestId } from '../transport/transport';
import type { Draft } from '../transport/types';
import { EMPTY_DRAFT } from '../wizard/edits';
import { stepOfField } from '../wizard/steps';

export class DeployToChosen {
  /** No target reaches exactly these: it would be one deployment for each of so many. */
  oneByOne: number | null = $state(null);
  /** Why these cannot be sent to one by one. */
  refused: string | null = $state(null);
  busy = $state(false);
  readonly #calls: Calls;
  readonly #connection: string;
  readonly #drafts: Pick<Drafts, 'begin'>;
  readonly #makeId: MakeId;
  /** One press, one batch: a press that failed is repeated with the same id. */
  #press: string | null = null;
  readonly #ways: { toWizard: () => void; fail: (thrown: unknown) => void };

  constructor(
    connection: string,
    outside: { calls: Calls; drafts: Pick<Drafts, 'begin'>; makeId?: MakeId },
    ways: { toWizard: () => void; fail: (thrown: unknown) => void },
  ) {
    this.#connection = connection;
    this.#calls = outside.calls;
    this.#drafts = outside.drafts;
    this.#makeId = outside.makeId ?? newRequestId;
    this.#ways = ways;
  }

  /** Asks for the target, and leads to the wizard with it; nothing is launched. */
  async start(): Promise<void> {
    await this.#at(async () => {
      const target = await this.#calls.call('fleet_target', { connection: this.#connection });
      if (target.type === 'oneByOne') {
        this.oneByOne = target.devices;
        this.refused = null;
        this.#press = this.#makeId();
        return;
      }
      await this.#take(target.draft);
    });
  }

  /** Notes these for one deployment each, and leads to the wizard with them; nothing is sent. */
  async each(): Promise<void> {
    const requestId = this.#press;
    if (requestId === null) return;
    await this.#at(async () => {
      let batch: string;
      try {
        ({ id: batch } = await this.#calls.call('batch_prepare', { requestId, connection: this.#connection }));
      } catch (thrown) {
        // Too many, or nobody any more: said where it was pressed.
        this.refused = Failure.of(thrown).error.message;
        return;
      }
      this.oneByOne = null;
      await this.#take({ ...EMPTY_DRAFT, batch, step: stepOfField('groups') });
    });
  }

  /** What was said is put aside. */
  keep(): void {
    this.oneByOne = null;
  }

  /** Begins a draft with it. */
  async #take(draft: Draft): Promise<void> {
    await this.#drafts.begin(this.#connection, draft);
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
