// The fleet picture of a watched deployment: its cells, how they are ordered, and which of them are shown and chosen.
import { OnceMore } from '../base/onceMore';
import { nextMarks, NO_MARKS, type Marks } from '../transport/marks';
import { NO_PICTURE, nextPicture, type Picture } from '../transport/picture';
import type { Transport } from '../transport/transport';
import type { PictureOrder, RowsView } from '../transport/types';

/** What it needs of the watch. */
interface Watched {
  /** The number of the watch; null while there is none. */
  readonly id: number | null;
  /** The view that leaves some devices out, or that some are chosen in; null where all are shown and nobody is chosen. */
  readonly marked: RowsView | null;
}

export class FleetCells {
  picture: Picture = $state.raw(NO_PICTURE);
  marks: Marks = $state.raw(NO_MARKS);
  /** Null until it was asked for. */
  order: PictureOrder | null = $state.raw(null);
  readonly #transport: Transport;
  readonly #watched: Watched;
  readonly #failed: (thrown: unknown) => void;
  readonly #drawing = new OnceMore(() => this.#draw());
  readonly #marking = new OnceMore(() => this.#mark());
  /** What was last answered: asked for again though none is shown meanwhile, it may be the same. */
  #had: Marks = NO_MARKS;

  constructor(transport: Transport, watched: Watched, failed: (thrown: unknown) => void) {
    this.#transport = transport;
    this.#watched = watched;
    this.#failed = failed;
  }

  /** The rows changed. */
  changed(): void {
    void this.#drawing.ask();
  }

  /** The view, who is chosen, or the causes changed: others may be shown. */
  viewed(): void {
    if (this.#watched.marked !== null || this.marks !== NO_MARKS) void this.#marking.ask();
  }

  async #draw(): Promise<void> {
    const watch = this.#watched.id;
    if (watch === null) return;
    try {
      let next = nextPicture(this.picture, await this.#transport.picture(watch, this.picture.revision));
      // Changes of a picture that this page does not have, as after an answer that was overtaken: then the whole one.
      next ??= nextPicture(NO_PICTURE, await this.#transport.picture(watch, 0));
      if (next === null) return;
      // Cells may stand elsewhere in a whole one, and marks with them: both change in one moment.
      const marks = await this.#askMarks(watch);
      const moved = next.changed === null || next.cells.length !== this.picture.cells.length;
      this.picture = next;
      this.#show(marks);
      if (moved) await this.#readOrder(watch);
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  async #mark(): Promise<void> {
    const watch = this.#watched.id;
    if (watch === null) return;
    try {
      this.#show(await this.#askMarks(watch));
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  async #askMarks(watch: number): Promise<Marks> {
    const view = this.#watched.marked;
    if (view === null) return NO_MARKS;
    let marks = nextMarks(this.#had, await this.#transport.pictureMarks(watch, view, this.#had.revision));
    marks ??= nextMarks(NO_MARKS, await this.#transport.pictureMarks(watch, view, 0));
    if (marks !== null) this.#had = marks;
    return marks ?? NO_MARKS;
  }

  #show(marks: Marks): void {
    // The view may have been let go of while it was asked about.
    this.marks = this.#watched.marked === null ? NO_MARKS : marks;
  }

  async #readOrder(watch: number): Promise<void> {
    try {
      this.order = await this.#transport.call('picture_order', { watch });
    } catch {
      // Without it only the groups' names are missing; it is asked for again with the next whole picture.
      this.order = null;
    }
  }
}
