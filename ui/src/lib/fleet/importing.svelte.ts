// Importing a list of devices: the system's dialog picks the file, core reads it and keeps it, the page says which column is what.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, ImportedList, ImportField, ImportPreview } from '../transport/types';

type Busy = 'picking' | 'reading' | 'importing';

/** What a column can be. One list gives one of each; tags may stand in several columns. */
export const IMPORT_FIELDS: readonly { value: ImportField; label: string }[] = [
  { value: 'id', label: 'Device id' },
  { value: 'name', label: 'Name' },
  { value: 'group', label: 'Group' },
  { value: 'tags', label: 'Tags' },
  { value: 'lastSeen', label: 'Last seen' },
  { value: 'description', label: 'Description' },
  { value: 'ignore', label: 'Not taken' },
];

/** The mapping with a column given another meaning; the one that had it before gives it up. */
export function remapped(mapping: readonly ImportField[], column: number, field: ImportField): ImportField[] {
  const single = field !== 'ignore' && field !== 'tags';
  return mapping.map((one, at) => (at === column ? field : single && one === field ? 'ignore' : one));
}

export class Importing {
  preview: ImportPreview | null = $state.raw(null);
  done: ImportedList | null = $state.raw(null);
  error: AppError | null = $state.raw(null);
  busy: Busy | null = $state(null);
  readonly #calls: Calls;
  readonly #connection: string;
  /** Counts what was begun: only the last of it says that it is under way, and what came of it. */
  #begun = 0;

  constructor(calls: Calls, connection: string) {
    this.#calls = calls;
    this.#connection = connection;
  }

  /** Lets the user pick a file. Answers whether one was picked, or said why not. */
  async pick(): Promise<boolean> {
    if (this.busy !== null) return false;
    const picked = await this.#at('picking', () => this.#calls.call('fleet_import_pick', { connection: this.#connection }));
    if (picked !== null) {
      this.preview = picked;
      this.done = null;
    }
    return picked !== null || this.error !== null;
  }

  /** A column is this; the file is read again with it. */
  async map(column: number, field: ImportField): Promise<void> {
    const before = this.preview;
    if (before === null || this.busy === 'importing') return;
    const mapping = remapped(before.mapping, column, field);
    // Shown at once, before it was read so.
    this.preview = { ...before, mapping };
    const reading = this.#begun + 1;
    const preview = await this.#at('reading', () => this.#calls.call('fleet_import_preview', { import: before.import, mapping }));
    if (preview !== null && reading === this.#begun) this.preview = preview;
  }

  /** Why it cannot be imported as it stands; null where it can. */
  get missing(): string | null {
    if (this.preview === null) return 'No file is picked';
    if (!this.preview.mapping.includes('id')) return 'Say which column holds the device ids';
    if (this.preview.devices === 0) return 'No row can be taken';
    return null;
  }

  async import(): Promise<void> {
    const { preview } = this;
    if (preview === null || this.missing !== null || this.busy !== null) return;
    this.done = await this.#at('importing', () => this.#calls.call('fleet_import', { import: preview.import, mapping: preview.mapping }));
  }

  /** Does it, and says that it is under way; null where it failed, with why. */
  async #at<T>(busy: Busy, work: () => Promise<T>): Promise<T | null> {
    const begun = ++this.#begun;
    this.busy = busy;
    this.error = null;
    try {
      return await work();
    } catch (thrown) {
      if (begun === this.#begun) this.error = Failure.of(thrown).error;
      return null;
    } finally {
      if (begun === this.#begun) this.busy = null;
    }
  }
}
