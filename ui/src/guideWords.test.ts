// What the guide sets in bold is on a button, a field or a heading: a word that the screens no longer have is found here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAPTERS } from 'virtual:guide';
import { expect, it } from 'vitest';
import { linesOf, words } from './lib/help/search';
import type { Inline } from './lib/help/tree';

/** Bold for its weight alone, or put together of words that the screens have apart. */
const NOT_ON_SCREEN: readonly string[] = [
  'A token of API v2.',
  'The address of the API',
  'Lists that you import.',
  'Windows, SmartScreen:',
  'macOS, Gatekeeper:',
  'Linux:',
  'top of the rail',
  'never sent twice',
  'draft',
  'flightdeck.db holds every request as it was sent, values of secret parameters included',
  'Hatched grey',
  'Hatched dark',
  'Hatched at the right end',
  'The service decides at launch which devices it is, and gives no preview.',
  'only while Flightdeck runs',
  'Retry the failed',
  'Retry the aborted',
  'Retry the pending',
];

/** Where the screens' words are written: the page, and core's sentences. */
const SOURCES = ['src/lib', '../crates/flightdeck-core/src'];

function written(folder: string): string {
  const parts = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return written(path);
    return /\.(svelte|ts|rs)$/.test(entry.name) && !/\.test\.ts$|^tests\.rs$/.test(entry.name) ? readFileSync(path, 'utf8') : '';
  });
  return parts.join('\n');
}

const bold = (inside: readonly Inline[]): string[] =>
  inside.flatMap((one) => {
    if ('text' in one) return [];
    return one.type === 'strong' ? [words(one.inside)] : bold(one.inside);
  });

it('names in bold what is on the screens', () => {
  const source = SOURCES.map(written).join('\n').replace(/\s+/g, ' ');
  const said = CHAPTERS.flatMap(({ pages }) =>
    pages.flatMap(({ id, blocks }) =>
      blocks
        .flatMap(linesOf)
        .flatMap(bold)
        .map((label) => ({ id, label })),
    ),
  );
  expect(said.length, 'there are many; a reading that misses them proves nothing').toBeGreaterThan(150);
  // Numbers and names stand in the place of an ellipsis.
  const there = (label: string): boolean =>
    label
      .split('…')
      .map((part) => part.trim().replace(/\.$/, ''))
      .every((part) => source.includes(part));
  const missing = said.filter(({ label }) => !NOT_ON_SCREEN.includes(label) && !there(label)).map(({ id, label }) => `${id}: ${label}`);
  expect(missing).toEqual([]);
  const told = new Set(said.map(({ label }) => label));
  expect(
    NOT_ON_SCREEN.filter((label) => !told.has(label)),
    'an exception that nothing needs hides the next mistake',
  ).toEqual([]);
});
