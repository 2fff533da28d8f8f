// Colours as numbers, for tests of the look: what is written in the tokens, mixed, set against each other, and seen by other eyes.
import { readFileSync } from 'node:fs';

/** Red, green and blue from 0 to 1, with the light they give: not as a file writes them. */
export type Light = readonly [number, number, number];
type Matrix = readonly [Light, Light, Light];

/** The tokens of one theme, by name. What the dark theme does not say is as in the light one. */
export type Theme = ReadonlyMap<string, string>;

/** Read as text: what is pinned is what is written, in both themes. */
export function themes(): readonly (readonly [string, Theme])[] {
  const [light = '', dark = ''] = readFileSync('src/lib/look/tokens.css', 'utf8').split("[data-theme='dark']");
  const ground = colours(light);
  return [
    ['light', new Map(ground)],
    ['dark', new Map([...ground, ...colours(dark)])],
  ];
}

function colours(half: string): [string, string][] {
  return [...half.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]);
}

/**
 * A colour as it is written: a token, or tokens mixed. `failed 11% panel` is eleven parts of a hundred of the first over the second, mixed as
 * a stylesheet mixes them in sRGB.
 */
export function written(theme: Theme, words: string): string {
  const [name = '', share, ground] = words.split(' ');
  const value = theme.get(name);
  if (value === undefined) throw new Error(`no colour ${name}`);
  if (share === undefined || ground === undefined) return value;
  return mixed(value, written(theme, ground), Number.parseFloat(share) / 100);
}

/** `share` of a colour over another. */
export function mixed(over: string, under: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [a = 0, b = 0] = [over, under].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(a * share + b * (1 - share))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

export function lightOf(colour: string): Light {
  const part = (at: number): number => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

/** The contrast of two colours, as WCAG counts it: 1 to 21. */
export function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => dot([0.2126, 0.7152, 0.0722], lightOf(colour));
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** How colours are seen with all cones, and without those for long, medium and short waves: Machado, Oliveira and Fernandes 2009, severity 1. */
export const EYES: readonly (readonly [string, Matrix])[] = [
  [
    'all cones',
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  ],
  [
    'protanopia',
    [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
  ],
  [
    'deuteranopia',
    [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
  ],
  [
    'tritanopia',
    [
      [1.255528, -0.076749, -0.178779],
      [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.3039],
    ],
  ],
];

/** How far apart two colours are to such eyes: the distance in OKLab, in hundredths. About two are just noticed side by side. */
export function apart(a: string, b: string, eyes: Matrix): number {
  const [x, y] = [lab(seen(a, eyes)), lab(seen(b, eyes))];
  return 100 * Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

function seen(colour: string, eyes: Matrix): Light {
  const light = lightOf(colour);
  const part = (row: Light): number => Math.min(1, Math.max(0, dot(row, light)));
  return [part(eyes[0]), part(eyes[1]), part(eyes[2])];
}

/** Light in OKLab: lightness, green to red, blue to yellow. */
function lab(light: Light): Light {
  const cones: Light = [
    Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], light)),
    Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], light)),
    Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], light)),
  ];
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], cones),
    dot([1.9779984951, -2.428592205, 0.4505937099], cones),
    dot([0.0259040371, 0.7827717662, -0.808675766], cones),
  ];
}

function dot(a: Light, b: Light): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
