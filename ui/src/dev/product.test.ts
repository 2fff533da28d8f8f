// @vitest-environment node
// What the built program is made of: nothing that is for looking at its design.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { guide } from '../../guide/plugin.ts';

/** The source files that a build of a page is made of, from `src` on. */
async function madeOf(page: string): Promise<string[]> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [svelte(), guide()],
    build: { write: false, minify: false, rolldownOptions: { input: page } },
  });
  const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : [];
  const files = outputs.flatMap(({ output }) => output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : [])));
  return files.filter((file) => file.includes('/ui/src/')).map((file) => file.slice(file.indexOf('/ui/src/') + '/ui/'.length));
}

it('holds no design-time page and no gallery', async () => {
  const product = await madeOf('index.html');
  expect(product, 'otherwise this looks for the wrong names').toContain('src/lib/parts/Button.svelte');
  expect(
    product.filter((file) => file.startsWith('src/dev/') || file.startsWith('src/test/')),
    'the program would carry made-up fleets',
  ).toEqual([]);
  expect(await madeOf('gallery.html'), 'the same question finds the gallery where it is').toContain('src/dev/gallery/Gallery.svelte');
  // Both pages are put together, beside whatever else this computer does.
}, 180_000);
