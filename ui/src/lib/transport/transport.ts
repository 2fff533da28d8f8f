// How the page reaches the rest of Flightdeck: one typed call, live channels, rows unpacked, three answers in bytes, one kind of rejection.
import type {
  AppError,
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
} from './types';

/** Which rows are asked for. */
export interface RowsAsked {
  watch: number;
  view: RowsView;
  start: number;
  len: number;
}

export interface Transport {
  /** Calls a command. Rejects with a `Failure` only. */
  call<K extends keyof Commands>(name: K, parameters: Commands[K]['parameters']): Promise<Commands[K]['answer']>;
  /** Watches a deployment; the answer is the number of the watch. */
  watch(epoch: number, connection: string, deployment: string, onNotice: (notice: Notice) => void): Promise<number>;
  /** Watches the list of a connection. */
  listWatch(epoch: number, connection: string, onNotice: (notice: ListNotice) => void): Promise<void>;
  /** Is told what is known of a connection's fleet, now and whenever that changes; answers with the number to leave by. */
  fleetWatch(epoch: number, connection: string, onNotice: (notice: FleetNotice) => void): Promise<number>;
  /** Is told what is watched in the background, now and whenever that changes, and where to go. */
  deskWatch(epoch: number, onNotice: (notice: DeskNotice) => void): Promise<void>;
  /** Is told of all guards, now and whenever something about one changes. */
  guardsWatch(epoch: number, onNotice: (notice: GuardsNotice) => void): Promise<void>;
  /** Is told of all batches that were begun, now and whenever something about one changes. */
  batchesWatch(epoch: number, onNotice: (notice: BatchesNotice) => void): Promise<void>;
  /** Is told of all rollout plans, now and whenever something about one changes. */
  plansWatch(epoch: number, onNotice: (notice: PlansNotice) => void): Promise<void>;
  /** Asks each device of a plan to stop, and tells how far it is. */
  abortChosen(requestId: string, plan: number, onProgress: (progress: BatchProgress) => void): Promise<BatchOutcome>;
  /** The rows on screen. */
  rows(asked: RowsAsked): Promise<RowsWindow>;
  /** The fleet picture for a page that has the one of revision `have` (0: none), as bytes that `nextPicture` reads. */
  picture(watch: number, have: number): Promise<Uint8Array>;
  /** The fleet picture of a moment: one byte a device, in the picture's order. */
  pictureAt(watch: number, atMs: number): Promise<Uint8Array>;
  /** Which of the picture's cells a view shows and which are chosen, for a page that has the marks of revision `have` (0: none). */
  pictureMarks(watch: number, view: RowsView, have: number): Promise<Uint8Array>;
  /** Asks where to, and writes a deployment's devices there. */
  exportDevices(asked: DevicesExport, onProgress: (progress: ExportProgress) => void): Promise<Exported>;
  /** Asks where to, and writes the list of deployments there. */
  exportList(asked: ListExport, onProgress: (progress: ExportProgress) => void): Promise<Exported>;
  /** Asks where to, and writes the devices of two deployments there, side by side. */
  exportComparison(asked: ComparisonExport, onProgress: (progress: ExportProgress) => void): Promise<Exported>;
  /** Writes the known fleet, what is shown or chosen of it, to a place that the user is asked for. */
  exportFleet(asked: FleetExport, onProgress: (progress: ExportProgress) => void): Promise<Exported>;
}

/** The wire's one error as a real `Error`. The parameters of the call are never part of it. */
export class Failure extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    super(error.message);
    this.name = 'Failure';
    this.error = error;
  }

  /** Anything thrown, as a failure; what is not one of ours is a defect and says so. */
  static of(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (isAppError(thrown)) return new Failure(thrown);
    const detail = typeof thrown === 'string' ? thrown : thrown instanceof Error ? thrown.message : '';
    return new Failure({
      code: 'internal',
      message: detail === '' ? 'Something inside Flightdeck went wrong.' : `Something inside Flightdeck went wrong: ${detail}`,
      retryable: false,
    });
  }
}

function isAppError(value: unknown): value is AppError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value && typeof value.message === 'string';
}

/** The id of one press of a button: core answers a repeated one with the first outcome. */
export function newRequestId(): string {
  return crypto.randomUUID();
}
