// Who of a deployment's devices is chosen.
import { Choosing, type Chooses } from '../parts/choosing.svelte';
import type { Chosen, RowsView } from '../transport/types';

export const NOBODY: Chosen = {
  total: 0,
  counts: { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 },
  gone: 0,
  rule: false,
};

export class DeviceChoice extends Choosing<RowsView, Chosen> {
  constructor(watch: Chooses<RowsView, Chosen>) {
    super(watch, NOBODY);
  }
}
