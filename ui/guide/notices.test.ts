import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readNotices } from './notices';

describe('the notices, read', () => {
  it('have packages with their texts, and say who wrote what brought none', () => {
    const text =
      'Head\n\n── Crates\n\na 1.0.0 · MIT · 1 2\nb 2.0.0 · ISC · by B <b@b.test>, C\n\n── Packages of the page\n\n@x/c 3 · MIT · 1\n\n── Text 1\n\nBe kind.\n\nAlways.\n\n── Text 2\n\nBy A\n';
    expect(readNotices(text)).toEqual({
      packages: [
        { name: 'a', version: '1.0.0', licence: 'MIT', by: null, texts: [0, 1] },
        { name: 'b', version: '2.0.0', licence: 'ISC', by: 'by B <b@b.test>, C', texts: [] },
        { name: '@x/c', version: '3', licence: 'MIT', by: null, texts: [0] },
      ],
      texts: ['Be kind.\n\nAlways.', 'By A'],
    });
    expect(() => readNotices('── Crates\n\nnonsense'), 'a line that is no package is not passed over').toThrow('nonsense');
  });

  it('are whole', () => {
    const { packages, texts } = readNotices(readFileSync('../THIRD-PARTY.txt', 'utf8'));
    for (const name of ['tauri', 'rusqlite', 'svelte', '@fontsource-variable/inter'])
      expect(packages.map((one) => one.name)).toContain(name);
    const bare = packages.filter(({ by, texts: own }) => by === null && (own.length === 0 || own.some((at) => texts[at] === undefined)));
    expect(bare, 'each has its texts, or says who wrote it').toEqual([]);
  });
});
