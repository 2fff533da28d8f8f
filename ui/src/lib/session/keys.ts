// Keys that are no shortcuts: those of the wizard, and what a key means that is held down or typed into a field.
import { keycaps } from '../actions/chords';

export type WizardKey = 'advance' | 'deploy';

/** What a chord means in the wizard. Deploying has its own: the key that advances can never be the one that launches. */
export function wizardKey(event: KeyboardEvent): WizardKey | null {
  if (event.defaultPrevented || event.key !== 'Enter' || event.altKey || !(event.ctrlKey || event.metaKey)) return null;
  return event.shiftKey ? 'deploy' : 'advance';
}

/** The chords as this system writes them. */
export const CHORDS: Readonly<Record<WizardKey, readonly string[]>> = {
  advance: keycaps('Mod+Enter'),
  deploy: keycaps('Mod+Shift+Enter'),
};

const MOVING = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End', 'Tab'];
/** Neither types nor moves, whatever has the focus. */
const ACTING = ['Enter', 'Escape'];

/**
 * Whether this is a key held down that would act again. What is held down moves, or types into a field; nothing else: a finger that rests
 * on a key must not walk through a form, press a button twice or open a dialog over and over.
 */
export function heldDown(event: KeyboardEvent): boolean {
  if (!event.repeat || MOVING.includes(event.key)) return false;
  return ACTING.includes(event.key) || !typedInto(event.target);
}

/** Takes a key that is held down out of the page before anything hears it. */
export function swallowHeld(event: KeyboardEvent): void {
  if (!heldDown(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function typedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.closest('[role="menu"]') !== null;
}
