// Being told what is known of a fleet until one leaves, also where one leaves before core has answered. While somebody is told, core keeps it fresh.
import type { Transport } from '../transport/transport';
import type { FleetNotice } from '../transport/types';

export class FleetHold {
  readonly #transport: Pick<Transport, 'call' | 'fleetWatch'>;
  readonly #epoch: number;
  readonly #connection: string;
  #held: number | null = null;
  #taken = 0;

  constructor(transport: Pick<Transport, 'call' | 'fleetWatch'>, epoch: number, connection: string) {
    this.#transport = transport;
    this.#epoch = epoch;
    this.#connection = connection;
  }

  /** Is told from now on; what was told before is told no more. Rejects where core refuses. */
  async take(onNotice: (notice: FleetNotice) => void): Promise<void> {
    this.leave();
    const taken = this.#taken;
    const held = await this.#transport.fleetWatch(this.#epoch, this.#connection, (notice) => {
      if (taken === this.#taken) onNotice(notice);
    });
    if (taken === this.#taken) this.#held = held;
    else this.#letGo(held);
  }

  leave(): void {
    this.#taken += 1;
    if (this.#held !== null) this.#letGo(this.#held);
    this.#held = null;
  }

  #letGo(watch: number): void {
    // If core no longer knows the watch, that is what was wanted.
    this.#transport.call('fleet_unwatch', { watch }).catch(() => undefined);
  }
}
