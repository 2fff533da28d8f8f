// What is forbidden until a moment is asked about anew at that moment: nobody has to touch anything for it to be allowed.
import type { Blocked } from '../transport/types';

/** A computer that slept goes by its clock within a minute of waking; and no timer of a window waits for weeks. */
const LONGEST_MS = 60_000;
/** What core says again although the moment has come is not asked about in every turn. */
const LEAST_MS = 1_000;

/** Asks once a moment has come. The answer forgets it. */
export function whenLifted(untilMs: number, ask: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    const left = Math.max(LEAST_MS, untilMs - Date.now());
    timer = setTimeout(left > LONGEST_MS ? wait : ask, Math.min(left, LONGEST_MS));
  };
  wait();
  return () => clearTimeout(timer);
}

/** Reads anew whenever the moment comes until which something is forbidden. For a component, while it is made. */
export function readWhenLifted(blocked: () => Blocked | null, of: { readNow(): unknown }): void {
  $effect(() => {
    const untilMs = blocked()?.untilMs ?? null;
    return untilMs === null ? undefined : whenLifted(untilMs, () => of.readNow());
  });
}
