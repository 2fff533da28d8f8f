// The devices of one batch on screen, in the order in which they are sent.
import type { Calls } from '../base/outside';
import { Rows } from '../parts/rows.svelte';
import { Failure } from '../transport/transport';
import type { AppError, BatchItem, BatchItemState } from '../transport/types';

export class BatchItems {
  /** Only those in this state; null shows all. */
  only: BatchItemState | null = $state(null);
  /** They could not be read. */
  error: AppError | null = $state.raw(null);
  readonly rows: Rows<BatchItem>;

  constructor(calls: Calls, batch: string) {
    this.rows = new Rows(
      (start, len) => calls.call('batch_rows', { batch, only: this.only, start, len }),
      (item) => String(item.place),
      (thrown) => (this.error = Failure.of(thrown).error),
    );
  }

  show(only: BatchItemState | null): void {
    this.only = only;
    this.error = null;
    this.rows.restart();
  }

  refresh(): void {
    this.error = null;
    this.rows.refresh();
  }
}
