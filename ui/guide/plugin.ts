// A Vite plugin: `virtual:guide` is the user guide of docs/guide, read when the page is built. Its pictures become files of the page.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { chapters, PICTURES } from './read.ts';

const NAME = 'virtual:guide';
const RESOLVED = `\0${NAME}`;
// With slashes on every system: it is written into imports.
const SOURCE = resolve(import.meta.dirname, '../../docs/guide/src').replaceAll('\\', '/');

export function guide(): Plugin {
  return {
    name: 'guide',
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    load(id) {
      if (id !== RESOLVED) return undefined;
      for (const file of readdirSync(SOURCE)) if (file.endsWith('.md')) this.addWatchFile(join(SOURCE, file));
      const textOf = (file: string): string => readFileSync(join(SOURCE, file), 'utf8');
      return module(chapters(textOf('SUMMARY.md'), textOf));
    },
  };
}

/** The text of the module: the tree, and one import for each picture, so that Vite gives it its address. */
function module(all: ReturnType<typeof chapters>): string {
  const shown = all
    .flatMap(({ pages }) => pages)
    .flatMap(({ blocks }) => blocks.flatMap((one) => (one.type === 'picture' ? [one.name] : [])));
  const names = [...new Set(shown)];
  const imports = names.flatMap((name, at) =>
    (['light', 'dark'] as const).map(
      (theme) => `import ${theme}${at} from ${JSON.stringify(`${SOURCE}/${PICTURES}${name}-${theme}.png?url`)};`,
    ),
  );
  const entries = names.map((name, at) => `${JSON.stringify(name)}: { light: light${at}, dark: dark${at} }`);
  return [...imports, `export const CHAPTERS = ${JSON.stringify(all)};`, `export const PICTURES = { ${entries.join(', ')} };`].join('\n');
}
