// One of the two deployments of a comparison: watched as the deployment's own screen watches it, but for its rows.
import { Failure, type Transport } from '../transport/transport';
import type { AppError, DeploymentHead, Notice } from '../transport/types';

export class ComparedDeployment {
  head: DeploymentHead | null = $state.raw(null);
  notice: Notice | null = $state.raw(null);
  /** It could not be watched at all. */
  error: AppError | null = $state.raw(null);
  readonly uuid: string;
  readonly #transport: Transport;
  readonly #epoch: number;
  readonly #connection: string;
  readonly #onchange: (before: Notice | null, now: Notice) => void;
  #watch: number | null = null;
  /** Counts the openings: what an earlier one still sends is not heard. */
  #opening = 0;

  constructor(
    transport: Transport,
    at: { epoch: number; connection: string; uuid: string },
    onchange: (before: Notice | null, now: Notice) => void,
  ) {
    this.#transport = transport;
    this.#epoch = at.epoch;
    this.#connection = at.connection;
    this.uuid = at.uuid;
    this.#onchange = onchange;
  }

  /** The number of the watch; null while there is none. */
  get watch(): number | null {
    return this.#watch;
  }

  /** Its devices were seen, in this run or an earlier one: it can be compared. */
  get seen(): boolean {
    return this.notice !== null && this.notice.lastGoodMs !== null;
  }

  async start(): Promise<void> {
    const opening = ++this.#opening;
    this.error = null;
    void this.#readHead();
    try {
      const watch = await this.#transport.watch(this.#epoch, this.#connection, this.uuid, (notice) => {
        if (opening === this.#opening) this.#heard(notice);
      });
      // The user may have left while the watch was being opened: then it is closed at once.
      if (opening === this.#opening) this.#watch = watch;
      else this.#unwatch(watch);
    } catch (thrown) {
      if (opening === this.#opening) this.error = Failure.of(thrown).error;
    }
  }

  stop(): void {
    this.#opening += 1;
    if (this.#watch !== null) this.#unwatch(this.#watch);
    this.#watch = null;
  }

  async lookNow(): Promise<void> {
    if (this.#watch === null) {
      await this.start();
      return;
    }
    try {
      await this.#transport.call('watch_now', { watch: this.#watch });
    } catch (thrown) {
      this.error = Failure.of(thrown).error;
    }
  }

  #heard(notice: Notice): void {
    const before = this.notice;
    // The first notice may come before the answer that names the watch.
    this.#watch ??= notice.watch;
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

  #unwatch(watch: number): void {
    // The page is leaving: if the core no longer knows the watch, that is what was wanted.
    this.#transport.call('unwatch', { watch }).catch(() => undefined);
  }
}
