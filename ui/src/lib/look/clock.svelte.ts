// The page's clock: words about time are told again when they change, and not before. One timer serves all of them and sleeps until the next.
import { createSubscriber } from 'svelte/reactivity';
import { changesNext, dayMayChange } from './ticks';

/** A computer that slept, or whose clock was set, is noticed this late at most. */
const LONGEST = 60_000;

interface Bell {
  /** What reads this in a template is drawn again when the bell rings. */
  hear: () => void;
  ring: () => void;
}

/** The bells that somebody listens to, by when they ring. */
const bells = new Map<number, Bell>();
let timer: ReturnType<typeof setTimeout> | undefined;
/** When the timer goes off, and when it last did. */
let due = Infinity;
let struck = 0;

/** Now, for words that say how far this moment is from now: what reads it is drawn again when such words change. Null has no such words. */
export function now(moment: number | null): number {
  const at = Date.now();
  if (moment !== null) bellAt(changesNext(moment, at)).hear();
  return at;
}

/** Now, for words that change with the day only. */
export function today(): number {
  const at = Date.now();
  bellAt(dayMayChange(at)).hear();
  return at;
}

function bellAt(at: number): Bell {
  const known = bells.get(at);
  if (known !== undefined) return known;
  const bell: Bell = {
    ring: () => undefined,
    hear: createSubscriber((ring) => {
      bell.ring = ring;
      bells.set(at, bell);
      if (at < due) sleepUntil(at);
      return () => {
        if (bells.get(at) === bell) bells.delete(at);
      };
    }),
  };
  return bell;
}

function sleepUntil(at: number): void {
  clearTimeout(timer);
  const now = Date.now();
  due = Math.min(at, now + LONGEST);
  timer = setTimeout(strike, due - now);
}

function strike(): void {
  const at = Date.now();
  // A clock that was set back makes every word wrong.
  const back = at < struck;
  struck = at;
  due = Infinity;
  for (const [time, bell] of bells) {
    if (time > at && !back) continue;
    bells.delete(time);
    bell.ring();
  }
  if (bells.size > 0) sleepUntil(Math.min(...bells.keys()));
}
