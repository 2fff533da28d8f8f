// Newer versions of Flightdeck itself, as core tells them; and what the user does about them.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, UpdatesView } from '../transport/types';

export class Updates {
  /** A build that does not update itself is told nothing. */
  view: UpdatesView = $state.raw({ stage: { type: 'off' }, lookedMs: null, failed: null, notNow: null });
  /** Why core refused what was asked last. */
  error: AppError | null = $state.raw(null);
  readonly #calls: Calls;
  readonly #found: (version: string) => void;
  /** The user looks: what is found is on the screen that was pressed on. */
  #looking = false;
  /** Said once. */
  #said: string | null = null;

  /** `found`: a newer version was found while nobody looked for one. */
  constructor(calls: Calls, found: (version: string) => void) {
    this.#calls = calls;
    this.#found = found;
  }

  heard(view: UpdatesView): void {
    this.view = view;
    if (view.stage.type !== 'found' || view.stage.new.version === this.#said) return;
    this.#said = view.stage.new.version;
    if (!this.#looking) this.#found(view.stage.new.version);
  }

  /** What is known now: what keeps Flightdeck from beginning anew changes without a notice. */
  async ask(): Promise<void> {
    if (this.view.stage.type === 'off') return;
    try {
      this.view = await this.#calls.call('updates', {});
    } catch {
      // What was told last stands, and core is asked again soon.
    }
  }

  async look(): Promise<void> {
    this.#looking = true;
    await this.#do(() => this.#calls.call('updates_look', {}));
    this.#looking = false;
  }

  /** Installs a version and begins anew, or begins anew with the one that is installed. */
  async install(version: string): Promise<void> {
    await this.#do(() => this.#calls.call('update_install', { version }));
  }

  async #do(what: () => Promise<UpdatesView>): Promise<void> {
    this.error = null;
    try {
      this.heard(await what());
    } catch (thrown) {
      this.error = Failure.of(thrown).error;
      await this.ask();
    }
  }
}
