import { readdirSync } from 'node:fs';
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import Gallery from './Gallery.svelte';
import { SECTIONS, UNCOMPARED } from './sections';

afterEach(cleanup);

const parts = ['parts', 'status'].flatMap((folder) =>
  readdirSync(`src/lib/${folder}`)
    .filter((file) => file.endsWith('.svelte'))
    .map((file) => file.replace('.svelte', '')),
);

function shownIn(section: string): string[] {
  const { container, unmount } = render(Gallery, { section });
  const shown = [...container.querySelectorAll<HTMLElement>('[data-parts]')].flatMap(({ dataset }) => dataset['parts']?.split(' ') ?? []);
  unmount();
  return shown;
}

it('shows every part', () => {
  const shown = new Set(SECTIONS.flatMap(shownIn));
  expect(parts.length, 'the search must find the parts at all').toBeGreaterThan(40);
  expect(
    parts.filter((part) => !shown.has(part)),
    'a part that is not in the gallery can change unseen: give it a specimen in src/dev/gallery, in each of its states',
  ).toEqual([]);
  expect(
    [...shown].filter((part) => !parts.includes(part)),
    'these are parts no longer',
  ).toEqual([]);
});

it('compares each section that is drawn in its own letters', () => {
  const { container } = render(Gallery, { section: null });
  const compared = container.querySelector('main')?.dataset['sections']?.split(' ') ?? [];
  expect(compared, 'the test in the window asks the page for them').toEqual(SECTIONS.filter((key) => key !== UNCOMPARED));
});
