// A Vite plugin, read when the page is built: `virtual:guide` is the user guide of docs/guide, whose pictures become files of the page;
// `virtual:notices` is what THIRD-PARTY.txt says.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import { readNotices } from './notices.ts';
import { chapters, PICTURES } from './read.ts';

// With slashes on every system: it is written into imports.
const ROOT = resolve(import.meta.dirname, '../..').replaceAll('\\', '/');
const GUIDE = `${ROOT}/docs/guide/src`;

/** The modules, and how each is made. */
const MODULES: Readonly<Record<string, (read: Read) => string>> = {
  'virtual:guide': (read) => guideModule(chapters(read(`${GUIDE}/SUMMARY.md`), (file) => read(`${GUIDE}/${file}`))),
  'virtual:notices': (read) => `export const NOTICES = ${JSON.stringify(readNotices(read(`${ROOT}/THIRD-PARTY.txt`)))};`,
};

type Read = (path: string) => string;

export function guide(): Plugin {
  return {
    name: 'guide',
    resolveId: (id) => (Object.hasOwn(MODULES, id) ? `\0${id}` : undefined),
    load(id) {
      return MODULES[id.replace(/^\0/, '')]?.((path) => {
        this.addWatchFile(path);
        return readFileSync(path, 'utf8');
      });
    },
  };
}

/** The text of the module: the tree, and one import for each picture, so that Vite gives it its address. */
function guideModule(all: ReturnType<typeof chapters>): string {
  const shown = all
    .flatMap(({ pages }) => pages)
    .flatMap(({ blocks }) => blocks.flatMap((one) => (one.type === 'picture' ? [one.name] : [])));
  const names = [...new Set(shown)];
  const imports = names.flatMap((name, at) =>
    (['light', 'dark'] as const).map(
      (theme) => `import ${theme}${at} from ${JSON.stringify(`${GUIDE}/${PICTURES}${name}-${theme}.png?url`)};`,
    ),
  );
  const entries = names.map((name, at) => `${JSON.stringify(name)}: { light: light${at}, dark: dark${at} }`);
  return [...imports, `export const CHAPTERS = ${JSON.stringify(all)};`, `export const PICTURES = { ${entries.join(', ')} };`].join('\n');
}
