// One of the two deployments of a comparison: watched as the deployment's own screen watches it, but for its rows.
import { Hold } from '../transport/hold';
import { Failure, type Transport } from '../transport/transport';
import type { AppError, DeploymentHead, Notice } from '../transport/types';

export class ComparedDeployment {
  head: DeploymentHead | null = $state.raw(null);
  notice: Notice | null = $state.raw(null);
  /** It could not be watched at all. */
  error: AppError | null = $state.raw(null);
  readonly uuid: string;
  readonly #transport: Transport;
  readonly #connection: string;
  readonly #hold: Hold;
  readonly #onchange: (before: Notice | null, now: Notice) => void;

  constructor(
    transport: Transport,
    at: { epoch: number; connection: string; uuid: string },
    onchange: (before: Notice | null, now: Notice) => void,
  ) {
    this.#transport = transport;
    this.#connection = at.connection;
    this.uuid = at.uuid;
    this.#onchange = onchange;
    this.#hold = new Hold(
      transport,
      { epoch: at.epoch, connection: at.connection, deployment: at.uuid },
      { heard: (notice) => this.#heard(notice), failed: (thrown) => (this.error = Failure.of(thrown).error) },
    );
  }

  /** The number of the watch; null while there is none. */
  get watch(): number | null {
    return this.#hold.watch;
  }

  /** Its devices were seen, in this run or an earlier one: it can be compared. */
  get seen(): boolean {
    return this.notice !== null && this.notice.lastGoodMs !== null;
  }

  async start(): Promise<void> {
    this.error = null;
    void this.#readHead();
    await this.#hold.open();
  }

  stop(): void {
    this.#hold.close();
  }

  async lookNow(): Promise<void> {
    if (this.#hold.watch === null) await this.start();
    else await this.#hold.look();
  }

  #heard(notice: Notice): void {
    const before = this.notice;
    this.notice = notice;
    this.error = null;
    this.#onchange(before, notice);
  }

  async #readHead(): Promise<void> {
    try {
      this.head = await this.#transport.call('deployment_head', { connection: this.#connection, deployment: this.uuid });
    } catch {
      // What it is called is not what is compared: its id stands there instead, and why nothing comes is said with the devices.
    }
  }
}
