// Results written to files: the place is asked for, progress and outcome are notes, and what takes long can be stopped. Outlives the screen.
import { copyText } from '../base/clipboard';
import { windowAfter, type After, type MakeId } from '../base/outside';
import { bytes, counted, number } from '../locale';
import { newRequestId, type Transport } from '../transport/transport';
import type { ComparisonExport, DevicesExport, Exported, ExportProgress, FleetExport, ListExport } from '../transport/types';
import type { Notes } from './notes.svelte';

/** What is written sooner than this needs no word on its way. */
const QUICK_MS = 400;
/** Progress is said so many times, not with every row: it is read out, too. */
const SAID = 10;

type Written = Promise<Exported>;
type Telling = (progress: ExportProgress) => void;

export class Exports {
  readonly #transport: Transport;
  readonly #notes: Notes;
  readonly #after: After;
  readonly #makeId: MakeId;

  constructor(transport: Transport, notes: Notes, after: After = windowAfter, makeId: MakeId = newRequestId) {
    this.#transport = transport;
    this.#notes = notes;
    this.#after = after;
    this.#makeId = makeId;
  }

  /** Writes a deployment's devices where the user says. */
  async devices(asked: Omit<DevicesExport, 'requestId'>): Promise<void> {
    const what = asked.format === 'report' ? 'report' : 'device';
    await this.#follow(what, (requestId, tell) => this.#transport.exportDevices({ requestId, ...asked }, tell));
  }

  /** Writes the list of deployments where the user says. */
  async list(asked: Omit<ListExport, 'requestId'>): Promise<void> {
    await this.#follow('deployment', (requestId, tell) => this.#transport.exportList({ requestId, ...asked }, tell));
  }

  /** Writes the devices of two deployments side by side where the user says. */
  async comparison(asked: Omit<ComparisonExport, 'requestId'>): Promise<void> {
    await this.#follow('device', (requestId, tell) => this.#transport.exportComparison({ requestId, ...asked }, tell));
  }

  /** Writes the known fleet, what is shown or chosen of it, where the user says. */
  async fleet(asked: Omit<FleetExport, 'requestId'>): Promise<void> {
    await this.#follow('device', (requestId, tell) => this.#transport.exportFleet({ requestId, ...asked }, tell));
  }

  async #follow(what: 'report' | 'device' | 'deployment', write: (requestId: string, tell: Telling) => Written): Promise<void> {
    const requestId = this.#makeId();
    const told = new Telltale(this.#notes, this.#after, () => this.#cancel(requestId));
    try {
      const outcome = await write(requestId, (progress) => told.tell(progress));
      told.end();
      this.#say(outcome, what);
    } catch (thrown) {
      told.end();
      this.#notes.fail(thrown);
    }
  }

  #say(outcome: Exported, what: 'report' | 'device' | 'deployment'): void {
    switch (outcome.type) {
      case 'noPlace':
        return;
      case 'cancelled':
        this.#notes.say('info', 'Not written', 'It was stopped, and nothing was left behind.');
        return;
      case 'written': {
        const { path } = outcome;
        const title = what === 'report' ? 'Report written' : `${counted(outcome.rows, what)} written`;
        this.#notes.say('info', title, `${path} (${bytes(outcome.bytes)})`, { label: 'Copy the path', run: () => void copy(path) });
      }
    }
  }

  #cancel(requestId: string): void {
    this.#transport.call('export_cancel', { requestId }).catch((thrown: unknown) => {
      this.#notes.fail(thrown);
    });
  }
}

async function copy(text: string): Promise<void> {
  try {
    await copyText(text);
  } catch {
    // No clipboard in this window: the path was there to be read.
  }
}

/** The note of one file on its way. */
class Telltale {
  readonly #notes: Notes;
  readonly #after: After;
  readonly #cancel: () => void;
  #note: number | null = null;
  #last: ExportProgress | null = null;
  #forget: (() => void) | null = null;
  #said = -1;

  constructor(notes: Notes, after: After, cancel: () => void) {
    this.#notes = notes;
    this.#after = after;
    this.#cancel = cancel;
  }

  tell(progress: ExportProgress): void {
    this.#last = progress;
    this.#forget ??= this.#after(QUICK_MS, () => this.#begin());
    const share = Math.floor((progress.written * SAID) / Math.max(1, progress.total));
    if (this.#note === null || share === this.#said) return;
    this.#said = share;
    this.#notes.change(this.#note, this.#words());
  }

  end(): void {
    this.#forget?.();
    if (this.#note !== null) this.#notes.close(this.#note);
  }

  #begin(): void {
    this.#note = this.#notes.during('Writing…', this.#words(), { label: 'Stop', run: this.#cancel });
  }

  #words(): string {
    return this.#last === null ? '' : `${number(this.#last.written)} of ${number(this.#last.total)} rows`;
  }
}
