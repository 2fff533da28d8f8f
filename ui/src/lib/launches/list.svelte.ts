// Everything that was sent from a connection: the view, the rows on screen, and how many stand where.
import { Pause } from '../base/pause';
import type { Calls } from '../base/outside';
import { zoneMinutes } from '../locale';
import { Rows } from '../parts/rows.svelte';
import { Search } from '../parts/search.svelte';
import { inKeptOrder, type Order } from '../parts/table';
import { Failure } from '../transport/transport';
import type {
  AppError,
  LaunchCounts,
  LaunchFilter,
  LaunchRow,
  LaunchSort,
  LaunchesView,
  RowOrder,
  SearchReading,
} from '../transport/types';

export const FIRST_VIEW: LaunchesView = { filter: 'all', text: '', sort: 'sent', descending: true };

/** Only what nobody knows the outcome of changes by itself: core goes on looking for it. */
const LOOK_MS = 5000;

const SORTS: readonly LaunchSort[] = ['sent', 'comment', 'flow', 'outcome'];

/** The first view, in the order that was kept. */
export const firstView = (kept: RowOrder | null): LaunchesView => inKeptOrder(FIRST_VIEW, SORTS, kept);

export class LaunchList {
  view: LaunchesView = $state.raw(FIRST_VIEW);
  counts: LaunchCounts | null = $state.raw(null);
  /** They could not be read. */
  error: AppError | null = $state.raw(null);
  readonly rows: Rows<LaunchRow>;
  readonly #calls: Calls;
  readonly #connection: string;
  readonly #answered: () => void;
  readonly #search = new Search(
    () => this.view.text,
    (text) => this.#show({ ...this.view, text }),
  );
  readonly #looking = new Pause(LOOK_MS, () => this.refresh());
  #stopped = false;

  /** `answered` hears of each answer. */
  constructor(calls: Calls, connection: string, view: LaunchesView = FIRST_VIEW, answered: () => void = () => undefined) {
    this.#calls = calls;
    this.#connection = connection;
    this.#answered = answered;
    this.view = view;
    this.rows = new Rows(
      (start, len) => this.#ask(start, len),
      (row) => row.requestId,
      (thrown) => {
        if (!this.#stopped) ({ error: this.error } = Failure.of(thrown));
      },
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#search.forget();
    this.#looking.forget();
  }

  /** Asks again for what is on screen. */
  refresh(): void {
    this.error = null;
    this.rows.refresh();
  }

  setFilter(filter: LaunchFilter): void {
    this.#show({ ...this.view, filter });
  }

  /** Sorts by a column; by the same once more turns it round. Times start with the latest. */
  sortBy(sort: LaunchSort): void {
    const descending = sort === this.view.sort ? !this.view.descending : sort === 'sent';
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

  get order(): Order<LaunchSort> {
    return { by: this.view.sort, descending: this.view.descending };
  }

  async #ask(start: number, len: number) {
    const { text } = this.view;
    const view = text === '' ? this.view : { ...this.view, zoneMinutes: zoneMinutes(Date.now()) };
    const answer = await this.#calls.call('launches_rows', { connection: this.#connection, view, start, len });
    if (this.#stopped) return null;
    this.#search.read(text, answer.search ?? null);
    if (JSON.stringify(this.counts) !== JSON.stringify(answer.counts)) this.counts = answer.counts;
    this.#looking.forget();
    if (answer.counts.unresolved > 0) this.#looking.begin();
    this.#answered();
    return answer;
  }

  #show(view: LaunchesView): void {
    this.view = view;
    this.error = null;
    this.rows.restart();
  }
}
