// The timeline's geometry: where a moment lies, how the bands of states stack, and where a key leads.
import type { Course } from '../transport/types';

/** The bands from the ground up: what ended lies below what still moves, so that both grow towards each other. */
const BANDS = ['failed', 'aborted', 'succeeded', 'inProgress', 'unknown', 'untold', 'pending', 'gone'] as const;

export type BandName = (typeof BANDS)[number];

/** One band: the shares of the height at which it begins and ends, at each moment of the course. */
export interface Band {
  name: BandName;
  from: readonly number[];
  to: readonly number[];
}

/** What of time the strip shows. */
interface Axis {
  fromMs: number;
  /** The present, or the last change of what has ended. */
  toMs: number;
  /** The right edge: what is not there yet lies between the present and it. */
  endMs: number;
}

export function axisOf(course: Course, expectedMs: number | null): Axis {
  const { fromMs, toMs } = course;
  // A forecast far away would press what is known into a corner.
  const most = toMs + Math.max(1, toMs - fromMs);
  return { fromMs, toMs, endMs: expectedMs === null ? toMs : Math.max(toMs, Math.min(expectedMs, most)) };
}

/** Where a moment lies, as a share of the width. */
export function shareOf(axis: Axis, ms: number): number {
  const length = axis.endMs - axis.fromMs;
  return length <= 0 ? 1 : Math.min(1, Math.max(0, (ms - axis.fromMs) / length));
}

/** The moment at a share of the width; null is the present, and everything after it. */
export function momentAt(axis: Axis, share: number): number | null {
  const ms = Math.round(axis.fromMs + share * (axis.endMs - axis.fromMs));
  return ms >= axis.toMs ? null : Math.max(axis.fromMs, ms);
}

/** The bands that hold anything, from the ground up. */
export function bandsOf(course: Course): Band[] {
  const moments = course.pending.length;
  const all = Math.max(1, course.devices);
  let ground = new Array<number>(moments).fill(0);
  const bands: Band[] = [];
  for (const name of BANDS) {
    const counts = course[name];
    if (!counts.some((count) => count > 0)) continue;
    const from = ground;
    ground = ground.map((share, i) => share + (counts[i] ?? 0) / all);
    bands.push({ name, from, to: ground });
  }
  return bands;
}

/** The stretches of moments, first and last, in which somebody looked here (or nobody did). */
export function stretches(looked: readonly boolean[], which: boolean): [number, number][] {
  const found: [number, number][] = [];
  looked.forEach((one, i) => {
    if (one !== which) return;
    const last = found.at(-1);
    if (last !== undefined && last[1] === i - 1) last[1] = i;
    else found.push([i, i]);
  });
  return found;
}

/** Steps of the arrow and paging keys, in moments of the course. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
};

/** Where a key leads from a moment (null is the present); undefined where it is no key of the playhead. */
export function keyLeads(course: Course, atMs: number | null, key: string): number | null | undefined {
  if (key === 'Home') return course.fromMs < course.toMs ? course.fromMs : null;
  if (key === 'End' || (key === 'Escape' && atMs !== null)) return null;
  const step = STEPS[key];
  if (step === undefined) return undefined;
  const part = (course.toMs - course.fromMs) / Math.max(1, course.pending.length);
  const to = Math.round((atMs ?? course.toMs) + step * Math.max(1, part));
  return to >= course.toMs ? null : Math.max(course.fromMs, to);
}
