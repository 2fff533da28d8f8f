// Reads THIRD-PARTY.txt, which `cargo xtask notices` writes, for the page.
import type { Notices, ThirdParty } from '../src/lib/settings/notices';

const PART = /^── (.+)$/;

export function readNotices(text: string): Notices {
  const packages: ThirdParty[] = [];
  const texts: string[][] = [];
  let inText: string[] | null = null;
  let listing = false;
  for (const line of text.split('\n')) {
    const title = PART.exec(line)?.[1];
    if (title !== undefined) {
      listing = !title.startsWith('Text ');
      inText = listing ? null : [];
      if (inText !== null) texts.push(inText);
    } else if (inText !== null) inText.push(line);
    else if (listing && line !== '') packages.push(packageOf(line));
  }
  return { packages, texts: texts.map((lines) => lines.join('\n').trim()) };
}

/** `name version · licence · 1 2`, or `… · by its authors`. */
function packageOf(line: string): ThirdParty {
  const [named, licence, last, ...more] = line.split(' · ');
  const [name, version] = named?.split(' ') ?? [];
  if (name === undefined || version === undefined || licence === undefined || last === undefined || more.length > 0)
    throw new Error(`THIRD-PARTY.txt: “${line}” is no package`);
  const numbers = /^\d+(?: \d+)*$/.test(last) ? last.split(' ').map((number) => Number(number) - 1) : [];
  return { name, version, licence, by: numbers.length === 0 ? last : null, texts: numbers };
}
