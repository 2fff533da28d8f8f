// How the fleet picture draws who is chosen: in a frame where the cell keeps its colour inside one; in smaller cells they keep their colour,
// and the rest is dimmed; not at all where all that are shown are chosen, and nobody else.
import { has } from '../transport/marks';
import type { Scene } from './cells';
import type { Mosaic } from './mosaic';

export type Marking = 'none' | 'all' | 'framed' | 'plain';

/** The smallest cell whose frame leaves more than half of it to its colour, in device pixels. */
const LEAST_FRAMED = 9;

export function markingOf(scene: Scene, mosaic: Mosaic): Marking {
  if (scene.chosen === null) return 'none';
  if (shownAreChosen(scene.shown, scene.chosen, scene.cells.length)) return 'all';
  return Math.min(mosaic.cellWidth, mosaic.cellHeight) - mosaic.gap >= LEAST_FRAMED ? 'framed' : 'plain';
}

/** What is drawn of a scene. */
export function drawnBy(marking: Marking, scene: Scene): Scene {
  if (marking === 'all') return { ...scene, chosen: null };
  return marking === 'plain' ? { ...scene, shown: scene.chosen, chosen: null } : scene;
}

/** The legend. */
export function markingWords(marking: Marking): string {
  return { none: '', all: 'all shown are chosen', framed: 'chosen framed', plain: 'all but the chosen dimmed' }[marking];
}

/** Whether two sets of so many are the same; a set that is null holds all. */
function shownAreChosen(shown: Uint8Array | null, chosen: Uint8Array, devices: number): boolean {
  const full = devices >> 3;
  for (let byte = 0; byte < full; byte++) if (chosen[byte] !== (shown === null ? 255 : shown[byte])) return false;
  for (let place = full << 3; place < devices; place++) {
    if (has(chosen, place) !== (shown === null || has(shown, place))) return false;
  }
  return true;
}
