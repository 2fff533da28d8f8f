// The age of data in words: what the phase is, how old, and when the next look is due.
import { ago, waitShort } from '../locale';
import type { Phase } from '../transport/types';

const MINUTE = 60_000;

interface AgeLook {
  tone: 'good' | 'quiet' | 'warn' | 'bad';
  text: string;
}

export function ageOf(phase: Phase, lastGoodMs: number | null, now: number): AgeLook {
  const when = lastGoodMs === null ? null : ago(lastGoodMs, now);
  switch (phase.type) {
    case 'syncing':
      return { tone: 'quiet', text: when === null ? 'Looking…' : `Looking… last seen ${when}` };
    case 'live':
      return { tone: 'good', text: when === null ? 'Live' : `Live, ${when}` };
    case 'stale':
      return { tone: 'warn', text: when === null ? 'Not reached yet' : `Stale, last seen ${when}` };
    case 'notVisible':
      return { tone: 'quiet', text: `Launched ${ago(phase.sinceMs, now)}, not visible yet` };
    case 'settling':
      return { tone: 'good', text: when === null ? 'Settling' : `All ended, looking once more, ${when}` };
    case 'finished':
      // Nothing is expected any more: by the minute is near enough.
      return {
        tone: 'quiet',
        text: lastGoodMs === null ? 'Finished' : `Finished, seen ${now - lastGoodMs < MINUTE ? ago(now, now) : when}`,
      };
    case 'stopped':
      return { tone: 'bad', text: when === null ? 'Stopped' : `Stopped, last seen ${when}` };
  }
}

/** The moment the words are about; null while they do not age. */
export function ageAbout(phase: Phase, lastGoodMs: number | null): number | null {
  return phase.type === 'notVisible' ? phase.sinceMs : lastGoodMs;
}

/** Counted down by seconds while something is wrong and the user waits for it; else only what is further off than a minute. */
function countsDown(phase: Phase, nextLookMs: number, now: number): boolean {
  return phase.type === 'stale' || nextLookMs - now > MINUTE;
}

/** The moment that the words about the next look count down to; null while they do not. */
export function nextLookAbout(phase: Phase, nextLookMs: number | null, now: number): number | null {
  return nextLookMs !== null && countsDown(phase, nextLookMs, now) ? nextLookMs : null;
}

/** When the next look is due. Looks that come by the dozen seconds are not counted down: the age beside says whether they come. */
export function nextLook(phase: Phase, nextLookMs: number | null, now: number): string | null {
  if (nextLookMs === null) return null;
  if (!countsDown(phase, nextLookMs, now)) return 'next look within a minute';
  const wait = nextLookMs - now;
  return wait <= 0 ? 'looking now' : `next look in ${waitShort(wait)}`;
}
