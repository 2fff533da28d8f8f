// What is kept on this computer: where, how much, and forgetting the part that can be fetched again.
import { asAppError, type Calls } from '../base/calls';
import { Held } from '../base/held';
import type { AppError, StorageView } from '../transport/types';

export interface StorageState {
  readonly view: StorageView | null;
  readonly busy: boolean;
  readonly error: AppError | null;
}

export class StoragePanel {
  readonly state = new Held<StorageState>({ view: null, busy: false, error: null });
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
    if (this.state.value.busy) return;
    this.state.set({ ...this.state.value, busy: true, error: null });
    try {
      this.state.set({ view: await this.#calls.call(what, {}), busy: false, error: null });
    } catch (thrown) {
      this.state.set({ ...this.state.value, busy: false, error: asAppError(thrown) });
    }
  }
}

/** Bytes as people read them: 0 B, 12 KB, 3.4 MB. */
export function readableBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let unit = 0;
  // 999.5, not 1000: what would be rounded up to a thousand belongs to the next unit.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const shown = unit === 0 || value >= 99.5 ? Math.round(value).toString() : (Math.round(value * 10) / 10).toString();
  return `${shown} ${units[unit] ?? ''}`;
}
