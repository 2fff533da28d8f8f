import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// Read as text: what is pinned is what is written, in both themes.
const css = readFileSync('src/lib/look/tokens.css', 'utf8');
const [light = '', dark = ''] = css.split("[data-theme='dark']");

function colours(half: string): Map<string, string> {
  return new Map([...half.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]));
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', colours(light)],
  ['dark', colours(dark)],
])('the %s theme', (_name, theme) => {
  const of = (name: string): string => {
    const value = theme.get(name);
    if (value === undefined) throw new Error(`no colour ${name}`);
    return value;
  };

  it.each(['ink', 'ink-2', 'ink-3', 'failed', 'aborted'])('%s reads as text on every surface', (name) => {
    for (const surface of ['paper', 'panel']) expect(contrast(of(name), of(surface)), `on ${surface}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['succeeded', 'failed', 'progress', 'pending', 'aborted', 'unknown', 'field'])(
    '%s is seen as a shape on every surface',
    (name) => {
      for (const surface of ['paper', 'panel']) expect(contrast(of(name), of(surface)), `on ${surface}`).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(['ink', 'ink-3', 'print-red', 'print-green', 'print-yellow', 'print-blue', 'print-magenta', 'print-cyan'])(
    '%s reads in what a step printed',
    (name) => {
      expect(contrast(of(name), of('sunken'))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('reads on filled buttons and on a selected row', () => {
    expect(contrast(of('on-primary'), of('primary'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('on-focus'), of('focus')), 'what was found').toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('on-failed'), of('failed'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('ink-3'), of('selected')), 'quiet words on a selected row').toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('focus'), of('panel')), 'the focus ring').toBeGreaterThanOrEqual(3);
  });
});

it('draws its own scroll bars', () => {
  // B19: the fading of the system's cost seconds of a core each time a screen came that scrolls.
  const base = readFileSync('src/lib/look/base.css', 'utf8');
  expect(base, 'WebKitGTK then shows no overlay bars').toMatch(/::-webkit-scrollbar \{[^}]*width:/);
});
