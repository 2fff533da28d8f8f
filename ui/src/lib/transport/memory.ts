// A transport in memory: answers come from a script. For tests and for the design-time page.
import { marksOf } from './marks';
import { pictureChanges, wholePicture } from './picture';
import { Failure, type RowsAsked, type Transport } from './transport';
import type {
  BatchesNotice,
  BatchOutcome,
  BatchProgress,
  Commands,
  ComparisonExport,
  DeskNotice,
  DevicesExport,
  Exported,
  ExportProgress,
  FleetExport,
  FleetNotice,
  GuardsNotice,
  ListExport,
  ListNotice,
  Notice,
  PlansNotice,
  RowsView,
  RowsWindow,
  UpdatesView,
} from './types';

type Name = keyof Commands;

type Answers = { [K in Name]?: (parameters: Commands[K]['parameters']) => Commands[K]['answer'] | Promise<Commands[K]['answer']> };

/** What to answer to each command; a function gets the parameters. A command without an answer fails loudly. */
export type Script = Answers & { rows?: (asked: RowsAsked) => RowsWindow | Promise<RowsWindow> };

export class MemoryTransport implements Transport {
  /** Every call so far, in order. */
  readonly calls: { name: string; parameters: unknown }[] = [];
  readonly #script: Script;
  readonly #watches = new Map<number, (notice: Notice) => void>();
  readonly #lists = new Map<string, (notice: ListNotice) => void>();
  readonly #fleets = new Map<string, (notice: FleetNotice) => void>();
  #guards: (notice: GuardsNotice) => void = () => undefined;
  /** The guards there are, as the first notice tells them. */
  guards: GuardsNotice = { guards: [] };
  #desk: (notice: DeskNotice) => void = () => undefined;
  /** What is watched in the background, as the first notice tells it. */
  desk: DeskNotice = { type: 'landings', landings: [], tray: true };
  /** What is known of newer versions, in a build that updates itself. */
  updates: UpdatesView | null = null;
  #batches: (notice: BatchesNotice) => void = () => undefined;
  /** The batches there are, as the first notice tells them. */
  batches: BatchesNotice = { revision: 1, batches: [] };
  #plans: (notice: PlansNotice) => void = () => undefined;
  /** The plans there are, as the first notice tells them. */
  plans: PlansNotice = { revision: 1, plans: [] };
  #nextWatch = 1;
  /** The cells of the picture, and those that crossed last. */
  pictureCells = new Uint8Array();
  #crossed = { revision: 0, cells: new Uint8Array() };
  /** The bytes `picture_at` answers with. */
  pictureBytesAt: (atMs: number) => Uint8Array = () => this.pictureCells;
  /** The bytes `picture_marks` answers with: all shown, nobody chosen. */
  marks: (view: RowsView) => Uint8Array = () => marksOf(this.pictureCells.length, null, null, 1);
  /** Told of each new watch, so that a script may answer with a notice. */
  onWatch: (watch: number, deployment: string) => void = () => undefined;
  /** Told of each list watch. */
  onListWatch: (connection: string) => void = () => undefined;
  /** Told of each watch of what is known of a fleet. */
  onFleetWatch: (connection: string) => void = () => undefined;

  constructor(script: Script) {
    this.#script = script;
  }

  async call<K extends Name>(name: K, parameters: Commands[K]['parameters']): Promise<Commands[K]['answer']> {
    this.calls.push({ name, parameters });
    const answers: Answers = this.#script;
    const answer = answers[name];
    if (answer === undefined) throw unscripted(name);
    return await answer(parameters);
  }

  async rows(asked: RowsAsked): Promise<RowsWindow> {
    this.calls.push({ name: 'rows', parameters: asked });
    if (this.#script.rows === undefined) throw unscripted('rows');
    return await this.#script.rows(asked);
  }

  watch(epoch: number, connection: string, deployment: string, onNotice: (notice: Notice) => void): Promise<number> {
    this.calls.push({ name: 'watch', parameters: { epoch, connection, deployment } });
    const watch = this.#nextWatch++;
    this.#watches.set(watch, onNotice);
    queueMicrotask(() => {
      this.onWatch(watch, deployment);
    });
    return Promise.resolve(watch);
  }

  listWatch(epoch: number, connection: string, onNotice: (notice: ListNotice) => void): Promise<void> {
    this.calls.push({ name: 'list_watch', parameters: { epoch, connection } });
    this.#lists.set(connection, onNotice);
    queueMicrotask(() => {
      this.onListWatch(connection);
    });
    return Promise.resolve();
  }

  fleetWatch(epoch: number, connection: string, onNotice: (notice: FleetNotice) => void): Promise<number> {
    this.calls.push({ name: 'fleet_watch', parameters: { epoch, connection } });
    this.#fleets.set(connection, onNotice);
    queueMicrotask(() => {
      this.onFleetWatch(connection);
    });
    return Promise.resolve(this.#nextWatch++);
  }

  deskWatch(epoch: number, onNotice: (notice: DeskNotice) => void): Promise<void> {
    this.calls.push({ name: 'desk_watch', parameters: { epoch } });
    this.#desk = onNotice;
    onNotice(this.desk);
    if (this.updates !== null) onNotice({ type: 'updates', updates: this.updates });
    return Promise.resolve();
  }

  guardsWatch(epoch: number, onNotice: (notice: GuardsNotice) => void): Promise<void> {
    this.calls.push({ name: 'guards_watch', parameters: { epoch } });
    this.#guards = onNotice;
    onNotice(this.guards);
    return Promise.resolve();
  }

  batchesWatch(epoch: number, onNotice: (notice: BatchesNotice) => void): Promise<void> {
    this.calls.push({ name: 'batches_watch', parameters: { epoch } });
    this.#batches = onNotice;
    onNotice(this.batches);
    return Promise.resolve();
  }

  plansWatch(epoch: number, onNotice: (notice: PlansNotice) => void): Promise<void> {
    this.calls.push({ name: 'plans_watch', parameters: { epoch } });
    this.#plans = onNotice;
    onNotice(this.plans);
    return Promise.resolve();
  }

  /** What stopping those chosen does. */
  onAbortChosen: (plan: number, onProgress: (progress: BatchProgress) => void) => Promise<BatchOutcome> = () =>
    Promise.reject(new Failure({ code: 'internal', message: 'The script stops nobody.', retryable: false }));

  abortChosen(requestId: string, plan: number, onProgress: (progress: BatchProgress) => void): Promise<BatchOutcome> {
    this.calls.push({ name: 'abort_chosen', parameters: { requestId, plan } });
    return this.onAbortChosen(plan, onProgress);
  }

  picture(watch: number, have: number): Promise<Uint8Array> {
    this.calls.push({ name: 'picture', parameters: { watch, have } });
    const before = this.#crossed;
    this.#crossed = { revision: this.noticed?.revision ?? 1, cells: this.pictureCells.slice() };
    const { revision, cells } = this.#crossed;
    const known = have !== 0 && have === before.revision && before.cells.length <= cells.length;
    return Promise.resolve(known ? pictureChanges(before.cells, cells, have, revision) : wholePicture(cells, revision));
  }

  /** What comes of an export; a script may tell progress. */
  onExport: (
    asked: DevicesExport | ListExport | ComparisonExport | FleetExport,
    onProgress: (progress: ExportProgress) => void,
  ) => Promise<Exported> = () => Promise.resolve({ type: 'noPlace' });

  exportDevices(asked: DevicesExport, onProgress: (progress: ExportProgress) => void): Promise<Exported> {
    this.calls.push({ name: 'export_devices', parameters: asked });
    return this.onExport(asked, onProgress);
  }

  exportList(asked: ListExport, onProgress: (progress: ExportProgress) => void): Promise<Exported> {
    this.calls.push({ name: 'export_list', parameters: asked });
    return this.onExport(asked, onProgress);
  }

  exportComparison(asked: ComparisonExport, onProgress: (progress: ExportProgress) => void): Promise<Exported> {
    this.calls.push({ name: 'export_comparison', parameters: asked });
    return this.onExport(asked, onProgress);
  }

  exportFleet(asked: FleetExport, onProgress: (progress: ExportProgress) => void): Promise<Exported> {
    this.calls.push({ name: 'export_fleet', parameters: asked });
    return this.onExport(asked, onProgress);
  }

  pictureAt(watch: number, atMs: number): Promise<Uint8Array> {
    this.calls.push({ name: 'picture_at', parameters: { watch, atMs } });
    return Promise.resolve(this.pictureBytesAt(atMs));
  }

  pictureMarks(watch: number, view: RowsView, have: number): Promise<Uint8Array> {
    this.calls.push({ name: 'picture_marks', parameters: { watch, view, have } });
    return Promise.resolve(this.marks(view));
  }

  /** The last notice that was sent. */
  noticed: Notice | null = null;

  /** Sends a notice to the watch it names. */
  notify(notice: Notice): void {
    this.noticed = notice;
    this.#watches.get(notice.watch)?.(notice);
  }

  /** Sends a notice to the list watch of its connection. */
  notifyList(notice: ListNotice): void {
    this.#lists.get(notice.connection)?.(notice);
  }

  /** Sends a notice to the watch of what is known of a connection's fleet. */
  notifyFleet(connection: string, notice: FleetNotice): void {
    this.#fleets.get(connection)?.(notice);
  }

  /** Sends what is now true of all guards. */
  notifyGuards(notice: GuardsNotice): void {
    this.guards = notice;
    this.#guards(notice);
  }

  /** Sends news of the desktop; what is watched is kept for the next page. */
  notifyDesk(notice: DeskNotice): void {
    if (notice.type === 'landings') this.desk = notice;
    if (notice.type === 'updates') this.updates = notice.updates;
    this.#desk(notice);
  }

  /** Sends what is now true of all batches. */
  notifyBatches(batches: BatchesNotice['batches']): void {
    this.batches = { revision: this.batches.revision + 1, batches };
    this.#batches(this.batches);
  }

  /** Sends what is now true of all plans. */
  notifyPlans(plans: PlansNotice['plans']): void {
    this.plans = { revision: this.plans.revision + 1, plans };
    this.#plans(this.plans);
  }

  /** How often a command was called. */
  count(name: string): number {
    return this.calls.filter((call) => call.name === name).length;
  }
}

function unscripted(name: string): Failure {
  return new Failure({ code: 'internal', message: `The script has no answer to ${name}.`, retryable: false });
}
