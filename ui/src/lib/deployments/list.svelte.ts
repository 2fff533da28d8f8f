// The live list of deployments: the notice, the view, the rows on screen.
import { zoneMinutes } from '../locale';
import { Rows } from '../parts/rows.svelte';
import { Search } from '../parts/search.svelte';
import { inKeptOrder, type Order } from '../parts/table';
import { Failure } from '../transport/transport';
import type {
  AppError,
  DeploymentRow,
  LaunchRecord,
  ListFilter,
  ListNotice,
  ListSort,
  ListView,
  RowOrder,
  SearchReading,
} from '../transport/types';
import type { ListSource } from './sources.svelte';

export const FIRST_VIEW: ListView = { filter: 'all', text: '', sort: 'created', descending: true };

const SORTS: readonly ListSort[] = ['created', 'comment', 'kind', 'devices', 'cve'];

/** The first view, in the order that was kept. */
export const firstView = (kept: RowOrder | null): ListView => inKeptOrder(FIRST_VIEW, SORTS, kept);

export class DeploymentList<Row extends DeploymentRow> {
  notice: ListNotice | null = $state.raw(null);
  view: ListView = $state.raw(FIRST_VIEW);
  /** The list could not be watched or read at all. */
  error: AppError | null = $state.raw(null);
  unresolved: readonly LaunchRecord[] = $state.raw([]);
  readonly rows: Rows<Row>;
  readonly #source: ListSource<Row>;
  readonly #search = new Search(
    () => this.view.text,
    (text) => this.#show({ ...this.view, text }),
  );
  #stopped = false;
  #again = false;

  constructor(source: ListSource<Row>, view: ListView = FIRST_VIEW) {
    this.#source = source;
    this.view = view;
    this.rows = new Rows(
      (start, len) => this.#ask(start, len),
      (row) => this.keyOf(row),
      (thrown) => this.#failed(thrown),
    );
  }

  async start(): Promise<void> {
    this.#stopped = false;
    this.error = null;
    void this.readUnresolved();
    try {
      await this.#source.watch((notice) => this.heard(notice));
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#search.forget();
    this.#source.unwatch();
  }

  setFilter(filter: ListFilter): void {
    this.#show({ ...this.view, filter });
  }

  /** Sorts by a column; by the same once more turns it round. Times and numbers start with the greatest. */
  sortBy(sort: ListSort): void {
    const descending = sort === this.view.sort ? !this.view.descending : sort !== 'comment' && sort !== 'kind';
    this.#show({ ...this.view, sort, descending });
  }

  search(text: string): void {
    this.#search.type(text);
  }

  /** How the text of the view was understood; null where there is none. */
  get reading(): SearchReading | null {
    return this.#search.reading;
  }

  /** Forgets filter and text. */
  showAll(): void {
    this.#search.forget();
    this.#show({ ...this.view, filter: 'all', text: '' });
  }

  /** Whether the rows stand in the order they come in. */
  get unsorted(): boolean {
    return this.view.sort === FIRST_VIEW.sort && this.view.descending === FIRST_VIEW.descending;
  }

  keyOf(row: Row): string {
    return this.#source.keyOf(row);
  }

  get order(): Order<ListSort> {
    return { by: this.view.sort, descending: this.view.descending };
  }

  async lookNow(): Promise<void> {
    if (this.error !== null) {
      await this.start();
      return;
    }
    try {
      await this.#source.refresh();
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  async readUnresolved(): Promise<void> {
    try {
      this.unresolved = await this.#source.unresolved();
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /** The view as core is asked for it: a search may hold times of day, which are meant as they are shown. */
  get asked(): ListView {
    return this.view.text === '' ? this.view : { ...this.view, zoneMinutes: zoneMinutes(Date.now()) };
  }

  #ask(start: number, len: number) {
    // Before the first notice the core may not know the list yet.
    if (this.notice === null) return Promise.resolve(null);
    const { text } = this.view;
    const asked = this.#source.rows(this.asked, start, len);
    // Who asked for the rows hears of a failure.
    asked.then(({ search }) => this.#search.read(text, search ?? null)).catch(() => undefined);
    return asked;
  }

  #show(view: ListView): void {
    this.view = view;
    this.rows.restart();
  }

  /** The list says something. */
  heard(notice: ListNotice): void {
    if (this.#stopped) return;
    const before = this.notice;
    this.notice = notice;
    this.#again = false;
    this.error = null;
    if (before?.revision !== notice.revision || this.rows.failed) this.rows.refresh();
    // Core looks for open launches after every good answer, and one that it found is a question no more.
    if (this.unresolved.length > 0 && before !== null && before.lastGoodMs !== notice.lastGoodMs) void this.readUnresolved();
  }

  #failed(thrown: unknown): void {
    if (this.#stopped) return;
    const { error } = Failure.of(thrown);
    // The core forgot this list (the page was loaded anew meanwhile): watch again; a second refusal is said.
    if (error.code === 'watchGone' && !this.#again) {
      this.#again = true;
      void this.start();
    } else {
      this.error = error;
    }
  }
}
