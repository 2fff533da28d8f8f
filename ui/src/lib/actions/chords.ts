// Keys that are pressed together, as one text: `Mod+K`, `Alt+ArrowLeft`, `N`, `?`. Mod is Ctrl, and ⌘ on a Mac.

/** What a key press tells. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'>;

export const onMac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

const MODIFIERS = [
  'Control',
  'Meta',
  'Alt',
  'AltGraph',
  'Shift',
  'CapsLock',
  'NumLock',
  'Fn',
  'Hyper',
  'Super',
  'OS',
  'Dead',
  'Process',
  'Unidentified',
];

/** The chord of a key press; null while only modifiers are held, and for keys that write with AltGr. */
export function chordOf(event: Pressed, mac = onMac): string | null {
  const { key } = event;
  if (MODIFIERS.includes(key) || key === '') return null;
  const printed = /^.$/u.test(key);
  // AltGr writes letters, and Windows reports it as Ctrl with Alt: what it writes is no chord.
  if (event.getModifierState('AltGraph')) return printed ? key : null;
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push('Mod');
  if (mac && event.ctrlKey) parts.push('Ctrl');
  if (!mac && event.metaKey) parts.push('Meta');
  if (event.altKey) parts.push('Alt');
  // Shift makes another sign of what is printed, and the sign says so: of letters alone it makes no other key.
  const letter = key.toLowerCase() !== key.toUpperCase();
  if (event.shiftKey && (!printed || (letter && parts.length > 0))) parts.push('Shift');
  parts.push(key === ' ' ? 'Space' : printed ? key.toUpperCase() : key);
  return parts.join('+');
}

/** Its parts. A plus sign is a key, too. */
export function partsOf(chord: string): readonly string[] {
  return chord.endsWith('++') ? [...chord.slice(0, -2).split('+'), '+'] : chord === '+' ? ['+'] : chord.split('+');
}

/** A key alone, or with Shift, writes into a field: there it belongs to the field. */
export function writes(chord: string): boolean {
  const parts = partsOf(chord);
  return parts.every((part, n) => (n < parts.length - 1 ? part === 'Shift' : !/^F\d+$/.test(part)));
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Delete: 'Del',
};
const ON_MAC: Readonly<Record<string, string>> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧' };
const ELSEWHERE: Readonly<Record<string, string>> = { Mod: 'Ctrl', Meta: 'Win' };

/** Its keys as this system writes them. */
export function keycaps(chord: string, mac = onMac): readonly string[] {
  return partsOf(chord).map((part) => (mac ? ON_MAC : ELSEWHERE)[part] ?? SIGNS[part] ?? part);
}

/** The same as one text, for a tooltip. */
export function written(chord: string, mac = onMac): string {
  return keycaps(chord, mac).join(mac ? '' : '+');
}

/** The same as a screen reader's browser wants to be told it (`aria-keyshortcuts`). */
export function announced(chord: string, mac = onMac): string {
  return partsOf(chord)
    .map((part) => (part === 'Mod' ? (mac ? 'Meta' : 'Control') : part === 'Ctrl' ? 'Control' : part))
    .join('+');
}

const MOVING = ['Tab', 'Enter', 'Space', 'Escape', 'Backspace', 'Delete', 'Home', 'End', 'PageUp', 'PageDown', 'Insert', 'ContextMenu'];
const EDITING = ['A', 'C', 'V', 'X', 'Z', 'Y', 'Shift+Z', 'Q', 'W', 'M', 'H', 'Enter', 'Shift+Enter', 'Tab'].map((keys) => `Mod+${keys}`);

/** Why an action cannot have this chord; null where it can. */
export function refusedAsShortcut(chord: string): string | null {
  const last = partsOf(chord).at(-1) ?? '';
  if (chord.startsWith('Meta+')) return 'Keys with the Windows key belong to the system.';
  if (EDITING.includes(chord) || chord === 'Alt+F4' || chord === 'Alt+Tab' || chord === 'Alt+Space') {
    return 'These keys belong to the system, to text fields, or to the last step of a deployment.';
  }
  if (writes(chord) && (MOVING.includes(last) || last.startsWith('Arrow'))) {
    return 'This key moves, chooses or closes: it cannot do anything else.';
  }
  return null;
}
