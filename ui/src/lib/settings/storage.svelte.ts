// What is kept on this computer: where, how much, and forgetting the part that can be fetched again.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, StorageView } from '../transport/types';

export interface StorageState {
  readonly view: StorageView | null;
  readonly busy: boolean;
  readonly error: AppError | null;
}

export class StoragePanel {
  state: StorageState = $state.raw({ view: null, busy: false, error: null });
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  look(): Promise<void> {
    return this.#ask('storage_view');
  }

  forgetSeen(): Promise<void> {
    return this.#ask('storage_forget_seen');
  }

  async #ask(what: 'storage_view' | 'storage_forget_seen'): Promise<void> {
    if (this.state.busy) return;
    this.state = { ...this.state, busy: true, error: null };
    try {
      this.state = { view: await this.#calls.call(what, {}), busy: false, error: null };
    } catch (thrown) {
      this.state = { ...this.state, busy: false, error: Failure.of(thrown).error };
    }
  }
}
