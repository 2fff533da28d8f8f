// Settings: typed text on one side, settings that were accepted on the other. Only what was accepted takes effect.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import { SETTINGS_RANGES, type AppError, type Settings } from '../transport/types';

/** The settings that are typed as numbers, with their units. */
export const TYPED = { pollSeconds: 'seconds', keepDays: 'days', keepMegabytes: 'megabytes' } as const;

export type TypedSetting = keyof typeof TYPED;

/** The settings that say themselves why they were refused; of the others it is said above them all. */
type Placed = TypedSetting | 'startAtLogin';

const PLACED: readonly string[] = [...Object.keys(TYPED), 'startAtLogin'];

export interface EditorState {
  readonly settings: Settings;
  /** The numbers as typed, so that a half-typed one survives. */
  readonly texts: Readonly<Record<TypedSetting, string>>;
  readonly errors: Readonly<Partial<Record<Placed, string>>>;
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
    const { pollSeconds, keepDays, keepMegabytes } = settings;
    this.state = $state.raw({
      settings,
      texts: { pollSeconds: String(pollSeconds), keepDays: String(keepDays), keepMegabytes: String(keepMegabytes) },
      errors: {},
      error: null,
      saving: false,
    });
  }

  /** Takes over what was accepted elsewhere, unless something is on its way from here. */
  adopt(settings: Settings): void {
    if (this.state.saving || settings === this.state.settings) return;
    this.#wanted = settings;
    this.state = { ...this.state, settings };
  }

  type(field: TypedSetting, text: string): void {
    this.state = { ...this.state, texts: { ...this.state.texts, [field]: text }, errors: without(this.state.errors, field) };
  }

  /** Takes the typed number, on Enter or on leaving the field. */
  commit(field: TypedSetting): Promise<void> {
    const value = readWhole(field, this.state.texts[field]);
    if (value === null) {
      const { least, most } = SETTINGS_RANGES[field];
      const error = `Type a whole number of ${TYPED[field]} from ${String(least)} to ${String(most)}.`;
      this.state = { ...this.state, errors: { ...this.state.errors, [field]: error } };
      return Promise.resolve();
    }
    return value === this.#wanted[field] ? Promise.resolve() : this.change({ [field]: value });
  }

  /** Sends a change. One after the other: two at once could be kept in either order. */
  change(change: Partial<Settings>): Promise<void> {
    this.#wanted = { ...this.#wanted, ...change };
    const settings = this.#wanted;
    // Pressed again, it is not refused until it is. A typed number keeps its words, which may be about another text.
    const errors = change.startAtLogin === undefined ? this.state.errors : without(this.state.errors, 'startAtLogin');
    this.state = { ...this.state, saving: true, error: null, errors };
    this.#last = this.#last.then(() => this.#send(settings));
    return this.#last;
  }

  async #send(settings: Settings): Promise<void> {
    try {
      const kept = await this.#calls.call('settings_set', { settings });
      this.state = { ...this.state, settings: kept, saving: false };
      this.#accepted(kept);
    } catch (thrown) {
      const error = Failure.of(thrown).error;
      // What was refused is not wanted any more, or the next change would carry it along and be refused too.
      this.#wanted = this.state.settings;
      const { field } = error;
      const placed = field !== undefined && PLACED.includes(field);
      const place = placed ? { errors: { ...this.state.errors, [field]: error.message } } : { error };
      this.state = { ...this.state, saving: false, ...place };
    }
  }
}

/** The typed number, or null where it is no whole one inside its range. */
export function readWhole(field: TypedSetting, text: string): number | null {
  const trimmed = text.trim();
  const { least, most } = SETTINGS_RANGES[field];
  if (!/^\d+$/.test(trimmed) || trimmed.length > String(most).length) return null;
  const value = Number(trimmed);
  return value >= least && value <= most ? value : null;
}

function without(errors: EditorState['errors'], field: Placed): EditorState['errors'] {
  const { [field]: _gone, ...others } = errors;
  return others;
}
