import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apart, contrast, EYES, themes, written } from '../../test/colours';
import { STATE_BY_BYTE, STATES, stateLook } from './states';

/** Where words stand. */
const SURFACES = ['paper', 'panel', 'selected', 'sunken'];
const PRINTED = ['print-red', 'print-green', 'print-yellow', 'print-blue', 'print-magenta', 'print-cyan'];

/** Words of a colour, and every ground they stand on. */
const TEXTS: readonly (readonly [string, readonly string[]])[] = [
  ['ink', [...SURFACES, 'failed 11% panel', 'aborted 11% panel', 'pending 11% panel', 'aborted 8% panel', 'aborted 30% sunken', 'line']],
  ['ink-2', [...SURFACES, 'failed 11% panel', 'aborted 11% panel', 'pending 11% panel', 'aborted 8% panel']],
  ['ink-3', [...SURFACES, 'failed 11% panel', 'aborted 11% panel', 'pending 11% panel', 'aborted 8% panel']],
  ['failed', [...SURFACES, 'failed-soft']],
  ['aborted', [...SURFACES, 'aborted 12% panel']],
  ['on-primary', ['primary', 'primary 86% panel', 'primary 76% panel', 'on-primary 18% primary']],
  ['on-primary 82% primary', ['primary', 'on-primary 18% primary']],
  ['on-primary 70% primary', ['primary', 'on-primary 18% primary']],
  ['failed 46% on-primary', ['primary', 'on-primary 18% primary']],
  ['on-failed', ['failed', 'failed 88% ink']],
  ['on-focus', ['focus']],
  ['paper', ['ink']],
  ...PRINTED.map((ink) => [ink, ['sunken']] as const),
];

/** What is seen by its shape: glyphs, the edges of fields, the ring of the focus, what is chosen. */
const SHAPES: readonly (readonly [string, readonly string[]])[] = [
  ...STATES.map((state) => [stateLook(state).colour.slice(2), SURFACES] as const),
  ['field', ['paper', 'panel']],
  ['focus', [...SURFACES, 'failed 11% panel', 'aborted 11% panel', 'pending 11% panel']],
  ['on-primary', ['primary']],
  ['ink', SURFACES],
];

describe.each(themes())('the %s theme', (_name, theme) => {
  const pairs = (all: typeof TEXTS): [string, string][] =>
    all.flatMap(([over, grounds]) => grounds.map((ground): [string, string] => [over, ground]));

  it.each(pairs(TEXTS))('reads %s on %s', (text, ground) => {
    expect(contrast(written(theme, text), written(theme, ground)), 'WCAG 1.4.3 asks for words of any size').toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs(SHAPES))('shows %s as a shape on %s', (shape, ground) => {
    expect(contrast(written(theme, shape), written(theme, ground)), 'WCAG 1.4.11 asks for what is not text').toBeGreaterThanOrEqual(3);
  });

  /** In bars and in the fleet picture colour stands alone: four times what is just noticed must lie between any two states, to anybody's eyes. */
  const APART = 8;
  const states = STATES.flatMap((a, at) => STATES.slice(at + 1).map((b) => [a, b] as const));

  it.each(EYES)('keeps the states of bars apart with %s', (_eyes, matrix) => {
    for (const [a, b] of states) {
      const [one, other] = [a, b].map((state) => written(theme, stateLook(state).colour.slice(2)));
      expect(apart(one ?? '', other ?? '', matrix), `${a} beside ${b}`).toBeGreaterThanOrEqual(APART);
    }
  });
});

it('draws its own scroll bars', () => {
  // B19: the fading of the system's cost seconds of a core each time a screen came that scrolls.
  const base = readFileSync('src/lib/look/base.css', 'utf8');
  expect(base, 'WebKitGTK then shows no overlay bars').toMatch(/::-webkit-scrollbar \{[^}]*width:/);
});

it('has the colours that a report is drawn in', () => {
  const [, light] = themes()[0] ?? [];
  const report = readFileSync('../crates/flightdeck-core/src/export/picture.rs', 'utf8');
  const colours = [...(/COLOURS: \[&str; 7\] = \[(.*)\]/.exec(report)?.[1] ?? '').matchAll(/#[0-9a-f]{6}/g)].map(([colour]) => colour);
  const ours = STATE_BY_BYTE.map((state) => written(light ?? new Map(), stateLook(state).colour.slice(2)));
  expect(colours.slice(0, ours.length), 'a device in a printed picture is the colour that the user knows').toEqual(ours);
});
