// The text of a search as it is typed: letters in a row are one question, and what is done next is meant of what is written.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Search } from './search.svelte';

function bench() {
  const shown: string[] = [];
  const search = new Search(
    () => shown.at(-1) ?? '',
    (text) => shown.push(text),
  );
  return { shown, search };
}

describe('typing a search', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('asks once for letters in a row', () => {
    const { shown, search } = bench();
    for (const text of ['g', 'ga', 'gate']) search.type(text);
    expect(shown).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(shown).toEqual(['gate']);
  });

  it('asks for nothing where all is as it was before', () => {
    const { shown, search } = bench();
    search.type('g');
    search.type('');
    vi.advanceTimersByTime(1_000);
    expect(shown, 'a letter that was taken back is not searched').toEqual([]);
  });

  it('holds at once where something is done with it, and once only', () => {
    const { shown, search } = bench();
    search.type('gate');
    search.settle();
    expect(shown).toEqual(['gate']);
    search.settle();
    vi.advanceTimersByTime(1_000);
    expect(shown).toEqual(['gate']);
  });
});
