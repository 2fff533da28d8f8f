// A page's hold of a watched deployment: opened, told of, let go. What an earlier opening still sends is not heard.
import type { Transport } from './transport';
import type { Notice } from './types';

/** Which deployment, for which load of the page. */
export interface Held {
  epoch: number;
  connection: string;
  deployment: string;
}

interface Tell {
  heard: (notice: Notice) => void;
  failed: (thrown: unknown) => void;
}

export class Hold {
  readonly #transport: Transport;
  readonly #of: Held;
  readonly #tell: Tell;
  #watch: number | null = null;
  /** Counts the openings. */
  #opening = 0;

  constructor(transport: Transport, of: Held, tell: Tell) {
    this.#transport = transport;
    this.#of = of;
    this.#tell = tell;
  }

  /** The number of the watch; null while there is none. */
  get watch(): number | null {
    return this.#watch;
  }

  async open(): Promise<void> {
    const opening = ++this.#opening;
    const { epoch, connection, deployment } = this.#of;
    try {
      const watch = await this.#transport.watch(epoch, connection, deployment, (notice) => {
        if (opening !== this.#opening) return;
        // The first notice may come before the answer that names the watch.
        this.#watch ??= notice.watch;
        this.#tell.heard(notice);
      });
      // The user may have left while the watch was being opened: then it is closed at once.
      if (opening === this.#opening) this.#watch = watch;
      else this.#unwatch(watch);
    } catch (thrown) {
      if (opening === this.#opening) this.#tell.failed(thrown);
    }
  }

  close(): void {
    this.#opening += 1;
    if (this.#watch !== null) this.#unwatch(this.#watch);
    this.#watch = null;
  }

  /** The core forgot the watch: there is none to let go of. */
  forget(): void {
    this.#watch = null;
  }

  /** Asks for a look at once; nothing while there is no watch. */
  async look(): Promise<void> {
    if (this.#watch === null) return;
    try {
      await this.#transport.call('watch_now', { watch: this.#watch });
    } catch (thrown) {
      this.#tell.failed(thrown);
    }
  }

  #unwatch(watch: number): void {
    // The page is leaving: if the core no longer knows the watch, that is what was wanted.
    this.#transport.call('unwatch', { watch }).catch(() => undefined);
  }
}
