// Where a list of deployments comes from: one fleet, or all of them as one list.
import { Failure, type Transport } from '../transport/transport';
import type { AppError, DeploymentRow, FleetRow, LaunchRecord, ListNotice, ListView, SearchReading } from '../transport/types';
import { together } from './together';

/** The rows on screen. */
export interface Window<Row> {
  revision: number;
  start: number;
  total: number;
  rows: readonly Row[];
  search?: SearchReading;
}

export interface ListSource<Row> {
  /** Begins to watch. */
  watch(onNotice: (notice: ListNotice) => void): Promise<void>;
  unwatch(): void;
  refresh(): Promise<void>;
  rows(view: ListView, start: number, len: number): Promise<Window<Row>>;
  /** Launches whose outcome nobody knows, where they are shown with the list. */
  unresolved(): Promise<readonly LaunchRecord[]>;
  keyOf(row: Row): string;
}

export function oneFleet(transport: Transport, epoch: number, connection: string): ListSource<DeploymentRow> {
  return {
    watch: (onNotice) => transport.listWatch(epoch, connection, onNotice),
    unwatch: () => {
      // The page is leaving: if the core no longer knows the watch, that is what was wanted.
      transport.call('list_unwatch', { connection }).catch(() => undefined);
    },
    refresh: async () => {
      await transport.call('list_refresh', { connection });
    },
    rows: (view, start, len) => transport.call('list_rows', { connection, view, start, len }),
    unresolved: () => transport.call('launches_unresolved', { connection }),
    keyOf: (row) => row.uuid,
  };
}

export class AllFleets implements ListSource<FleetRow> {
  /** What each fleet's list does; one that said nothing yet is not there. */
  notices: ReadonlyMap<string, ListNotice> = $state.raw(new Map());
  /** Fleets whose list could not be watched at all. */
  errors: ReadonlyMap<string, AppError> = $state.raw(new Map());
  readonly #transport: Transport;
  readonly #epoch: number;
  readonly #connections: readonly string[];

  constructor(transport: Transport, epoch: number, connections: readonly string[]) {
    this.#transport = transport;
    this.#epoch = epoch;
    this.#connections = connections;
  }

  /** One fleet that cannot be watched leaves the others standing; where none can, that is a failure. */
  async watch(onNotice: (notice: ListNotice) => void): Promise<void> {
    this.errors = new Map();
    const failed = await Promise.all(this.#connections.map((connection) => this.#watchOne(connection, onNotice)));
    const [first] = failed.filter((one) => one !== null);
    if (first !== undefined && failed.every((one) => one !== null)) throw first;
  }

  unwatch(): void {
    for (const connection of this.#connections) this.#transport.call('list_unwatch', { connection }).catch(() => undefined);
  }

  async refresh(): Promise<void> {
    await Promise.all(
      this.#connections.filter((one) => !this.errors.has(one)).map((one) => this.#transport.call('list_refresh', { connection: one })),
    );
  }

  /** Looks at one fleet again: its list is begun anew where it could not be watched. */
  async lookAt(connection: string, onNotice: (notice: ListNotice) => void): Promise<void> {
    if (this.errors.has(connection)) {
      this.errors = new Map([...this.errors].filter(([one]) => one !== connection));
      await this.#watchOne(connection, onNotice);
    } else {
      await this.#transport.call('list_refresh', { connection });
    }
  }

  rows(view: ListView, start: number, len: number): Promise<Window<FleetRow>> {
    return this.#transport.call('fleets_rows', { connections: [...this.#connections], view, start, len });
  }

  /** They are settled where their fleet's own list is. */
  unresolved(): Promise<readonly LaunchRecord[]> {
    return Promise.resolve([]);
  }

  keyOf(row: FleetRow): string {
    return `${row.connection} ${row.uuid}`;
  }

  async #watchOne(connection: string, onNotice: (notice: ListNotice) => void): Promise<Failure | null> {
    try {
      await this.#transport.listWatch(this.#epoch, connection, (notice) => {
        this.notices = new Map(this.notices).set(connection, notice);
        onNotice(together([...this.notices.values()]));
      });
      return null;
    } catch (thrown) {
      const failure = Failure.of(thrown);
      this.errors = new Map(this.errors).set(connection, failure.error);
      return failure;
    }
  }
}
