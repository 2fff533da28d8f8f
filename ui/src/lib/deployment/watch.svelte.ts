// One deployment, live: its head, the notice, the rows on screen, the fleet picture and the causes of failure.
// A notice says only that something changed; what is on screen is then asked for again.
import { painted } from '../base/painted';
import { zoneMinutes } from '../locale';
import { sumOf } from '../look/states';
import { Rows } from '../parts/rows.svelte';
import { Search } from '../parts/search.svelte';
import type { Order } from '../parts/table';
import { Hold } from '../transport/hold';
import type { Picture } from '../transport/picture';
import { Failure, type Transport } from '../transport/transport';
import type {
  AppError,
  Causes,
  Choose,
  Chosen,
  Counts,
  DeploymentHead,
  DeviceRow,
  DeviceSort,
  DeviceState,
  Judgement,
  Notice,
  RowOrder,
  RowsView,
  SearchReading,
} from '../transport/types';
import { DeviceChoice } from './choice.svelte';
import { FleetCells } from './picture.svelte';
import { Replay } from './replay.svelte';
import { Together } from './together';
import { FIRST_VIEW, ordered } from './view';

export class DeploymentWatch {
  head: DeploymentHead | null = $state.raw(null);
  headError: AppError | null = $state.raw(null);
  /** What is told on screen; the first counts are told with the first rows. */
  notice: Notice | null = $state.raw(null);
  /** The deployment could not be watched or read at all. */
  error: AppError | null = $state.raw(null);
  view: RowsView = $state.raw(FIRST_VIEW);
  causes: Causes | null = $state.raw(null);
  readonly rows: Rows<DeviceRow>;
  readonly choice = new DeviceChoice(this);
  readonly replay: Replay;
  /** The fleet picture of the present, and what is marked in it. */
  readonly fleet: FleetCells;
  readonly #transport: Transport;
  readonly #connection: string;
  readonly #deployment: string;
  readonly #hold: Hold;
  /** The last notice that was heard. */
  #heardLast: Notice | null = null;
  readonly #together = new Together(() => (this.notice = this.#heardLast));
  /** What is asked for only once the first rows are painted. */
  #afterRows: { picture: boolean; course: boolean; causes: boolean } | null = { picture: false, course: false, causes: false };
  readonly #search = new Search(
    () => this.view.text,
    (text) => this.#show({ ...this.view, text }),
  );

  constructor(transport: Transport, epoch: number, connection: string, deployment: string, order: RowOrder | null = null) {
    const { sort, descending } = ordered(order);
    this.view = { ...FIRST_VIEW, sort, descending };
    this.#transport = transport;
    this.#connection = connection;
    this.#deployment = deployment;
    this.#hold = new Hold(
      transport,
      { epoch, connection, deployment },
      { heard: (notice) => this.#heard(notice), failed: (thrown) => this.#failed(thrown) },
    );
    this.rows = new Rows(
      (start, len) => this.#ask(start, len),
      (row) => row.id,
      (thrown) => this.#failed(thrown),
    );
    this.replay = new Replay(
      transport,
      () => this.#hold.watch,
      (thrown) => this.#failed(thrown),
    );
    this.fleet = new FleetCells(transport, this, (thrown) => this.#failed(thrown));
  }

  async start(): Promise<void> {
    this.error = null;
    void this.readHead();
    await this.#hold.open();
  }

  stop(): void {
    this.#search.forget();
    this.#together.forget();
    this.#hold.close();
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
    if (this.#hold.watch === null) await this.start();
    else await this.#hold.look();
  }

  /** Shows only this state, or with `add` this one too; the only chosen one once more shows all. */
  choose(state: DeviceState, add: boolean): void {
    const { states, gone } = this.view;
    const has = states.includes(state);
    if (add) this.#filter({ states: has ? states.filter((one) => one !== state) : [...states, state], gone, judged: this.judged });
    else this.#filter({ states: has && states.length === 1 && !gone && this.judged.length === 0 ? [] : [state] });
  }

  /** Shows only the devices that are gone, or with `add` these too; once more, all. */
  chooseGone(add: boolean): void {
    const { gone, states } = this.view;
    if (add) this.#filter({ states, gone: !gone, judged: this.judged });
    else this.#filter({ gone: !gone || states.length > 0 || this.judged.length > 0 });
  }

  /** Shows only the devices judged so, or with `add` these too; once more, all. */
  chooseJudged(judgement: Judgement, add: boolean): void {
    const { states, gone } = this.view;
    const has = this.judged.includes(judgement);
    if (add) this.#filter({ states, gone, judged: has ? this.judged.filter((one) => one !== judgement) : [...this.judged, judgement] });
    else this.#filter({ judged: has && this.judged.length === 1 && states.length === 0 && !gone ? [] : [judgement] });
  }

  /** What those shown are judged to be, besides their states. */
  get judged(): Judgement[] {
    return this.view.judged ?? [];
  }

  /** Shows only devices known to have failed for this cause; once more, all. */
  chooseCause(cause: number): void {
    this.#filter({ cause: this.view.cause === cause ? null : cause });
  }

  /** The ids of the devices known to have failed for a cause; null while there is no watch. */
  causeDevices(cause: number): Promise<readonly string[] | null> {
    const watch = this.#hold.watch;
    if (watch === null) return Promise.resolve(null);
    return this.#transport.call('cause_devices', { watch, cause }).catch(() => null);
  }

  /** All failed devices are looked at, though their causes no longer change. */
  async goOnWithCauses(): Promise<void> {
    if (this.#hold.watch === null) return;
    try {
      await this.#transport.call('causes_go_on', { watch: this.#hold.watch });
      await this.#readCauses();
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  chooseAll(): void {
    this.#filter({});
  }

  /** Whether nothing but the text restricts what is shown. */
  get unfiltered(): boolean {
    return this.view.states.length === 0 && !this.view.gone && this.judged.length === 0 && this.view.cause === null;
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

  showAll(): void {
    this.#search.forget();
    this.#show({ ...this.view, states: [], gone: false, judged: [], cause: null, text: '' });
  }

  /** Sorts by a column, turns it round, and at the third press goes back to the most urgent first. */
  sortBy(sort: DeviceSort): void {
    const first = sort === 'started' || sort === 'took' || sort === 'inState';
    if (sort !== this.view.sort) this.#show({ ...this.view, sort, descending: first });
    else if (this.view.descending === first) this.#show({ ...this.view, descending: !first });
    else this.#show({ ...this.view, sort: 'attention', descending: false });
  }

  /** Shows everything as it was at a moment; null goes back to the present. What is on screen stays until the answers come. */
  goTo(atMs: number | null): void {
    if (atMs === this.view.atMs) return;
    // Nobody is judged in the past.
    this.view = { ...this.view, atMs, judged: atMs === null ? this.judged : [] };
    this.replay.goTo(atMs);
    this.fleet.viewed();
    if (this.#hold.watch !== null) this.rows.refresh();
  }

  /** How many devices are in which state, or were at the moment shown. */
  get counts(): { counts: Counts; gone: number; total: number } | null {
    const then = this.view.atMs === null ? null : this.replay.then;
    if (then === null) return this.notice;
    const { counts, gone } = then.counts;
    return { counts, gone, total: sumOf(counts) };
  }

  get picture(): Picture {
    return this.fleet.picture;
  }

  /** The fleet picture, or that of the moment shown. */
  get shownPicture(): Pick<Picture, 'cells' | 'changed'> {
    return (this.view.atMs === null ? null : this.replay.then?.picture) ?? this.picture;
  }

  /** The view where it leaves devices out, or where some are chosen in it; null where the picture shows all alike. */
  get marked(): RowsView | null {
    const { chosen } = this.choice;
    const choosing = this.view.atMs === null && (chosen.total > 0 || chosen.rule);
    return choosing || !this.unfiltered || this.view.text !== '' ? this.asked : null;
  }

  /** Whether the rows stand in the order they come in. */
  get unsorted(): boolean {
    return this.view.sort === FIRST_VIEW.sort && this.view.descending === FIRST_VIEW.descending;
  }

  get order(): Order<DeviceSort> {
    return { by: this.view.sort, descending: this.view.descending };
  }

  /** The row of a device by its place in the picture; none while there is no watch, or where the picture is older than the rows. */
  rowAt(place: number): Promise<DeviceRow | null> {
    const { atMs } = this.view;
    return this.#askRow((watch) => this.#transport.call('row_at', { watch, place, atMs }));
  }

  /** The row of a device by its number, as it was at a moment. */
  rowThen(index: number, atMs: number): Promise<DeviceRow | null> {
    return this.#askRow((watch) => this.#transport.call('row_then', { watch, index, atMs }));
  }

  /** The row of a device, on screen or not. Null while it is not known. */
  rowOf(device: string): Promise<DeviceRow | null> {
    return this.#askRow((watch) => this.#transport.call('row_of', { watch, device }));
  }

  /** The row so many places after a device in what the table shows, before it where negative; null beyond the ends. */
  neighbour(device: string, step: number): Promise<DeviceRow | null> {
    return this.#askRow(async (watch) => {
      const row = await this.#transport.call('neighbour', { watch, view: this.asked, device, step });
      // What is opened is the device as it is now: its place among the others alone is of the moment shown.
      return row === null || this.view.atMs === null ? row : await this.#transport.call('row_of', { watch, device: row.id });
    });
  }

  async #askRow(ask: (watch: number) => Promise<DeviceRow | null>): Promise<DeviceRow | null> {
    if (this.#hold.watch === null) return null;
    try {
      return await ask(this.#hold.watch);
    } catch {
      // A watch that is being opened anew answers the next time.
      return null;
    }
  }

  /** The view as core is asked for it: a search may hold times of day, which are meant as they are shown. */
  get asked(): RowsView {
    return this.view.text === '' ? this.view : { ...this.view, zoneMinutes: zoneMinutes(this.view.atMs ?? Date.now()) };
  }

  async #ask(start: number, len: number) {
    if (this.#hold.watch === null) return null;
    const { text } = this.view;
    let window;
    try {
      window = await this.#transport.rows({ watch: this.#hold.watch, view: this.asked, start, len });
    } finally {
      // While nothing was seen, an answer without rows is not what is waited for.
      if (this.#afterRows !== null && (window === undefined || hasDevices(this.#heardLast))) {
        this.#together.now();
        void this.#askTheRest();
      }
    }
    const before = this.choice.chosen;
    this.choice.heard(window.chosen);
    if (this.choice.chosen !== before) this.fleet.viewed();
    this.#search.read(text, window.search ?? null);
    return window;
  }

  /** Changes who is chosen; null while there is no watch or the past is shown, or where that could not be done. */
  async change(change: Choose): Promise<Chosen | null> {
    if (this.#hold.watch === null || this.view.atMs !== null) return null;
    try {
      const chosen = await this.#transport.call('choose', { watch: this.#hold.watch, change });
      this.choice.heard(chosen);
      this.rows.refresh();
      this.fleet.viewed();
      return chosen;
    } catch (thrown) {
      this.#failed(thrown);
      return null;
    }
  }

  /** The number of the watch; null while there is none. */
  get id(): number | null {
    return this.#hold.watch;
  }

  /** Chips and causes together say what is shown: choosing one lets go of the others. */
  #filter(filter: Partial<Pick<RowsView, 'states' | 'gone' | 'judged' | 'cause'>>): void {
    this.#show({ ...this.view, states: [], gone: false, judged: [], cause: null, ...filter });
  }

  #show(view: RowsView): void {
    this.view = view;
    this.fleet.viewed();
    if (this.#hold.watch !== null) this.rows.restart();
  }

  #heard(notice: Notice): void {
    const before = this.#heardLast;
    this.#heardLast = notice;
    this.error = null;
    if (this.#afterRows !== null && hasDevices(notice)) this.#together.soon();
    else this.notice = notice;
    if (before?.revision !== notice.revision || before.watch !== notice.watch) {
      this.rows.refresh();
      if (this.#afterRows === null) this.fleet.changed();
      else this.#afterRows.picture = true;
    }
    // While the first look is under way its rows come in pieces, and the course would be drawn for each.
    const whole = notice.phase.type !== 'syncing' || notice.lastGoodMs !== before?.lastGoodMs;
    const seen = before?.revision !== notice.revision || before.lastGoodMs !== notice.lastGoodMs || before.phase.type === 'syncing';
    if (whole && seen && notice.lastGoodMs !== null) {
      if (this.#afterRows === null) this.replay.changed();
      else this.#afterRows.course = true;
    }
    if (before?.causesRevision !== notice.causesRevision) {
      // Rows say why they failed, once that is known.
      if (before !== null) this.rows.refresh();
      if (this.#afterRows === null) void this.#readCauses();
      else this.#afterRows.causes = true;
    }
  }

  /** The picture, the course and the causes are of the whole fleet: asked for at once, they would stand in the way of the first rows. */
  async #askTheRest(): Promise<void> {
    await painted();
    const rest = this.#afterRows;
    this.#afterRows = null;
    if (rest?.picture) this.fleet.changed();
    if (rest?.course) this.replay.changed();
    if (rest?.causes) void this.#readCauses();
  }

  async #readCauses(): Promise<void> {
    if (this.#hold.watch === null) return;
    try {
      this.causes = await this.#transport.call('causes', { watch: this.#hold.watch });
      // Whom a view by cause shows may be others now.
      this.fleet.viewed();
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  #failed(thrown: unknown): void {
    const { error } = Failure.of(thrown);
    if (error.code === 'watchGone' && this.#hold.watch !== null) {
      // The core forgot this watch (the page was reloaded elsewhere, or it slept): open another one, once per watch.
      this.#hold.forget();
      void this.start();
      return;
    }
    this.error = error;
  }
}

function hasDevices(notice: Notice | null): boolean {
  return notice !== null && notice.total + notice.gone > 0;
}
