// Whether rows rush past too fast to be read: then they are neither asked for nor drawn, since each frame would draw all of them for nobody.

/** More than this share of what is in sight passes from one frame to the next. */
const SHARE = 0.75;
/** Frames of a flight come closer together than this, milliseconds; so long after the last of them it is over. */
export const LANDED_MS = 90;

export class Flight {
  #leapt = -Infinity;

  /** It moved by so many pixels of rows at a time in milliseconds: whether it flies. A single leap is none: its rows are wanted at once. */
  moved(by: number, viewport: number, at: number): boolean {
    if (by <= viewport * SHARE) return false;
    const soon = at - this.#leapt < LANDED_MS;
    this.#leapt = at;
    return soon;
  }
}
