// The past of a watched deployment: its course, and what was at the moment that is looked at instead of the present.
// A moment that is dragged asks one question at a time, always about the newest place.
import { OnceMore } from '../base/onceMore';
import type { Picture } from '../transport/picture';
import type { Transport } from '../transport/transport';
import type { Course, CountsThen } from '../transport/types';

/** What was at a moment. */
interface Moment {
  counts: CountsThen;
  picture: Pick<Picture, 'cells' | 'changed'>;
}

export class Replay {
  course: Course | null = $state.raw(null);
  /** The moment looked at, milliseconds since 1970; null is the present. */
  atMs: number | null = $state(null);
  /** What was then; the moment before it until the answer came. */
  then: Moment | null = $state.raw(null);
  readonly #transport: Transport;
  readonly #watch: () => number | null;
  readonly #failed: (thrown: unknown) => void;
  readonly #reading = new OnceMore(() => this.#read());
  readonly #looking = new OnceMore(() => this.#look());

  constructor(transport: Transport, watch: () => number | null, failed: (thrown: unknown) => void) {
    this.#transport = transport;
    this.#watch = watch;
    this.#failed = failed;
  }

  /** Goes to a moment; null goes back to the present. */
  goTo(atMs: number | null): void {
    this.atMs = atMs;
    if (atMs === null) this.then = null;
    else void this.#looking.ask();
  }

  /** What is known changed: the course may be another one, and so may the moment. */
  changed(): void {
    void this.#reading.ask();
    if (this.atMs !== null) void this.#looking.ask();
  }

  async #read(): Promise<void> {
    const watch = this.#watch();
    if (watch === null) return;
    try {
      this.course = await this.#transport.call('course', { watch });
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  async #look(): Promise<void> {
    const [watch, atMs] = [this.#watch(), this.atMs];
    if (watch === null || atMs === null) return;
    try {
      const [counts, cells] = await Promise.all([
        this.#transport.call('counts_at', { watch, atMs }),
        this.#transport.pictureAt(watch, atMs),
      ]);
      // Back in the present meanwhile: nothing of the past stays on screen.
      if (this.atMs !== null) this.then = { counts, picture: { cells, changed: null } };
    } catch (thrown) {
      this.#failed(thrown);
    }
  }
}
