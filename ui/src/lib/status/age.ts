// The age of data in words: what the phase is, how old, and when the next look is due.
import { ago, waitShort } from '../locale';
import type { Phase } from '../transport/types';

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
      return { tone: 'quiet', text: when === null ? 'Finished' : `Finished, seen ${when}` };
    case 'stopped':
      return { tone: 'bad', text: when === null ? 'Stopped' : `Stopped, last seen ${when}` };
  }
}

/** The moment the words are about; null while they do not age. */
export function ageAbout(phase: Phase, lastGoodMs: number | null): number | null {
  return phase.type === 'notVisible' ? phase.sinceMs : lastGoodMs;
}

export function nextLook(nextLookMs: number | null, now: number): string | null {
  if (nextLookMs === null) return null;
  const wait = nextLookMs - now;
  if (wait <= 0) return 'looking now';
  return `next look in ${waitShort(wait)}`;
}
