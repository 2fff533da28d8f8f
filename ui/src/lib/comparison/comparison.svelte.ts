// Two deployments side by side: both are watched while this is open, and what is on screen is asked for again when either changed.
import { OnceMore } from '../base/onceMore';
import { zoneMinutes } from '../locale';
import { Rows } from '../parts/rows.svelte';
import { Search } from '../parts/search.svelte';
import { inKeptOrder, type Order } from '../parts/table';
import { Failure, type Transport } from '../transport/transport';
import type {
  AppError,
  Change,
  ComparedRow,
  ComparedSort,
  ComparedView,
  Comparison,
  Notice,
  RowOrder,
  SearchReading,
} from '../transport/types';
import { ComparedDeployment } from './side.svelte';

const FIRST_VIEW: ComparedView = { changes: [], cause: null, text: '', sort: 'change', descending: false };

const SORTS: readonly ComparedSort[] = ['change', 'device', 'a', 'b', 'tookA', 'tookB', 'longer'];

/** The first view, in the order that was kept. */
export const firstView = (kept: RowOrder | null): ComparedView => inKeptOrder(FIRST_VIEW, SORTS, kept);

/** What a change is called when the two have changed places. */
const SWAPPED: Partial<Record<Change, Change>> = { broke: 'fixed', fixed: 'broke', onlyA: 'onlyB', onlyB: 'onlyA' };

export class DeploymentComparison {
  a: ComparedDeployment;
  b: ComparedDeployment;
  summary: Comparison | null = $state.raw(null);
  view: ComparedView = $state.raw(FIRST_VIEW);
  /** Failed devices that were looked at for their causes, in both; asked for only while no cause is known. */
  lookedAt = $state(0);
  /** The two could not be compared. */
  error: AppError | null = $state.raw(null);
  readonly rows: Rows<ComparedRow>;
  readonly #transport: Transport;
  readonly #search = new Search(
    () => this.view.text,
    (text) => this.#show({ ...this.view, text }),
  );
  readonly #telling = new OnceMore(() => this.#tell());

  constructor(transport: Transport, epoch: number, connection: string, a: string, b: string, view: ComparedView) {
    this.#transport = transport;
    this.view = view;
    const open = (uuid: string): ComparedDeployment =>
      new ComparedDeployment(transport, { epoch, connection, uuid }, (before, now) => this.#heard(before, now));
    this.a = $state.raw(open(a));
    this.b = $state.raw(open(b));
    this.rows = new Rows(
      (start, len) => this.#ask(start, len),
      (row) => row.id,
      (thrown) => this.#failed(thrown),
    );
  }

  async start(): Promise<void> {
    this.error = null;
    await Promise.all([this.a.start(), this.b.start()]);
  }

  stop(): void {
    this.#search.forget();
    this.a.stop();
    this.b.stop();
  }

  async lookNow(): Promise<void> {
    this.error = null;
    await Promise.all([this.a.lookNow(), this.b.lookNow()]);
  }

  /** The two change places; what is shown stays. */
  swap(): void {
    [this.a, this.b] = [this.b, this.a];
    this.summary = null;
    const changes = this.view.changes.map((change) => SWAPPED[change] ?? change);
    // Causes have their numbers from the comparison that is over.
    this.#show({ ...this.view, changes, cause: null });
    void this.#telling.ask();
  }

  /** Both were seen, now or earlier: there is something to compare. */
  get ready(): boolean {
    return this.a.seen && this.b.seen;
  }

  /** Shows only this change, or with `add` this one too; the only chosen one once more shows all. */
  choose(change: Change, add: boolean): void {
    const { changes } = this.view;
    const has = changes.includes(change);
    const only = has && changes.length === 1 ? [] : [change];
    const added = has ? changes.filter((one) => one !== change) : [...changes, change];
    this.#show({ ...this.view, cause: null, changes: add ? added : only });
  }

  /** Shows only devices known to have failed for this cause; once more, all. */
  chooseCause(cause: number): void {
    this.#show({ ...this.view, changes: [], cause: this.view.cause === cause ? null : cause });
  }

  search(text: string): void {
    this.#search.type(text);
  }

  /** How the text of the view was understood; null where there is none. */
  get reading(): SearchReading | null {
    return this.#search.reading;
  }

  /** Forgets what was chosen; the text stays. */
  showEvery(): void {
    this.#show({ ...this.view, changes: [], cause: null });
  }

  showAll(): void {
    this.#search.forget();
    this.#show({ ...this.view, changes: [], cause: null, text: '' });
  }

  get unfiltered(): boolean {
    return this.view.changes.length === 0 && this.view.cause === null;
  }

  /** Sorts by a column, turns it round, and at the third press goes back to the most urgent first. */
  sortBy(sort: ComparedSort): void {
    const first = sort === 'tookA' || sort === 'tookB' || sort === 'longer';
    if (sort !== this.view.sort) this.#show({ ...this.view, sort, descending: first });
    else if (this.view.descending === first) this.#show({ ...this.view, descending: !first });
    else this.#show({ ...this.view, sort: 'change', descending: false });
  }

  /** The most urgent first, as at the beginning. */
  get unsorted(): boolean {
    return this.view.sort === FIRST_VIEW.sort && this.view.descending === FIRST_VIEW.descending;
  }

  get order(): Order<ComparedSort> {
    return { by: this.view.sort, descending: this.view.descending };
  }

  /** The view as core is asked for it: a search may hold times of day, which are meant as they are shown. */
  get asked(): ComparedView {
    return this.view.text === '' ? this.view : { ...this.view, zoneMinutes: zoneMinutes(Date.now()) };
  }

  /** The watches of both; null while one of them was not seen: half a comparison would call every device missing. */
  get watches(): { a: number; b: number } | null {
    const [a, b] = [this.a.watch, this.b.watch];
    return a === null || b === null || !this.ready ? null : { a, b };
  }

  async #ask(start: number, len: number) {
    const { watches } = this;
    if (watches === null) return null;
    const { text } = this.view;
    const window = await this.#transport.call('comparison_rows', { ...watches, view: this.asked, start, len });
    this.#search.read(text, window.search ?? null);
    return window;
  }

  #show(view: ComparedView): void {
    this.view = view;
    if (this.watches !== null) this.rows.restart();
  }

  #heard(before: Notice | null, now: Notice): void {
    const same = before !== null && before.watch === now.watch && before.revision === now.revision;
    // The length of what still moves grows with each look.
    const told = same && before.lastGoodMs === now.lastGoodMs && before.causesRevision === now.causesRevision;
    if (told || !this.ready) return;
    this.error = null;
    void this.#telling.ask();
    if (!same || before.causesRevision !== now.causesRevision || this.rows.failed) this.rows.refresh();
  }

  async #tell(): Promise<void> {
    const { watches } = this;
    if (watches === null) return;
    try {
      const summary = await this.#transport.call('comparison', watches);
      // Of the two as they stand: they may have changed places meanwhile.
      if (this.a.watch !== watches.a || this.b.watch !== watches.b) return;
      this.summary = summary;
      if (summary.causes.length === 0 && summary.a.failed + summary.b.failed > 0) await this.#askLooked(watches);
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /** Whether causes are still to come, or the devices told nothing to learn them from. */
  async #askLooked(watches: { a: number; b: number }): Promise<void> {
    const [a, b] = await Promise.all([
      this.#transport.call('causes', { watch: watches.a }),
      this.#transport.call('causes', { watch: watches.b }),
    ]);
    this.lookedAt = a.lookedAt + b.lookedAt;
  }

  #failed(thrown: unknown): void {
    const { error } = Failure.of(thrown);
    if (error.code === 'watchGone' && this.a.watch !== null && this.b.watch !== null) {
      // The core forgot a watch (the page slept): both are opened anew, once per watch.
      this.stop();
      void this.start();
      return;
    }
    this.error = error;
  }
}
