// The known fleet on its screen: what is known of it as a whole, the view, the rows on screen, the counts beside them, and who is chosen.
import { zoneMinutes } from '../locale';
import { Choosing } from '../parts/choosing.svelte';
import { Rows } from '../parts/rows.svelte';
import { Search } from '../parts/search.svelte';
import { inKeptOrder, type Order } from '../parts/table';
import { Failure, type Transport } from '../transport/transport';
import type {
  AppError,
  FleetChoose,
  FleetChosen,
  FleetFacets,
  FleetNotice,
  FleetDeviceRow,
  FleetSort,
  FleetView,
  RowOrder,
  SearchReading,
} from '../transport/types';
import { toggled, unrestricted, type FacetName } from './facets';
import { FleetHold } from './hold';

export const FIRST_VIEW: FleetView = {
  groups: [],
  seen: [],
  tags: [],
  last: [],
  trigger: false,
  text: '',
  sort: 'name',
  descending: false,
};
const NOBODY: FleetChosen = { total: 0, rule: false };
const SORTS: readonly FleetSort[] = ['name', 'id', 'group', 'seen', 'last'];

/** The first view, in the order that was kept. */
export const firstView = (kept: RowOrder | null): FleetView => inKeptOrder(FIRST_VIEW, SORTS, kept);

export class KnownFleet {
  notice: FleetNotice | null = $state.raw(null);
  view: FleetView = $state.raw(FIRST_VIEW);
  /** The counts of the view; null while none came. */
  facets: FleetFacets | null = $state.raw(null);
  /** The fleet's knowledge could not be watched or read at all. */
  error: AppError | null = $state.raw(null);
  readonly rows: Rows<FleetDeviceRow>;
  readonly choice: Choosing<FleetView, FleetChosen>;
  readonly #transport: Pick<Transport, 'call' | 'fleetWatch'>;
  readonly #hold: FleetHold;
  readonly #connection: string;
  readonly #search = new Search(
    () => this.view.text,
    (text) => this.#show({ ...this.view, text }),
  );
  #stopped = false;
  #again = false;

  constructor(transport: Pick<Transport, 'call' | 'fleetWatch'>, epoch: number, connection: string, view: FleetView = FIRST_VIEW) {
    this.#transport = transport;
    this.#hold = new FleetHold(transport, epoch, connection);
    this.#connection = connection;
    this.view = view;
    this.choice = new Choosing<FleetView, FleetChosen>(this, NOBODY);
    this.rows = new Rows(
      (start, len) => this.#ask(start, len),
      (row) => row.id,
      (thrown) => this.#failed(thrown),
    );
  }

  async start(): Promise<void> {
    this.#stopped = false;
    this.error = null;
    try {
      await this.#hold.take((notice) => this.#heard(notice));
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#search.forget();
    this.#hold.leave();
  }

  /** Asks the service again; what is known stays until it has answered. */
  async readAgain(): Promise<void> {
    if (this.error !== null) await this.start();
    try {
      await this.#transport.call('fleet_refresh', { connection: this.#connection });
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /** Puts a value of a facet into force, or takes it out. */
  toggle(facet: FacetName, value: string): void {
    this.#show(toggled(this.view, facet, value));
  }

  /** Forgets what was chosen of one facet. */
  clear(facet: FacetName): void {
    this.#show({ ...this.view, [facet]: facet === 'trigger' ? false : [] });
  }

  search(text: string): void {
    this.#search.type(text);
  }

  /** What is being typed into the search is in the view from now on. */
  settle(): void {
    this.#search.settle();
  }

  /** How the text of the view was understood; null where there is none. */
  get reading(): SearchReading | null {
    return this.#search.reading;
  }

  /** Forgets facets and text. */
  showAll(): void {
    this.#search.forget();
    this.#show({ ...FIRST_VIEW, sort: this.view.sort, descending: this.view.descending });
  }

  /** Whether nothing but the text restricts what is shown. */
  get unfiltered(): boolean {
    return unrestricted(this.view);
  }

  /** Sorts by a column; by the same once more turns it round. The newest stands first where it is about time. */
  sortBy(sort: FleetSort): void {
    const descending = sort === this.view.sort ? !this.view.descending : sort === 'seen' || sort === 'last';
    this.#show({ ...this.view, sort, descending });
  }

  /** Whether the rows stand in the order they come in. */
  get unsorted(): boolean {
    return this.view.sort === FIRST_VIEW.sort && this.view.descending === FIRST_VIEW.descending;
  }

  get order(): Order<FleetSort> {
    return { by: this.view.sort, descending: this.view.descending };
  }

  /** The view as core is asked for it: a search may hold times of day, which are meant as they are shown. */
  get asked(): FleetView {
    return this.view.text === '' ? this.view : { ...this.view, zoneMinutes: zoneMinutes(Date.now()) };
  }

  /** The row so many places from another in what the table shows; null beyond the ends. */
  async neighbour(of: FleetDeviceRow, step: number): Promise<FleetDeviceRow | null> {
    const place = of.index + step;
    if (place < 0 || place >= this.rows.total) return null;
    const held = this.rows.at(place);
    if (held !== undefined) return held;
    try {
      const asked = { connection: this.#connection, view: this.asked, start: place, len: 1 };
      return (await this.#transport.call('fleet_rows', asked)).rows[0] ?? null;
    } catch {
      // The next press asks again.
      return null;
    }
  }

  /** Changes who is chosen; null where that could not be done. */
  async change(change: FleetChoose): Promise<FleetChosen | null> {
    try {
      const chosen = await this.#transport.call('fleet_choose', { connection: this.#connection, change });
      this.choice.heard(chosen);
      this.rows.refresh();
      return chosen;
    } catch (thrown) {
      this.#failed(thrown);
      return null;
    }
  }

  async #ask(start: number, len: number) {
    // Before the first notice the core may not know the fleet yet.
    if (this.notice === null) return null;
    const { text } = this.view;
    const view = this.asked;
    const window = await this.#transport.call('fleet_rows', { connection: this.#connection, view, start, len });
    // A view that was left meanwhile counts nothing that is shown.
    if (JSON.stringify(view) === JSON.stringify(this.asked)) {
      if (JSON.stringify(window.facets) !== JSON.stringify(this.facets)) this.facets = window.facets;
      this.#search.read(text, window.search ?? null);
    }
    this.choice.heard(window.chosen);
    return window;
  }

  #show(view: FleetView): void {
    this.view = view;
    this.rows.restart();
  }

  #heard(notice: FleetNotice): void {
    if (this.#stopped) return;
    const before = this.notice;
    this.notice = notice;
    this.#again = false;
    this.error = null;
    if (before?.revision !== notice.revision || this.rows.failed) this.rows.refresh();
  }

  #failed(thrown: unknown): void {
    if (this.#stopped) return;
    const { error } = Failure.of(thrown);
    // The core forgot this watch (the page was loaded anew meanwhile): watch again; a second refusal is said.
    if (error.code === 'watchGone' && !this.#again) {
      this.#again = true;
      void this.start();
    } else {
      this.error = error;
    }
  }
}
