// One thing at a time: asked for again while it runs, it runs once more afterwards, with what is then true.

export class OnceMore {
  readonly #run: () => Promise<void>;
  #running: Promise<void> | null = null;
  #again = false;

  /** `run` tells its own failures; one that it throws is the asker's. */
  constructor(run: () => Promise<void>) {
    this.#run = run;
  }

  get busy(): boolean {
    return this.#running !== null;
  }

  /** Runs now, or once more after the run under way. Answers when everything that was asked for so far has run. */
  ask(): Promise<void> {
    if (this.#running !== null) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#untilDone().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Takes back the run that waits. The one under way cannot be taken back; answers when it ended. */
  async takeBack(): Promise<void> {
    this.#again = false;
    await this.#running?.catch(() => undefined);
  }

  async #untilDone(): Promise<void> {
    do await this.#run();
    while (this.#takeAgain());
  }

  /** Whether it was asked for again; then the run that follows is that one. */
  #takeAgain(): boolean {
    const again = this.#again;
    this.#again = false;
    return again;
  }
}
