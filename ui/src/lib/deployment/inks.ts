// The colours of the fleet picture, read from the stylesheet that is in force.
import { STATE_BY_BYTE, stateLook } from '../look/states';
import type { DeviceState } from '../transport/types';
import { pixelOf, type Inks } from './cells';

/** How much of a colour is left of what a view does not show: seen as a state, and not mistaken for one that is shown. */
const DIMMED = { light: 0.24, dark: 0.3 };

/** How much of its state's colour a cell has, over the panel: what went well is the calm most of a picture. */
export function shareOf(state: DeviceState): number {
  if (state === 'succeeded') return 0.75;
  return state === 'pending' ? 0.85 : 1;
}

export function inksOf(context: CanvasRenderingContext2D, element: HTMLElement, dark: boolean): Inks {
  const dimmed = dark ? DIMMED.dark : DIMMED.light;
  const style = getComputedStyle(element);
  // A built stylesheet may write colours shorter (#fff): the context gives them back in full.
  const full = (property: string): string => {
    context.fillStyle = style.getPropertyValue(property).trim();
    return context.fillStyle;
  };
  const ground = full('--panel');
  const tones = STATE_BY_BYTE.map((state) => ({
    colour: full(stateLook(state).colour),
    share: shareOf(state),
  }));
  tones.push({ colour: full('--field'), share: 1 }, { colour: full('--field'), share: 0.6 });
  const all = [...tones, ...tones.map(({ colour, share }) => ({ colour, share: share * dimmed }))];
  return {
    cells: all.map(({ colour, share }) => pixelOf(colour, ground, share)),
    seams: all.map(({ colour, share }) => pixelOf(colour, ground, share * 0.4)),
    ground: pixelOf(ground, ground, 1),
    ink: pixelOf(full('--ink'), ground, 1),
  };
}
