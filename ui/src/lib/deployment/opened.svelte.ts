// The device in the drawer: its row, and what the service tells of it. Follows the watch while it is open, whether its row is on screen or not.
import { OnceMore } from '../base/onceMore';
import { isTerminal } from '../look/states';
import { Failure, type Transport } from '../transport/transport';
import type { AppError, DeviceRow, DeviceView, Elsewhere, Notice } from '../transport/types';

/** What it needs of the watch. */
interface FindsRows {
  rowOf(device: string): Promise<DeviceRow | null>;
  neighbour(device: string, step: number): Promise<DeviceRow | null>;
}

export class OpenedDevice {
  /** Which device is open; null while the drawer is closed. */
  id: string | null = $state(null);
  row: DeviceRow | null = $state.raw(null);
  view: DeviceView | null = $state.raw(null);
  error: AppError | null = $state.raw(null);
  /** What other deployments last saw of it; null while that is not known. */
  elsewhere: readonly Elsewhere[] | null = $state.raw(null);
  readonly #transport: Pick<Transport, 'call'>;
  readonly #connection: string;
  readonly #deployment: string;
  readonly #watch: FindsRows;
  readonly #reading = new OnceMore(() => this.#read());
  #seen: Notice | null = null;

  constructor(transport: Pick<Transport, 'call'>, connection: string, deployment: string, watch: FindsRows) {
    this.#transport = transport;
    this.#connection = connection;
    this.#deployment = deployment;
    this.#watch = watch;
  }

  /** Opens a device; its row is looked for where it is not at hand. */
  open(id: string, row: DeviceRow | null): void {
    if (this.id !== id) this.#forget();
    this.id = id;
    this.row = row;
    this.read();
    if (row === null) void this.#follow(id);
  }

  close(): void {
    this.id = null;
    this.row = null;
    this.#forget();
  }

  #forget(): void {
    this.view = null;
    this.error = null;
    this.elsewhere = null;
  }

  /** Asks the service about it now. */
  read(): void {
    void this.#reading.ask();
  }

  /** Goes to the device so many places further in what the table shows. At its ends it stays. */
  async step(by: number): Promise<void> {
    const from = this.id;
    if (from === null) return;
    const row = await this.#watch.neighbour(from, by);
    if (row !== null && this.id === from && row.id !== from) this.open(row.id, row);
  }

  /** Something was seen: the row may be another, and what a device does that still runs certainly is. */
  async heard(notice: Notice): Promise<void> {
    const before = this.#seen;
    this.#seen = notice;
    const id = this.id;
    if (id === null || before === null) return;
    const changed = before.revision !== notice.revision && (await this.#follow(id));
    const looked = before.lastGoodMs !== notice.lastGoodMs;
    if (this.id === id && (changed || (looked && !this.#ended))) this.read();
  }

  /** Nothing more is to be expected of it: it ended, or the service does not name it any more. */
  get #ended(): boolean {
    const state = this.row?.state ?? this.view?.state;
    return (state !== undefined && isTerminal(state)) || (this.row?.goneMs ?? null) !== null;
  }

  /** Takes over the row as it is now; answers whether it changed. */
  async #follow(id: string): Promise<boolean> {
    const row = await this.#watch.rowOf(id);
    if (row === null || this.id !== id || JSON.stringify(row) === JSON.stringify(this.row)) return false;
    const first = this.row === null;
    this.row = row;
    return !first;
  }

  async #read(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    try {
      const view = await this.#transport.call('device', { connection: this.#connection, deployment: this.#deployment, device: id });
      // The user may have gone on to another device meanwhile.
      if (this.id !== id) return;
      this.view = view;
      this.error = null;
    } catch (thrown) {
      if (this.id === id) this.error = Failure.of(thrown).error;
    }
    // After what it did here, and once: who steps through many devices stops at a few.
    if (this.id === id && this.elsewhere === null) await this.#readElsewhere(id);
  }

  async #readElsewhere(id: string): Promise<void> {
    try {
      const of = { connection: this.#connection, deployment: this.#deployment, device: id };
      const found = await this.#transport.call('device_elsewhere', of);
      if (this.id === id) this.elsewhere = found;
    } catch {
      // What else is known of it is an extra: without it nothing is said of it.
    }
  }
}
