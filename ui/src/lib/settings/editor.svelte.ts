// Polling and appearance: typed text on one side, settings that were accepted on the other. Only what was accepted takes effect.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, Settings } from '../transport/types';

export const POLL_SECONDS = { least: 5, most: 600 } as const;
export const TEXT_PERCENT = { least: 80, most: 200, step: 10 } as const;

export interface EditorState {
  readonly settings: Settings;
  /** The seconds as typed, so that a half-typed number survives. */
  readonly pollText: string;
  readonly pollError: string | null;
  readonly error: AppError | null;
  readonly saving: boolean;
}

export class SettingsEditor {
  state: EditorState;
  readonly #calls: Calls;
  readonly #accepted: (settings: Settings) => void;
  #last: Promise<void> = Promise.resolve();
  #wanted: Settings;

  constructor(calls: Calls, settings: Settings, accepted: (settings: Settings) => void) {
    this.#calls = calls;
    this.#accepted = accepted;
    this.#wanted = settings;
    this.state = $state.raw({
      settings,
      pollText: String(settings.pollSeconds),
      pollError: null,
      error: null,
      saving: false,
    });
  }

  typePoll(text: string): void {
    this.state = { ...this.state, pollText: text, pollError: null };
  }

  /** Takes the typed seconds, on Enter or on leaving the field. */
  commitPoll(): Promise<void> {
    const pollSeconds = readPollSeconds(this.state.pollText);
    if (pollSeconds === null) {
      const pollError = `Type a whole number of seconds from ${String(POLL_SECONDS.least)} to ${String(POLL_SECONDS.most)}.`;
      this.state = { ...this.state, pollError };
      return Promise.resolve();
    }
    return pollSeconds === this.#wanted.pollSeconds ? Promise.resolve() : this.change({ pollSeconds });
  }

  /** Sends a change. One after the other: two at once could be kept in either order. */
  change(change: Partial<Settings>): Promise<void> {
    this.#wanted = { ...this.#wanted, ...change };
    const settings = this.#wanted;
    this.state = { ...this.state, saving: true, error: null };
    this.#last = this.#last.then(() => this.#send(settings));
    return this.#last;
  }

  async #send(settings: Settings): Promise<void> {
    try {
      const kept = await this.#calls.call('settings_set', { settings });
      this.state = { ...this.state, settings: kept, pollError: null, saving: false };
      this.#accepted(kept);
    } catch (thrown) {
      const error = Failure.of(thrown).error;
      // What was refused is not wanted any more, or the next change would carry it along and be refused too.
      this.#wanted = this.state.settings;
      const beside = error.field === 'pollSeconds';
      const place = beside ? { pollError: error.message } : { error };
      this.state = { ...this.state, saving: false, ...place };
    }
  }
}

/** The typed seconds, or null where they are no whole number from 5 to 600. */
export function readPollSeconds(text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,4}$/.test(trimmed)) return null;
  const seconds = Number(trimmed);
  return seconds >= POLL_SECONDS.least && seconds <= POLL_SECONDS.most ? seconds : null;
}
