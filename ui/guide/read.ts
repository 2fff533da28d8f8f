// Reads the guide's Markdown into a tree. What it does not know it refuses: words that were dropped in silence would be missed by nobody.
import { Lexer, type Token, type Tokens } from 'marked';
import type { Block, Chapter, GuidePage, Inline, Place } from '../src/lib/help/tree';

/** The folder of the pictures, from the pages. */
export const PICTURES = 'pictures/';

/** The chapters as the summary lists them, each page by the name of its file. */
export function chapters(summary: string, textOf: (file: string) => string): Chapter[] {
  const found: { title: string; pages: GuidePage[] }[] = [{ title: '', pages: [] }];
  for (const line of summary.split('\n').slice(1)) {
    const title = /^# (.+)$/.exec(line)?.[1];
    const [, name, file] = /^(?:- )?\[(.+)\]\((.+\.md)\)$/.exec(line) ?? [];
    if (title !== undefined) found.push({ title, pages: [] });
    else if (name !== undefined && file !== undefined) found.at(-1)?.pages.push(page(file, name, textOf(file)));
    else if (line.trim() !== '') throw new Error(`SUMMARY.md: “${line}” is neither a chapter nor a page`);
  }
  return found.filter(({ pages }) => pages.length > 0);
}

export function page(file: string, title: string, text: string): GuidePage {
  const id = file.replace(/\.md$/, '');
  try {
    const blocks = new Lexer().lex(text).flatMap((token) => block(token, id));
    const ids = blocks.flatMap((one) => (one.type === 'heading' ? [one.id] : []));
    if (new Set(ids).size < ids.length) throw new Error('two headings have one name');
    return { id, title, blocks };
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function block(token: Token, here: string): Block[] {
  const of = (tokens: Token[] | undefined): Inline[] => inlines(tokens ?? [], here);
  switch (token.type) {
    case 'space':
      return [];
    case 'heading': {
      const { depth, tokens, text } = token as Tokens.Heading;
      return [{ type: 'heading', level: depth, id: slug(text), inside: of(tokens) }];
    }
    case 'paragraph': {
      const { tokens } = token as Tokens.Paragraph;
      const [only] = tokens;
      return tokens.length === 1 && only?.type === 'image' ? [picture(only as Tokens.Image)] : [{ type: 'paragraph', inside: of(tokens) }];
    }
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      return [{ type: 'list', ordered, items: items.map((item) => of(item.tokens)) }];
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return [{ type: 'table', head: header.map((cell) => of(cell.tokens)), rows: rows.map((row) => row.map((cell) => of(cell.tokens))) }];
    }
    case 'code':
      return [{ type: 'code', text: (token as Tokens.Code).text }];
    default:
      throw new Error(`“${token.type}” is not known to the help: ${token.raw.slice(0, 60)}`);
  }
}

function picture({ href, text }: Tokens.Image): Block {
  const [, name] = /^pictures\/(.+)-light\.png$/.exec(href) ?? [];
  if (name === undefined || text.trim() === '') throw new Error(`the picture ${href} has no light one, or no words`);
  return { type: 'picture', name, words: text };
}

function inlines(tokens: readonly Token[], here: string): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    switch (token.type) {
      // An item of a list is a text of its own, with what is in it.
      case 'text': {
        const { tokens: inside, text } = token as Tokens.Text;
        return inside === undefined ? [{ type: 'text', text: plain(text) }] : inlines(inside, here);
      }
      case 'escape':
        return [{ type: 'text', text: (token as Tokens.Escape).text }];
      case 'codespan':
        return [{ type: 'code', text: (token as Tokens.Codespan).text }];
      case 'strong':
      case 'em':
        return [{ type: token.type, inside: inlines((token as Tokens.Strong).tokens, here) }];
      case 'link': {
        const { href, tokens: inside } = token as Tokens.Link;
        const words = inlines(inside, here);
        const to = placeOf(href, here);
        return [to === null ? { type: 'elsewhere', address: href, inside: words } : { type: 'link', to, inside: words }];
      }
      default:
        throw new Error(`“${token.type}” is not known to the help: ${token.raw.slice(0, 60)}`);
    }
  });
}

/** Lines are broken where the source is wide enough, not where the page is. */
function plain(text: string): string {
  if (/&\w+;/.test(text)) throw new Error(`write the character itself: ${text.slice(0, 60)}`);
  return text.replace(/\n/g, ' ');
}

/** The place a link leads to; null where it leaves the guide. */
function placeOf(href: string, here: string): Place | null {
  const [, file, part] = /^(?:([\w-]+)\.md)?(?:#([\w-]+))?$/.exec(href) ?? [];
  if (file !== undefined || part !== undefined) return { page: file ?? here, ...(part === undefined ? {} : { part }) };
  if (!href.startsWith('https://')) throw new Error(`${href} leads neither into the guide nor to a safe address`);
  return null;
}

/** The name of a heading's place, as mdBook makes it. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}
