import { describe, expect, it } from 'vitest';
import { announced, chordOf, keycaps, partsOf, refusedAsShortcut, writes, written, type Pressed } from './chords';

const pressed = (
  key: string,
  more: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
  altGraph = false,
): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
  getModifierState: (name: string) => altGraph && name === 'AltGraph',
});

describe('the chord of a key press', () => {
  it.each([
    ['a letter', pressed('n'), 'N', 'N'],
    ['the same with Caps Lock or Shift', pressed('N', { shiftKey: true }), 'N', 'N'],
    ['a sign that Shift makes', pressed('?', { shiftKey: true }), '?', '?'],
    ['Ctrl', pressed('k', { ctrlKey: true }), 'Mod+K', 'Ctrl+K'],
    ['⌘', pressed('k', { metaKey: true }), 'Meta+K', 'Mod+K'],
    ['Ctrl and Shift', pressed('K', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+K', 'Ctrl+Shift+K'],
    ['Ctrl and plus, which is Shift = on many keyboards', pressed('+', { ctrlKey: true, shiftKey: true }), 'Mod++', 'Ctrl++'],
    ['an arrow', pressed('ArrowLeft', { altKey: true }), 'Alt+ArrowLeft', 'Alt+ArrowLeft'],
    ['Shift and an arrow', pressed('ArrowUp', { shiftKey: true }), 'Shift+ArrowUp', 'Shift+ArrowUp'],
    ['the space bar', pressed(' '), 'Space', 'Space'],
    ['a function key', pressed('F1'), 'F1', 'F1'],
  ])('%s', (_what, event, elsewhere, mac) => {
    expect(chordOf(event, false), 'Windows and Linux').toBe(elsewhere);
    expect(chordOf(event, true), 'a Mac').toBe(mac);
  });

  it('is none while only modifiers are held', () => {
    expect(chordOf(pressed('Control', { ctrlKey: true }), false), 'nothing is pressed yet').toBeNull();
  });

  it('is what AltGr writes, which Windows reports as Ctrl and Alt', () => {
    expect(chordOf(pressed('@', { ctrlKey: true, altKey: true }, true), false), 'an @ is typed, nothing is done').toBe('@');
    expect(chordOf(pressed('ArrowUp', { ctrlKey: true, altKey: true }, true), false)).toBeNull();
  });
});

it('a chord is taken apart, a plus sign included', () => {
  expect(partsOf('Mod++')).toEqual(['Mod', '+']);
  expect(partsOf('+')).toEqual(['+']);
  expect(partsOf('Mod+Shift+K')).toEqual(['Mod', 'Shift', 'K']);
});

it('keys alone belong to the field they are typed into', () => {
  for (const chord of ['N', '?', '+', 'Space', 'Shift+ArrowUp', 'Enter']) expect(writes(chord), chord).toBe(true);
  for (const chord of ['Mod+K', 'Alt+ArrowLeft', 'F1', 'Shift+F10']) expect(writes(chord), `${chord} writes nothing`).toBe(false);
});

it('is written as each system writes it, and told to a screen reader in its own words', () => {
  expect(keycaps('Mod+Shift+K', false)).toEqual(['Ctrl', 'Shift', 'K']);
  expect(keycaps('Mod+Shift+K', true)).toEqual(['⌘', '⇧', 'K']);
  expect(written('Alt+ArrowLeft', false)).toBe('Alt+←');
  expect(written('Mod+[', true)).toBe('⌘[');
  expect(announced('Mod+K', false)).toBe('Control+K');
  expect(announced('Mod+K', true)).toBe('Meta+K');
});

it('what moves, edits or belongs to the system is no shortcut', () => {
  for (const chord of ['Tab', 'Enter', 'ArrowUp', 'Shift+ArrowUp', 'Mod+C', 'Mod+A', 'Mod+Shift+Enter', 'Alt+F4', 'Meta+L', 'Escape']) {
    expect(refusedAsShortcut(chord), `${chord} must stay what it is everywhere`).not.toBeNull();
  }
  for (const chord of ['F', 'Mod+J', 'Alt+ArrowUp', 'F5', '.']) expect(refusedAsShortcut(chord), chord).toBeNull();
});
