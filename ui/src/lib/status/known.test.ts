// What is known of a device besides: told with its age, and never as of now.
import { describe, expect, it } from 'vitest';
import { knownAbout, knownShort, knownWords, waitsWords } from './known';

const NOW = Date.UTC(2026, 10, 28, 14, 0);
const HOUR = 3_600_000;
const TOLD = NOW - 2 * HOUR;
const seen = (agoMs: number) => ({ atMs: TOLD - agoMs, toldMs: TOLD });

describe('what is known besides', () => {
  it('says of a name where it is from, and how old that is', () => {
    expect(knownShort(TOLD, NOW)).toBe('from the known fleet, 2 h ago');
    expect(knownWords(TOLD, NOW)).toContain('told 2 h ago');
    expect(knownWords(TOLD, NOW)).toContain('the deployment itself does not tell it');
  });

  it('explains why a device waits, where it does', () => {
    for (const [known, text, said] of [
      [undefined, '', []],
      [{ nameMs: TOLD }, '', []],
      [{ seen: seen(9_000) }, '', [/^As the fleet was known 2 h ago, it was last seen Nov 28, 2026/]],
      [
        { seen: seen(72 * HOUR) },
        'last seen Nov 25',
        [/^Last seen Nov 25 .*As the fleet was known 2 h ago; it may have reported since\.$/],
      ],
      [{ triggerMs: TOLD }, 'update trigger on', [/^Its Update Trigger is on: .* The service told so 2 h ago\.$/]],
      [{ seen: seen(72 * HOUR), triggerMs: TOLD }, 'update trigger on', [/^Its Update Trigger/, /^Last seen Nov 25/]],
    ] as const) {
      const words = waitsWords(known, NOW);
      expect(words.text, JSON.stringify(known)).toBe(text);
      expect(words.sentences.length).toBe(said.length);
      said.forEach((one, at) => expect(words.sentences[at]).toMatch(one));
    }
  });

  it('ages by the sign of life, else by when it was told', () => {
    expect(knownAbout(undefined)).toBeNull();
    expect(knownAbout({ seen: seen(5), nameMs: 3 })).toBe(TOLD - 5);
    expect(knownAbout({ groupMs: 4 })).toBe(4);
  });
});
