// The keys that work everywhere, and what a key means that is held down. A key typed into a field, or with a modifier, belongs to that.

export type GlobalKey =
  | 'deployments'
  | 'fleet'
  | 'plans'
  | 'launches'
  | 'new'
  | 'settings'
  | 'search'
  | 'keys'
  | 'help'
  | 'escape'
  | 'look'
  | 'next'
  | 'previous';

export function globalKey(event: KeyboardEvent): GlobalKey | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === 'Escape') return 'escape';
  // It types nothing, wherever the cursor is.
  if (event.key === 'F1') return 'help';
  if (typedInto(event.target)) return null;
  switch (event.key) {
    case '1':
      return 'deployments';
    case '2':
      return 'fleet';
    case '3':
      return 'plans';
    case '4':
      return 'launches';
    case 'n':
    case 'N':
      return 'new';
    case ',':
      return 'settings';
    case '/':
      return 'search';
    case '?':
      return 'keys';
    case 'r':
    case 'R':
      return 'look';
    case 'j':
    case 'J':
      return 'next';
    case 'k':
    case 'K':
      return 'previous';
    default:
      return null;
  }
}

export type WizardKey = 'advance' | 'deploy';

/** What a chord means in the wizard. Deploying has its own: the key that advances can never be the one that launches. */
export function wizardKey(event: KeyboardEvent): WizardKey | null {
  if (event.defaultPrevented || event.key !== 'Enter' || event.altKey || !(event.ctrlKey || event.metaKey)) return null;
  return event.shiftKey ? 'deploy' : 'advance';
}

const onMac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

/** The chords as this system writes them. */
export const CHORDS: Readonly<Record<WizardKey, readonly string[]>> = {
  advance: onMac ? ['⌘', '↵'] : ['Ctrl', '↵'],
  deploy: onMac ? ['⌘', '⇧', '↵'] : ['Ctrl', 'Shift', '↵'],
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

function typedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.closest('[role="menu"]') !== null;
}
