// The fleet picture on its canvas: while only devices or marks change, only their cells are drawn again, and those that changed glow for a moment.
import { windowAfter, type After } from '../base/outside';
import { paint, paintCells, repaint, type Band, type Inks, type Scene } from './cells';
import { Glow, glowing } from './glow';
import { inksOf } from './inks';
import type { Mosaic } from './mosaic';

/** What is to stand on the canvas. */
export interface Wanted {
  scene: Scene;
  mosaic: Mosaic;
  /** In device pixels. */
  width: number;
  dark: boolean;
  /** The devices that just changed; null where that is not known, or not to be shown. */
  changed: Uint32Array | null;
}

interface Drawn extends Pick<Wanted, 'scene' | 'mosaic' | 'width' | 'dark'> {
  context: CanvasRenderingContext2D;
  image: ImageData;
  pixels: Uint32Array;
  inks: Inks;
}

export class Drawing {
  readonly #glow: Glow;
  #drawn: Drawn | null = null;

  constructor(after: After = windowAfter) {
    this.#glow = new Glow((lit, strength) => {
      const drawn = this.#drawn;
      if (drawn !== null) this.#put(paintCells(drawn.pixels, drawn.width, drawn.scene, drawn.mosaic, drawn.inks, lit, strength));
    }, after);
  }

  draw(canvas: HTMLCanvasElement, wanted: Wanted): void {
    const { scene, mosaic, width, dark, changed } = wanted;
    const context = canvas.getContext('2d');
    if (context === null) return;
    const drawn = this.#drawn;
    if (drawn?.context === context && drawn.mosaic === mosaic && drawn.width === width && drawn.dark === dark) {
      this.#glow.end();
      const before = drawn.scene;
      drawn.scene = scene;
      this.#put(repaint(drawn.pixels, width, before, scene, mosaic, drawn.inks));
      if (before.cells !== scene.cells) this.#glow.begin(glowing(changed, mosaic));
      return;
    }
    this.#glow.forget();
    canvas.width = width;
    canvas.height = mosaic.rows * mosaic.cellHeight;
    const image = context.createImageData(width, canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    const inks = inksOf(context, canvas, dark);
    paint(pixels, width, scene, mosaic, inks);
    context.putImageData(image, 0, 0);
    this.#drawn = { context, scene, mosaic, width, dark, image, pixels, inks };
  }

  /** The picture is left: nothing glows any more. */
  stop(): void {
    this.#glow.forget();
  }

  #put(band: Band | null): void {
    if (this.#drawn === null || band === null) return;
    const { context, image } = this.#drawn;
    context.putImageData(image, 0, 0, 0, band.top, image.width, band.bottom - band.top);
  }
}

/** Whether a change may be shown by more than what it changed to. */
export function mayGlow(): boolean {
  return !document.hidden && !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
