// One deployment, live: its head, the notice, the rows on screen, the fleet picture and the causes of failure.
// A notice says only that something changed; what is on screen is then asked for again.
import { Rows } from '../parts/rows.svelte';
import type { Order } from '../parts/table';
import { Failure, type Transport } from '../transport/transport';
import type { AppError, Causes, DeploymentHead, DeviceRow, DeviceSort, DeviceState, Notice, RowsView } from '../transport/types';

const TYPING_MS = 120;

export class DeploymentWatch {
  head: DeploymentHead | null = $state.raw(null);
  headError: AppError | null = $state.raw(null);
  notice: Notice | null = $state.raw(null);
  /** The deployment could not be watched or read at all. */
  error: AppError | null = $state.raw(null);
  view: RowsView = $state.raw({ states: [], text: '', sort: 'attention', descending: false });
  picture: Uint8Array = $state.raw(new Uint8Array());
  causes: Causes | null = $state.raw(null);
  readonly rows: Rows<DeviceRow>;
  readonly #transport: Transport;
  readonly #epoch: number;
  readonly #connection: string;
  readonly #deployment: string;
  #watch: number | null = null;
  /** Counts the openings: what an earlier one still sends is not heard. */
  #opening = 0;
  #typing: ReturnType<typeof setTimeout> | null = null;
  #drawing = false;
  #drawAgain = false;

  constructor(transport: Transport, epoch: number, connection: string, deployment: string) {
    this.#transport = transport;
    this.#epoch = epoch;
    this.#connection = connection;
    this.#deployment = deployment;
    this.rows = new Rows(
      (start, len) => this.#ask(start, len),
      (row) => row.id,
      (thrown) => this.#failed(thrown),
    );
  }

  async start(): Promise<void> {
    const opening = ++this.#opening;
    this.error = null;
    void this.readHead();
    try {
      const watch = await this.#transport.watch(this.#epoch, this.#connection, this.#deployment, (notice) => {
        if (opening === this.#opening) this.#heard(notice);
      });
      // The user may have left while the watch was being opened: then it is closed at once.
      if (opening === this.#opening) this.#watch = watch;
      else this.#unwatch(watch);
    } catch (thrown) {
      if (opening === this.#opening) this.#failed(thrown);
    }
  }

  stop(): void {
    this.#opening += 1;
    if (this.#typing !== null) clearTimeout(this.#typing);
    if (this.#watch !== null) this.#unwatch(this.#watch);
    this.#watch = null;
  }

  async readHead(): Promise<void> {
    try {
      this.head = await this.#transport.call('deployment_head', { connection: this.#connection, deployment: this.#deployment });
      this.headError = null;
    } catch (thrown) {
      this.headError = Failure.of(thrown).error;
    }
  }

  async lookNow(): Promise<void> {
    if (this.#watch === null) {
      await this.start();
      return;
    }
    try {
      await this.#transport.call('watch_now', { watch: this.#watch });
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /** Shows only this state, or with `add` this one too; the only chosen one once more shows all. */
  choose(state: DeviceState, add: boolean): void {
    const { states } = this.view;
    const has = states.includes(state);
    if (add) this.#show({ ...this.view, states: has ? states.filter((one) => one !== state) : [...states, state] });
    else this.#show({ ...this.view, states: has && states.length === 1 ? [] : [state] });
  }

  chooseAll(): void {
    this.#show({ ...this.view, states: [] });
  }

  search(text: string): void {
    if (text === this.view.text) return;
    if (this.#typing !== null) clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#show({ ...this.view, text }), TYPING_MS);
  }

  showAll(): void {
    if (this.#typing !== null) clearTimeout(this.#typing);
    this.#show({ ...this.view, states: [], text: '' });
  }

  /** Sorts by a column, turns it round, and at the third press goes back to what needs eyes first. */
  sortBy(sort: DeviceSort): void {
    const first = sort === 'started' || sort === 'took' || sort === 'inState';
    if (sort !== this.view.sort) this.#show({ ...this.view, sort, descending: first });
    else if (this.view.descending === first) this.#show({ ...this.view, descending: !first });
    else this.#show({ ...this.view, sort: 'attention', descending: false });
  }

  get order(): Order<DeviceSort> {
    return { by: this.view.sort, descending: this.view.descending };
  }

  /** The row of a device by its place in the picture; none while there is no watch. */
  async rowAt(index: number): Promise<DeviceRow | null> {
    if (this.#watch === null) return null;
    try {
      return await this.#transport.call('row_at', { watch: this.#watch, index });
    } catch {
      // The picture was drawn from an older look; the next one brings both in line.
      return null;
    }
  }

  #ask(start: number, len: number) {
    if (this.#watch === null) return Promise.resolve(null);
    return this.#transport.call('rows', { watch: this.#watch, view: this.view, start, len });
  }

  #show(view: RowsView): void {
    this.view = view;
    if (this.#watch !== null) this.rows.restart();
  }

  #heard(notice: Notice): void {
    const before = this.notice;
    // The first notice may come before the answer that names the watch.
    this.#watch ??= notice.watch;
    this.notice = notice;
    this.error = null;
    if (before?.revision !== notice.revision || before.watch !== notice.watch) {
      this.rows.refresh();
      void this.#draw();
    }
    if (before?.causesRevision !== notice.causesRevision) void this.#readCauses();
  }

  async #draw(): Promise<void> {
    if (this.#watch === null) return;
    if (this.#drawing) {
      this.#drawAgain = true;
      return;
    }
    this.#drawing = true;
    try {
      this.picture = await this.#transport.picture(this.#watch);
    } catch (thrown) {
      this.#failed(thrown);
    }
    this.#drawing = false;
    if (this.#drawAgain) {
      this.#drawAgain = false;
      void this.#draw();
    }
  }

  async #readCauses(): Promise<void> {
    if (this.#watch === null) return;
    try {
      this.causes = await this.#transport.call('causes', { watch: this.#watch });
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  #unwatch(watch: number): void {
    // The page is leaving: if the core no longer knows the watch, that is what was wanted.
    this.#transport.call('unwatch', { watch }).catch(() => undefined);
  }

  #failed(thrown: unknown): void {
    const { error } = Failure.of(thrown);
    if (error.code === 'watchGone' && this.#watch !== null) {
      // The core forgot this watch (the page was reloaded elsewhere, or it slept): open another one, once per watch.
      this.#watch = null;
      void this.start();
      return;
    }
    this.error = error;
  }
}
