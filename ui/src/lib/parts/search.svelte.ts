// The text of a search, as it is typed and as core understood it.
import { Pause } from '../base/pause';
import type { SearchReading } from '../transport/types';

/** Letters typed in a row make one question. */
const TYPING_MS = 120;

export class Search {
  /** How the text in force was understood; null where there is none. */
  reading: SearchReading | null = $state.raw(null);
  readonly #inForce: () => string;
  readonly #typing: Pause;
  #typed = '';

  /** `inForce` is the text of the view; `show` puts another in its place. */
  constructor(inForce: () => string, show: (text: string) => void) {
    this.#inForce = inForce;
    this.#typing = new Pause(TYPING_MS, () => show(this.#typed));
  }

  type(text: string): void {
    // Typed back to what holds: what was typed in between is not wanted any more.
    if (text === this.#inForce()) {
      this.#typing.forget();
      return;
    }
    this.#typed = text;
    this.#typing.begin();
  }

  /** What is typed holds from now on: what is done next is meant of it. */
  settle(): void {
    this.#typing.end();
  }

  /** What was typed and not asked yet is not wanted any more. */
  forget(): void {
    this.#typing.forget();
  }

  /** Core's reading of a text came. */
  read(text: string, reading: SearchReading | null): void {
    // Of another text by now, or read as before: nothing to draw.
    if (text === this.#inForce() && JSON.stringify(reading) !== JSON.stringify(this.reading)) this.reading = reading;
  }
}
