// The device that is open beside the known fleet: its facts with their sources, and its history across deployments.
import { OnceMore } from '../base/onceMore';
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, FleetDeviceView, FleetDeviceRow } from '../transport/types';

/** What it needs of the fleet. */
interface FindsRows {
  neighbour(of: FleetDeviceRow, step: number): Promise<FleetDeviceRow | null>;
}

export class KnownDevice {
  /** Which device is open; null while none is. */
  id: string | null = $state(null);
  view: FleetDeviceView | null = $state.raw(null);
  error: AppError | null = $state.raw(null);
  readonly #calls: Calls;
  readonly #connection: string;
  readonly #fleet: FindsRows;
  readonly #reading = new OnceMore(() => this.#read());
  /** Its row, where it was opened from one: the place the next one is counted from. */
  #row: FleetDeviceRow | null = $state.raw(null);

  constructor(calls: Calls, connection: string, fleet: FindsRows) {
    this.#calls = calls;
    this.#connection = connection;
    this.#fleet = fleet;
  }

  open(id: string, row: FleetDeviceRow | null): void {
    if (this.id !== id) {
      this.view = null;
      this.error = null;
    }
    this.id = id;
    this.#row = row;
    void this.read();
  }

  close(): void {
    this.id = null;
    this.view = null;
    this.error = null;
    this.#row = null;
  }

  /** It was opened from the table: there is a next one. */
  get placed(): boolean {
    return this.#row !== null;
  }

  /** What is known may be more by now; nothing while none is open. */
  read(): Promise<void> {
    return this.id === null ? Promise.resolve() : this.#reading.ask();
  }

  /** To the device so many places further in what the table shows. At its ends, and where it was not opened from the table, it stays. */
  async step(by: number): Promise<void> {
    const from = this.#row;
    if (from === null) return;
    const row = await this.#fleet.neighbour(from, by);
    if (row !== null && this.#row === from) this.open(row.id, row);
  }

  async #read(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    try {
      const view = await this.#calls.call('fleet_device', { connection: this.#connection, device: id });
      // The user may have gone on to another device meanwhile.
      if (this.id !== id) return;
      this.view = view;
      this.error = null;
    } catch (thrown) {
      if (this.id === id) this.error = Failure.of(thrown).error;
    }
  }
}
