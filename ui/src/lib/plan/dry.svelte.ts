// A dry run as it is set up and played: numbers as they are typed, one question at a time, and its last answer.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, DryReading, DryRun, Plan } from '../transport/types';

export interface DryWaveForm {
  readonly failed: string;
  /** Empty: as many as it reaches over the known fleet. */
  readonly devices: string;
}

/** What is taken to fail where nothing else is said. */
const FAILED = '2';
const SECONDS = '60';
const MOST_DEVICES = 1_000_000;
const MOST_SECONDS = 86_400;

function whole(text: string, least: number, most: number): number | null {
  const read = /^\d+$/.test(text.trim()) ? Number(text.trim()) : NaN;
  return read >= least && read <= most ? read : null;
}

export class DryRuns {
  waves: readonly DryWaveForm[] = $state.raw([]);
  seconds = $state(SECONDS);
  seed = $state(1);
  result: DryReading | null = $state.raw(null);
  error: AppError | null = $state.raw(null);
  busy = $state(false);
  readonly #calls: Calls;
  readonly #connection: string;
  readonly #plan: Plan;

  constructor(calls: Calls, connection: string, plan: Plan) {
    this.#calls = calls;
    this.#connection = connection;
    this.#plan = plan;
    this.waves = plan.waves.map(() => ({ failed: FAILED, devices: '' }));
  }

  change(at: number, change: Partial<DryWaveForm>): void {
    this.waves = this.waves.map((wave, n) => (n === at ? { ...wave, ...change } : wave));
  }

  wrongFailed(at: number): boolean {
    return whole(this.waves[at]?.failed ?? '', 0, 100) === null;
  }

  wrongDevices(at: number): boolean {
    const { devices = '' } = this.waves[at] ?? {};
    return devices.trim() !== '' && whole(devices, 0, MOST_DEVICES) === null;
  }

  get wrongSeconds(): boolean {
    return whole(this.seconds, 1, MOST_SECONDS) === null;
  }

  /** What is played; null where something that is typed is no number. */
  get how(): DryRun | null {
    const deviceSeconds = whole(this.seconds, 1, MOST_SECONDS);
    if (deviceSeconds === null || this.waves.some((_, at) => this.wrongFailed(at) || this.wrongDevices(at))) return null;
    return {
      seed: this.seed,
      failedPercent: this.waves.map(({ failed }) => Number(failed.trim())),
      devices: this.waves.map(({ devices }) => (devices.trim() === '' ? null : Number(devices.trim()))),
      deviceSeconds,
    };
  }

  async play(): Promise<void> {
    const { how } = this;
    if (how === null || this.busy) return;
    this.busy = true;
    this.error = null;
    try {
      this.result = await this.#calls.call('plan_dry_run', { connection: this.#connection, plan: this.#plan, how });
    } catch (thrown) {
      ({ error: this.error } = Failure.of(thrown));
    }
    this.busy = false;
  }

  /** The same once more with other chances. */
  playAgain(): Promise<void> {
    this.seed += 1;
    return this.play();
  }
}
