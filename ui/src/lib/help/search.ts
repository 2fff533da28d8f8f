// The help searched: every part of every page, those first whose heading holds what is looked for. Pure.
import type { Block, Chapter, Inline, Place } from './tree';

/** A page, or what stands below one of its headings. */
export interface Part {
  readonly to: Place;
  readonly page: string;
  /** The heading; empty for what stands above the first. */
  readonly heading: string;
  readonly text: string;
}

export interface Hit extends Part {
  /** Some words around the first that was found. */
  readonly excerpt: string;
}

/** More than these nobody reads through: another word is quicker. */
export const MOST_HITS = 30;
const BEFORE = 40;
const SHOWN = 160;

export function partsOf(chapters: readonly Chapter[]): Part[] {
  return chapters.flatMap(({ pages }) =>
    pages.flatMap(({ id, title, blocks }) => {
      const parts: { to: Place; page: string; heading: string; text: string }[] = [
        { to: { page: id }, page: title, heading: '', text: '' },
      ];
      for (const block of blocks) {
        if (block.type === 'heading' && block.level > 1)
          parts.push({ to: { page: id, part: block.id }, page: title, heading: words(block.inside), text: '' });
        else if (block.type !== 'heading') {
          const last = parts.at(-1);
          if (last !== undefined) last.text = [last.text, wordsOf(block)].filter((text) => text !== '').join(' · ');
        }
      }
      return parts;
    }),
  );
}

/** Every word must be there, somewhere in the part, its heading or its page's name; capitals do not matter. */
export function find(parts: readonly Part[], typed: string): Hit[] {
  const wanted = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return [];
  const hits = parts.filter((part) => wanted.every((word) => `${part.page} ${part.heading} ${part.text}`.toLowerCase().includes(word)));
  const weight = (part: Part): number => {
    const heading = (part.heading === '' ? part.page : part.heading).toLowerCase();
    return wanted.filter((word) => heading.includes(word)).length;
  };
  const ordered = hits.map((part, at) => ({ part, at })).sort((a, b) => weight(b.part) - weight(a.part) || a.at - b.at);
  return ordered.slice(0, MOST_HITS).map(({ part }) => ({ ...part, excerpt: excerpt(part.text, wanted) }));
}

function excerpt(text: string, wanted: readonly string[]): string {
  const lower = text.toLowerCase();
  const first = Math.min(...wanted.map((word) => lower.indexOf(word)).filter((at) => at >= 0));
  const from = Number.isFinite(first) && first > BEFORE ? text.indexOf(' ', first - BEFORE) + 1 : 0;
  const upTo = from + SHOWN < text.length ? text.lastIndexOf(' ', from + SHOWN) : text.length;
  const shown = text.slice(from, Math.max(upTo, from + 1));
  return `${from > 0 ? '… ' : ''}${shown.trim()}${upTo < text.length ? ' …' : ''}`;
}

export function words(inside: readonly Inline[]): string {
  return inside.map((one) => ('text' in one ? one.text : words(one.inside))).join('');
}

/** The lines of words in a block; none in what is typed, and in a picture, which is told by the text beside it. */
export function linesOf(block: Block): readonly (readonly Inline[])[] {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return [block.inside];
    case 'list':
      return block.items;
    case 'table':
      return [...block.head, ...block.rows.flat()];
    case 'code':
    case 'picture':
      return [];
  }
}

function wordsOf(block: Block): string {
  return block.type === 'code' ? block.text : linesOf(block).map(words).join(' ');
}
