// For a screen, while it is made: what it can do while it is on show.
import { onMount, untrack } from 'svelte';
import type { Offers } from '../actions/offered.svelte';
import { useApp } from './app';

/** What the screen can do now; asked anew whenever what it reads changes. */
export function offerActions(can: () => Offers): void {
  const { actions } = useApp();
  onMount(() => actions.offer(can));
  $effect(() => {
    can();
    untrack(() => actions.arrived());
  });
}

/** On to the next of what is open, and back; while nothing is, that is said. */
export function steps(nothing: string, open: boolean, step: (by: 1 | -1) => void): Offers {
  const off = open ? null : nothing;
  return { 'screen.next': { run: () => step(1), off }, 'screen.previous': { run: () => step(-1), off } };
}
