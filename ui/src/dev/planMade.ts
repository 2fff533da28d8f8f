// Plans and their waves, made up: what is written, and how each may stand.
import type { Counts, GateLine, Plan, PlanStage, PlanWave, Segment, WaveView } from '../lib/transport/types';
import { NO_COUNTS, NOW } from './data';
import { draftOf } from './reading';

const MIN = 60_000;
const FIRST: PlanWave = {
  name: '',
  target: { type: 'filters', groups: [], filters: [], rest: false },
  gate: { finishedPercent: 100, waitMinutes: 0 },
};
const EMPTY: Plan = {
  name: '',
  request: draftOf('empty'),
  waves: [FIRST],
};
const REQUEST = { ...draftOf('filled'), groups: [], filters: [] };
const TAG = { kind: 'tag', operand: 'is', value: 'gateway', extra: '' } as const;

const WAVES: PlanWave[] = [
  {
    name: 'Lab',
    target: { type: 'filters', groups: ['Test'], filters: [], rest: false },
    gate: { finishedPercent: 100, failed: { percent: 5, least: 50 }, waitMinutes: 0, word: 'go' },
  },
  {
    name: 'Staged B',
    target: { type: 'filters', groups: ['Production'], filters: [TAG], rest: false },
    gate: { finishedPercent: 95, failed: { percent: 5, least: 100 }, waitMinutes: 30 },
    guard: { limits: [{ type: 'failedShare', percent: 10, least: 100 }], abort: true },
  },
  {
    name: 'Hill sites',
    target: { type: 'filters', groups: ['Hill'], filters: [], rest: true },
    gate: {
      finishedPercent: 100,
      failed: { percent: 2, least: 1 },
      oneCause: 20,
      waitMinutes: 0,
      hours: { days: [1, 2, 3, 4, 5], from: 480, to: 960 },
    },
  },
  {
    name: 'Everyone else',
    target: { type: 'filters', groups: ['Production'], filters: [], rest: true },
    gate: { finishedPercent: 100, waitMinutes: 0 },
  },
];
export const REACH: readonly [number | null, number][] = [
  [1200, 0],
  [8800, 0],
  [880, 40],
  [440, 0],
];
export const FULL: Plan = {
  name: 'Gateway 4.12 to everyone',
  request: REQUEST,
  waves: WAVES,
  back: { request: { ...REQUEST, appVersion: '4.11.2', comment: 'Back to 4.11.2' }, succeeded: true, failed: true },
};
export const LONG = 'Gateways of the second construction phase behind the old substation east of the river crossing';

export function planOf(mood: string): Plan {
  if (mood === 'blank') return EMPTY;
  if (mood === 'one') return { ...FULL, waves: WAVES.slice(0, 1) };
  if (mood === 'twelve')
    return {
      ...FULL,
      name: LONG,
      waves: Array.from({ length: 12 }, (_, n) => ({ ...(WAVES[n % 4] ?? FIRST), name: n % 5 === 1 ? LONG : `Site ${n + 1}` })),
    };
  return FULL;
}

export function sentenceOf(wave: PlanWave): Segment[] {
  const words = (text: string, value = false): Segment => ({ text, value, mono: false });
  if (wave.target.type === 'devices')
    return [words(`${wave.target.devices.length} devices`, true), words(' by id, one deployment for each.')];
  const { groups, filters, rest } = wave.target;
  const begin = words(rest ? 'The rest of the devices' : 'Devices');
  const named = groups.flatMap((group, at) => [words(at === 0 ? ' in ' : ' or '), words(group, true)]);
  const tagged = filters.flatMap((filter) => [words(', tagged '), words(filter.value, true)]);
  return [begin, ...(groups.length === 0 && filters.length === 0 ? [words(' of the whole fleet')] : named), ...tagged, words('.')];
}

export function gateOf({ gate }: PlanWave, last: boolean): string[] {
  return [
    gate.finishedPercent === 100 ? 'all finished' : `${gate.finishedPercent} % finished`,
    ...(gate.failed ? [`failed at most ${gate.failed.percent} %`] : []),
    ...(gate.oneCause === undefined ? [] : [`no cause more than ${gate.oneCause}`]),
    ...(gate.waitMinutes > 0 ? [`then wait ${gate.waitMinutes} min`] : []),
    ...(gate.hours && !last ? ['only Mon–Fri 08:00–16:00'] : []),
    ...(gate.word !== undefined && !last ? [`a person says “${gate.word}”`] : []),
  ];
}

const KINDS = ['finished', 'failed', 'oneCause', 'wait', 'hours', 'word'] as const;

function linesOf(wave: PlanWave, last: boolean, now: (kind: GateLine['kind']) => Partial<GateLine>): GateLine[] {
  const { gate } = wave;
  const asked = [
    true,
    gate.failed,
    gate.oneCause !== undefined,
    gate.waitMinutes > 0,
    gate.hours && !last,
    gate.word !== undefined && !last,
  ];
  const kinds = KINDS.filter((_, at) => Boolean(asked[at]));
  return gateOf(wave, last).map((asks, at) => {
    const kind = kinds[at] ?? 'finished';
    return { kind, holds: 'later', asks, figure: '', untilMs: null, ...now(kind) };
  });
}

const PASSED: Record<string, Partial<GateLine>> = {
  finished: { holds: 'yes', figure: '1,200 of 1,200' },
  failed: { holds: 'yes', figure: '3.0 %' },
  word: { holds: 'yes', figure: '14:01' },
};
const OUT: Record<string, Partial<GateLine>> = {
  finished: { holds: 'no', figure: '8,310 of 8,800' },
  failed: { holds: 'yes', figure: '3.2 %' },
};
const WAITS: Record<string, Partial<GateLine>> = {
  finished: { holds: 'yes', figure: '8,640 of 8,800' },
  failed: { holds: 'yes', figure: '3.1 %' },
  wait: { holds: 'no', untilMs: NOW + 17 * MIN + 20_000 },
};
const BROKEN: Record<string, Partial<GateLine>> = {
  finished: { holds: 'no', figure: '4,310 of 8,800' },
  failed: { holds: 'broken', figure: '6.4 %' },
};

export interface Stands {
  readonly stage: PlanStage;
  /** How many waves have passed, and what the next is. */
  readonly passed: number;
  readonly then: WaveView['stage'];
  readonly counts?: Counts;
  readonly lines?: Record<string, Partial<GateLine>>;
}

export const HALT = '6.4 % of 4,310 that succeeded or failed have failed, more than 5 %.';
const HALTED: PlanStage = { type: 'halted', atMs: NOW - 9 * MIN, why: { wave: 1, reason: 'failed', text: HALT } };
const MOVING: Counts = { ...NO_COUNTS, succeeded: 7248, inProgress: 250, pending: 786, failed: 276 + 240 };
export const MOODS: Readonly<Record<string, Stands>> = {
  running: { stage: { type: 'running' }, passed: 1, then: 'out', counts: MOVING, lines: OUT },
  waits: {
    stage: { type: 'running' },
    passed: 1,
    then: 'out',
    counts: { ...NO_COUNTS, succeeded: 8372, failed: 268, pending: 160 },
    lines: WAITS,
  },
  word: {
    stage: { type: 'running' },
    passed: 0,
    then: 'out',
    counts: { ...NO_COUNTS, succeeded: 1164, failed: 36 },
    lines: { ...PASSED, word: { holds: 'no' } },
  },
  blind: {
    stage: { type: 'running' },
    passed: 1,
    then: 'out',
    counts: MOVING,
    lines: { finished: { holds: 'unknown', figure: '8,310 of 8,800' }, failed: { holds: 'unknown', figure: '3.2 %' } },
  },
  unresolved: {
    stage: {
      type: 'halted',
      atMs: NOW - 2 * MIN,
      why: {
        wave: 1,
        reason: 'unresolved',
        text: 'Nobody knows whether wave 2 was sent: the connection was cut before the service answered.',
      },
    },
    passed: 1,
    then: 'unresolved',
  },
  refused: {
    stage: {
      type: 'halted',
      atMs: NOW - 2 * MIN,
      why: { wave: 1, reason: 'refused', text: 'The service answered 422: the flow does not exist any more.' },
    },
    passed: 1,
    then: 'refused',
  },
  sending: { stage: { type: 'running' }, passed: 1, then: 'sending' },
  halted: {
    stage: HALTED,
    passed: 1,
    then: 'out',
    counts: { ...NO_COUNTS, succeeded: 4034, inProgress: 310, pending: 4180, failed: 276 },
    lines: BROKEN,
  },
  paused: { stage: { type: 'paused', atMs: NOW - 4 * MIN }, passed: 1, then: 'out', counts: MOVING, lines: OUT },
  stopped: { stage: { type: 'stopped', atMs: NOW - 4 * MIN }, passed: 1, then: 'out', counts: MOVING, lines: OUT },
  done: { stage: { type: 'done', atMs: NOW - 40 * MIN }, passed: 12, then: 'passed' },
};
for (const mood of ['one', 'twelve'])
  Object.assign(MOODS, { [mood]: { ...MOODS['running'], ...(mood === 'one' ? { passed: 0 } : { passed: 5 }) } });

export function wavesOf(plan: Plan, stands: Stands): WaveView[] {
  return plan.waves.map((wave, at): WaveView => {
    const last = at === plan.waves.length - 1;
    const devices = REACH[at % 4]?.[0] ?? 100;
    const stage = at < stands.passed ? 'passed' : at === stands.passed ? stands.then : 'waiting';
    const seen =
      stage === 'passed' ? { ...NO_COUNTS, succeeded: devices - Math.round(devices * 0.03), failed: Math.round(devices * 0.03) } : null;
    const sent = stage === 'passed' || stage === 'out';
    const lines = stage === 'passed' ? PASSED : stage === 'out' ? (stands.lines ?? {}) : {};
    return {
      stage,
      launch: sent || stage === 'unresolved' ? `p-1.${at}` : null,
      deployment: sent ? `dp-${(0x91c2 + at * 0x54e3).toString(16)}-04fe` : null,
      batch: null,
      counts: seen ?? (stage === 'out' ? (stands.counts ?? null) : null),
      seenMs: sent ? NOW - 4000 : null,
      sentMs: sent ? NOW - (60 - at * 25) * MIN : null,
      passedMs: stage === 'passed' ? NOW - (39 - at * 25) * MIN : null,
      blind: null,
      abortable: stage === 'out' || stage === 'sending' || stage === 'unresolved',
      gate: linesOf(wave, last, (kind) => lines[kind] ?? (stage === 'passed' ? { holds: kind === 'wait' ? 'skipped' : 'yes' } : {})),
    };
  });
}
