// What is known of a device besides its deployment's own answer, in words: it is of another moment, and says of which.
import { absolute, ago } from '../locale';
import type { KnownOf, KnownSeen } from '../transport/types';

const DAY = 86_400_000;

/** Whether a device had not been seen for a day when that was told. */
function isLong(seen: KnownSeen): boolean {
  return seen.toldMs - seen.atMs > DAY;
}

/** Why a device may be pending, by what is known of it besides: in a word or two, and in sentences. Empty where that explains nothing. */
export function waitsWords(known: KnownOf | undefined, now: number): { text: string; sentences: string[] } {
  const said: string[] = [];
  const { seen, triggerMs } = known ?? {};
  if (triggerMs !== undefined)
    said.push(`Its Update Trigger is on: deployments stay pending there while it is. The service told so ${ago(triggerMs, now)}.`);
  if (seen !== undefined) {
    const told = `As the fleet was known ${ago(seen.toldMs, now)}`;
    said.push(
      isLong(seen)
        ? `Last seen ${ago(seen.atMs, now)} (${absolute(seen.atMs)}). ${told}; it may have reported since.`
        : `${told}, it was last seen ${absolute(seen.atMs)}.`,
    );
  }
  const text = triggerMs !== undefined ? 'update trigger on' : seen !== undefined && isLong(seen) ? `last seen ${ago(seen.atMs, now)}` : '';
  return { text, sentences: said };
}

/** The same in a few words, for a place without much room. */
export function knownShort(toldMs: number, now: number): string {
  return `from the known fleet, ${ago(toldMs, now)}`;
}

/** What a name or a group that is not of the deployment's own answer is from. */
export function knownWords(toldMs: number, now: number): string {
  return `From the known fleet, told ${ago(toldMs, now)}; the deployment itself does not tell it`;
}

/** The moment that what is known of a device besides speaks of: its words age. Null where it says nothing. */
export function knownAbout(known: KnownOf | undefined): number | null {
  return known?.seen?.atMs ?? known?.triggerMs ?? known?.nameMs ?? known?.groupMs ?? null;
}
