// What becomes known of the fleet while a draft is made: the draft is read anew then, and what is offered is asked for again.
import { FleetHold } from '../fleet/hold';
import type { Transport } from '../transport/transport';
import type { FleetNotice } from '../transport/types';

export class FleetNews {
  readonly #hold: FleetHold;
  readonly #changed: (devices: boolean) => void;
  #last: FleetNotice | null = null;
  /** A part of it was known meanwhile, and the draft may have been read with that. */
  #part = false;

  /** `changed` is told whether there are other devices than before, too. */
  constructor(transport: Pick<Transport, 'call' | 'fleetWatch'>, epoch: number, connection: string, changed: (devices: boolean) => void) {
    this.#hold = new FleetHold(transport, epoch, connection);
    this.#changed = changed;
  }

  start(): void {
    // Without it the wizard is what it is where nothing is known.
    this.#hold.take((notice) => this.#heard(notice)).catch(() => undefined);
  }

  stop(): void {
    this.#hold.leave();
  }

  #heard(notice: FleetNotice): void {
    if (notice.service.type === 'reading' || notice.service.type === 'opening') {
      // A part of the fleet is no answer: the whole of it comes with the end.
      this.#part = true;
      return;
    }
    const [before, part] = [this.#last, this.#part];
    [this.#last, this.#part] = [notice, false];
    if (part || (before !== null && before.revision !== notice.revision)) this.#changed(before?.devices !== notice.devices);
  }
}
