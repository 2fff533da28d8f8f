// When words about time change next. Everything falls on whole seconds, so that what changes together is drawn together.
import { STEP } from '../locale';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;

/**
 * When words that say how far a moment is from now may change next: by five seconds near it, then by the minute, then by the hour, and with
 * the day. Told again then, they are never more than a second late.
 */
export function changesNext(moment: number, now: number): number {
  const far = Math.abs(now - moment);
  if (far < MINUTE) return wholeSecond(after(moment, STEP, now));
  if (far < HOUR) return wholeSecond(after(moment, MINUTE, now));
  return Math.min(wholeSecond(after(moment, HOUR, now)), dayMayChange(now));
}

/** When it may be another day: in every zone a day begins on a quarter of an hour. */
export function dayMayChange(now: number): number {
  return after(0, QUARTER, now);
}

/** The first of the times a step apart, one of which is `from`, after `now`. */
function after(from: number, step: number, now: number): number {
  return from + (Math.floor((now - from) / step) + 1) * step;
}

function wholeSecond(ms: number): number {
  return Math.ceil(ms / SECOND) * SECOND;
}
