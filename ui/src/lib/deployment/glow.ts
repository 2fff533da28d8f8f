// Cells that just changed glow for a moment: a few steps, each fainter, and then nothing that runs.
import { windowAfter, type After } from '../base/outside';
import { cellOf } from './cells';
import type { Mosaic } from './mosaic';

/** How strong each step is, the last being none, and how long it stands, milliseconds: three quarters of a second in all. */
const STRENGTHS = [0.55, 0.35, 0.15, 0] as const;
const STEP_MS = 250;
/** More than so many cells at once are a tide: what glows everywhere points nowhere, and would cost its drawing four times. */
const MOST = 300;

/** The cells that glow where these devices changed, in order: those that are seen; none where they are too many to be followed. */
export function glowing(changed: Uint32Array | null, mosaic: Mosaic): number[] {
  if (changed === null) return [];
  const cells: number[] = [];
  for (const place of changed) {
    if (place < mosaic.from || place >= mosaic.to) continue;
    const cell = cellOf(mosaic, place);
    if (cell === cells.at(-1)) continue;
    if (cells.length === MOST) return [];
    cells.push(cell);
  }
  return cells;
}

export class Glow {
  readonly #draw: (cells: readonly number[], strength: number) => void;
  readonly #after: After;
  #cells: readonly number[] = [];
  #cancel: (() => void) | null = null;

  constructor(draw: (cells: readonly number[], strength: number) => void, after: After = windowAfter) {
    this.#draw = draw;
    this.#after = after;
  }

  /** These cells glow; those that did are as they are. */
  begin(cells: readonly number[]): void {
    this.end();
    if (cells.length === 0) return;
    this.#cells = cells;
    this.#step(0);
  }

  /** What glows is drawn as it is. */
  end(): void {
    if (this.#cancel === null) return;
    const cells = this.#cells;
    this.forget();
    this.#draw(cells, 0);
  }

  /** Nothing glows any more; whoever says so draws all of it anew, or nothing ever again. */
  forget(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#cells = [];
  }

  #step(step: number): void {
    const strength = STRENGTHS[step] ?? 0;
    const cells = this.#cells;
    if (strength === 0) this.forget();
    else this.#cancel = this.#after(STEP_MS, () => this.#step(step + 1));
    this.#draw(cells, strength);
  }
}
