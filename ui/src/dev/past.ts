// The past of the made-up fleet, by the times its devices tell: the core's rules in short, for the design-time page.
import { STATE_ORDER, type Course, type CountsThen, type DeviceRow, type Durations, type DeviceState } from '../lib/transport/types';
import { countsOf, NOW, pictureOf } from './data';

const MOMENTS = 200;

function stateThen(row: DeviceRow, atMs: number): DeviceState {
  if (row.finished.type === 'at' && row.finished.ms <= atMs) return row.state;
  if (row.started.type === 'at') {
    if (row.started.ms > atMs) return 'pending';
    return row.finished.type === 'at' ? 'inProgress' : row.state === 'pending' ? 'pending' : row.state;
  }
  return row.state;
}

export function rowThen({ why, ...row }: DeviceRow, atMs: number): DeviceRow {
  const state = stateThen(row, atMs);
  const started = row.started.type === 'at' && row.started.ms <= atMs ? row.started : ({ type: 'absent' } as const);
  const over = state === row.state && state !== 'inProgress' && state !== 'pending';
  return {
    ...row,
    state,
    started,
    finished: over ? row.finished : { type: 'absent' },
    tookMs: over ? row.tookMs : null,
    sinceMs: over ? row.sinceMs : started.type === 'at' ? started.ms : null,
    goneMs: null,
    abortRequested: false,
    ...(over && why?.type === 'cause' ? { why } : {}),
  };
}

export function countsThen(rows: readonly DeviceRow[], atMs: number): CountsThen {
  return { atMs, counts: countsOf(rows.map((row) => rowThen(row, atMs))), gone: 0, untold: 0 };
}

export function pictureThen(rows: readonly DeviceRow[], atMs: number): Uint8Array<ArrayBuffer> {
  return pictureOf(rows.map((row) => rowThen(row, atMs)));
}

function durationsOf(rows: readonly DeviceRow[]): Durations | null {
  const took = rows.flatMap((row) => (row.tookMs === null ? [] : [row.tookMs])).sort((a, b) => a - b);
  const [mostMs] = took.slice(-1);
  if (mostMs === undefined) return null;
  const nth = (share: number): number => took[Math.ceil(took.length * share) - 1] ?? 0;
  const bars = new Array<number>(24).fill(0);
  for (const ms of took) {
    const bar = Math.min(23, Math.floor((ms * 24) / mostMs));
    bars[bar] = (bars[bar] ?? 0) + 1;
  }
  const slowest = rows
    .map(({ id, name, state, tookMs, started }) => ({
      device: id,
      name,
      state,
      tookMs: state === 'inProgress' && started.type === 'at' ? NOW - started.ms : (tookMs ?? 0),
    }))
    .sort((a, b) => b.tookMs - a.tookMs)
    .slice(0, 5);
  return { counted: took.length, medianMs: nth(0.5), p95Ms: nth(0.95), mostMs, upToMs: mostMs, bars, slowest };
}

/** The course from `began` to the last look; somebody looked here since `looked` (a share of it). */
export function courseOf(rows: readonly DeviceRow[], looked: number): Course {
  const fromMs = NOW - 16 * 60_000;
  const toMs = NOW - 4000;
  const course: Course = {
    revision: 1,
    fromMs,
    toMs,
    devices: rows.length,
    pending: [],
    inProgress: [],
    succeeded: [],
    failed: [],
    aborted: [],
    unknown: [],
    gone: [],
    untold: [],
    looked: [],
    forecast: { aboutMs: 370_000, leastMs: 250_000, mostMs: 560_000 },
    durations: durationsOf(rows),
  };
  for (let i = 0; i < MOMENTS; i++) {
    const counts = Object.fromEntries(STATE_ORDER.map((state) => [state, 0])) as Record<DeviceState, number>;
    const atMs = fromMs + ((toMs - fromMs) * (i + 1)) / MOMENTS;
    let gone = 0;
    for (const row of rows) {
      if (row.goneMs !== null && row.goneMs < atMs) gone += 1;
      else counts[stateThen(row, atMs)] += 1;
    }
    for (const state of STATE_ORDER) course[state].push(counts[state]);
    course.gone.push(gone);
    course.untold.push(0);
    course.looked.push(i >= looked * MOMENTS);
  }
  return course;
}
