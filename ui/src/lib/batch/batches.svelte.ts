// The batches of the whole session: how far each is, as core tells it, and a note wherever the user is when one stops by itself or is done.
import type { Says } from '../session/launches';
import { Failure, type Transport } from '../transport/transport';
import type { AppError, BatchesNotice, BatchStage, BatchView, Draft } from '../transport/types';
import { countsWords, nameOf } from './words';

export class Batches {
  list: readonly BatchView[] = $state.raw([]);
  /** Core has told them. */
  heard = $state(false);
  /** Grows with every change: what is on screen of a batch is asked for again. */
  revision = $state(0);
  /** Core could not be asked for them. */
  error: AppError | null = $state.raw(null);
  readonly #transport: Pick<Transport, 'call' | 'batchesWatch'>;
  readonly #notes: Says;
  readonly #toBatch: (connection: string, batch: string) => void;
  #stages: ReadonlyMap<string, BatchStage> = new Map();
  #epoch = 0;

  constructor(transport: Pick<Transport, 'call' | 'batchesWatch'>, notes: Says, toBatch: (connection: string, batch: string) => void) {
    this.#transport = transport;
    this.#notes = notes;
    this.#toBatch = toBatch;
  }

  async start(epoch: number): Promise<void> {
    this.#epoch = epoch;
    this.error = null;
    try {
      await this.#transport.batchesWatch(epoch, (notice) => this.#heard(notice));
    } catch (thrown) {
      this.error = Failure.of(thrown).error;
    }
  }

  /** Asks core again to tell them. */
  again(): Promise<void> {
    return this.start(this.#epoch);
  }

  /** The batch of an id; null where it is not known any more, or nothing was heard yet. */
  of(id: string): BatchView | null {
    return this.list.find((one) => one.id === id) ?? null;
  }

  /** Nothing more of it is sent. Answers why it could not be said. */
  stop(batch: string): Promise<AppError | null> {
    return this.#ask(() => this.#transport.call('batch_stop', { batch }));
  }

  /** Goes on with what was not sent. Answers why it does not. */
  resume(batch: string): Promise<AppError | null> {
    return this.#ask(() => this.#transport.call('batch_resume', { batch }));
  }

  /** Notes those whose deployment was refused for another try, and hands on the draft to review: nothing is sent. Answers why it did not. */
  retry(batch: string, requestId: string, take: (draft: Draft) => Promise<void>): Promise<AppError | null> {
    return this.#ask(async () => take(await this.#transport.call('batch_retry', { requestId, batch })));
  }

  /** Its new state comes by the notice, as for everybody else. */
  async #ask(call: () => Promise<unknown>): Promise<AppError | null> {
    try {
      await call();
      return null;
    } catch (thrown) {
      return Failure.of(thrown).error;
    }
  }

  #heard(notice: BatchesNotice): void {
    this.heard = true;
    this.list = notice.batches;
    this.revision = notice.revision;
    for (const batch of notice.batches) this.#tell(batch);
    this.#stages = new Map(notice.batches.map(({ id, stage }) => [id, stage]));
  }

  /** Only what ends while somebody may look elsewhere is news. */
  #tell(batch: BatchView): void {
    if (this.#stages.get(batch.id) !== 'sending') return;
    const action = { label: 'Open the batch', run: () => this.#toBatch(batch.connection, batch.id) };
    if (batch.stage === 'trouble') this.#notes.say('error', `A batch stopped: ${nameOf(batch)}`, batch.why ?? '', action);
    if (batch.stage === 'done') this.#notes.say('info', `A batch is done: ${nameOf(batch)}`, countsWords(batch.counts), action);
  }
}
