// A made-up fleet for the design-time page: the same every time, as large as is asked for.
import {
  GONE_BYTE,
  STATE_ORDER,
  type Cause,
  type ConnectionView,
  type Counts,
  type Cve,
  type DeploymentRow,
  type DeviceRow,
  type DeviceState,
  type DeviceView,
  type Elsewhere,
  type Judgements,
  type KnownOf,
  type LaunchedHere,
  type ListFilter,
  type Moment,
  type Output,
  type RowStatus,
  type RowsView,
  type Why,
} from '../lib/transport/types';

/** A small repeatable source of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let a = seed;
  return () => (a = (a * 1664525 + 1013904223) % 4294967296) / 4294967296;
}

export const NOW = Date.now();
const MIN = 60_000;
export const at = (msAgo: number, zoneAssumed = false): Moment => ({ type: 'at', ms: NOW - msAgo, zoneAssumed });
export const NO_COUNTS: Counts = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };

const NO_RULES = { production: false, readOnly: false, askAbove: null, forbidden: [] };

export const CONNECTIONS: ConnectionView[] = [
  {
    id: 'c1',
    name: 'Wind turbines',
    baseUrl: 'https://api.connect.jfrog.io',
    fleetKey: 'wturb',
    demo: false,
    rules: NO_RULES,
    token: { type: 'keyring' },
  },
  {
    id: 'c2',
    name: 'Demo fleet',
    baseUrl: 'http://127.0.0.1:4040',
    fleetKey: 'demo',
    demo: true,
    rules: NO_RULES,
    token: { type: 'session' },
  },
];

const hex = (n: number): string => (n & 0xffff).toString(16).padStart(4, '0');

const LAUNCHED: LaunchedHere = {
  flowUuid: 'f-7b56-3336',
  flowName: 'Gateway A/B update',
  target: 'Devices in Production or Test, tagged gateway, that are online',
  app: 'gateway → 4.12.0',
  sentMs: NOW - 14 * MIN,
  json: JSON.stringify(
    {
      device_filter: {
        groups: [{ name: 'Production' }, { name: 'Test' }],
        filters: [
          { type: 'tag', operand: 'is', value: 'gateway' },
          { type: 'device_state', operand: 'is', value: 'online' },
        ],
      },
      deployment_configuration: {
        flow_uuid: 'f-7b56-3336',
        comment: 'Gateway firmware 4.12.0, staged B',
        app: { name: 'gateway', version: '4.12.0' },
        parameters_mapping: { channel: 'stable' },
      },
    },
    null,
    2,
  ),
};

const found = (critical: number, high: number): Cve => ({
  type: 'found',
  levels: [
    { level: 'Critical', count: critical },
    { level: 'High', count: high },
  ].filter((level) => level.count > 0),
});

function known(counts: Partial<Counts>, standing: 'noDevice' | 'moving' | 'attention' | 'aborted' | 'finished'): RowStatus {
  return {
    type: 'known',
    counts: { ...NO_COUNTS, ...counts },
    standing,
    seenMs: NOW - 4000,
    shortfall: null,
    settled: standing !== 'moving',
  };
}

export function deployments(size: number): DeploymentRow[] {
  const head: [string | null, RowStatus, number, string | null, Cve, boolean][] = [
    [
      'Gateway firmware 4.12.0, staged B',
      known({ succeeded: 8412, inProgress: 311, pending: 1004, failed: 273 }, 'moving'),
      2 * MIN,
      'api',
      found(2, 5),
      true,
    ],
    ['Gateway firmware 4.12.0, staged A', known({ succeeded: 1164, failed: 36 }, 'attention'), 200 * MIN, 'api', found(2, 5), true],
    ['Edge agent config: log level', known({ succeeded: 11_340 }, 'finished'), 1500 * MIN, 'manual', { type: 'noneFound' }, false],
    ['Camera models v9', known({ succeeded: 353, aborted: 473, failed: 34 }, 'aborted'), 1700 * MIN, 'api', { type: 'notScanned' }, true],
    ['Hotfix CVE-2026-1187', known({ succeeded: 11_324, failed: 14 }, 'finished'), 5900 * MIN, 'api', { type: 'noneFound' }, true],
    ['Nightly 2026-11-18', known({}, 'noDevice'), 7300 * MIN, 'manual', found(1, 0), false],
    ['Rollback gateway 4.11.2', { type: 'failed', message: 'The service failed (500).' }, 8700 * MIN, 'api', { type: 'noneFound' }, true],
    [null, { type: 'looking' }, 8900 * MIN, null, { type: 'notScanned' }, false],
  ];
  return Array.from({ length: size }, (_, i) => {
    const [comment, status, age, kind, cve, here] = head[i] ?? [
      `Nightly ${new Date(NOW - i * 86_400_000).toISOString().slice(0, 10)}`,
      i % 7 === 3 ? ({ type: 'notLooked' } as const) : known({ succeeded: 40 + i, failed: i % 5 }, i % 5 > 3 ? 'attention' : 'finished'),
      9000 * MIN + i * 1440 * MIN,
      'manual',
      { type: 'notScanned' } as const,
      false,
    ];
    return {
      uuid: `dp-${hex(0xe6a5 - i * 999)}-${hex(0x7e19 - i * 801)}`,
      comment,
      created: i === 6 ? at(age, true) : at(age),
      kind,
      cve,
      launched: here ? LAUNCHED : null,
      status,
    };
  });
}

function stateAt(share: number, v: number, w: number): DeviceState {
  if (w < 0.0004) return 'unknown';
  if (share > 0.84) return v < 0.72 ? 'pending' : 'inProgress';
  if (v < 0.012 || (share > 0.3 && share < 0.36 && v < 0.3)) return 'failed';
  if (share > 0.78 && v < 0.3) return 'inProgress';
  return w > 0.9988 ? 'aborted' : 'succeeded';
}

const CAUSES = ['No space left on device', 'Checksum mismatch for gateway-#.swu', 'timed out waiting for gateway.service'];

function whyOf(state: DeviceState, i: number): Pick<DeviceRow, 'why'> {
  if (state === 'failed' && i % 5 !== 4) return { why: { type: 'cause', text: CAUSES[i % 3] ?? '' } };
  if (state === 'inProgress' && i % 23 === 0) return { why: { type: 'stuck' } };
  if (state === 'pending' && i % 120 === 0) return { why: { type: 'unreached' } };
  return {};
}

/** Whether a view asks for what a row is judged to be. */
export function isJudged({ why }: DeviceRow, { judged = [] }: RowsView): boolean {
  return why !== undefined && why.type !== 'cause' && judged.includes(why.type);
}

/** How many are judged to be what, and by what. */
export function judgedOf(rows: readonly DeviceRow[]): Judgements {
  const of = (type: Why['type']): number => rows.filter((row) => row.goneMs === null && row.why?.type === type).length;
  const ended = rows.filter((row) => row.tookMs !== null).length;
  const unreached = rows.filter(({ goneMs, why }) => goneMs === null && why?.type === 'unreached');
  const unseen = unreached.filter(({ known }) => known?.seen !== undefined && known.seen.toldMs - known.seen.atMs > 1440 * MIN).length;
  const triggered = unreached.filter(({ known }) => known?.triggerMs !== undefined).length;
  return {
    stuck: of('stuck'),
    stuckAfterMs: 250_000,
    ended,
    unreached: of('unreached'),
    unreachedAfterMs: 600_000,
    unseen,
    triggered,
    started: ended,
  };
}

/** What the known fleet tells of a device whose deployment names none: most names and every group, and of those pending who is not seen or kept. */
function knownOf(state: DeviceState, i: number): Pick<DeviceRow, 'known'> {
  const toldMs = NOW - 3 * 60 * MIN;
  const known: KnownOf = { groupMs: toldMs, ...(i % 7 === 6 ? {} : { nameMs: toldMs }) };
  if (state !== 'pending') return { known };
  const seen = { atMs: i % 3 === 0 ? toldMs - 3 * 1440 * MIN : toldMs - 9_000, toldMs };
  return { known: { ...known, seen, ...(i % 40 === 0 ? { triggerMs: toldMs } : {}) } };
}

/** The last ones of `size + gone` are gone. */
export function devices(size: number, named: boolean | 'fleet', gone = 0): DeviceRow[] {
  const random = seeded(7);
  return Array.from({ length: size + gone }, (_, i) => {
    const state = stateAt(Math.min(0.99, i / size), random(), random());
    const started = (3 + random() * 11) * MIN;
    const took = state === 'succeeded' || state === 'failed' ? (60 + random() * 150) * 1000 : null;
    return {
      id: `d-${hex(0x4cfe + i * 911)}-${hex(0x4e51 - i * 777)}`,
      index: i,
      name: named === true || (named === 'fleet' && i % 7 !== 6) ? `turbine-${['north', 'east', 'hill'][i % 3] ?? ''}-${100 + i}` : null,
      group: named !== false ? (i < size * 0.88 ? 'Production' : 'Test') : null,
      state,
      rawStatus: state === 'unknown' ? 'Rebooting' : null,
      started: state === 'pending' ? { type: 'absent' } : at(started, i % 50 === 9),
      finished: took === null ? { type: 'absent' } : at(started - took),
      tookMs: took,
      sinceMs: state === 'pending' ? NOW - 12 * MIN : NOW - started + (took ?? 0),
      sinceLeast: state === 'inProgress' && i % 3 === 0,
      goneMs: i < size ? null : NOW - 7 * MIN,
      abortRequested: i % 400 === 399 && (state === 'inProgress' || state === 'pending'),
      chosen: false,
      ...whyOf(state, i),
      ...(named === 'fleet' ? knownOf(state, i) : {}),
    };
  });
}

export function countsOf(rows: readonly DeviceRow[]): Counts {
  const counts = { ...NO_COUNTS };
  for (const row of rows) if (row.goneMs === null) counts[row.state] += 1;
  return counts;
}

export function pictureOf(rows: readonly DeviceRow[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(rows, (row) => (row.goneMs === null ? STATE_ORDER.indexOf(row.state) : GONE_BYTE));
}

const output = (text: string, cut = false): Output => ({
  text,
  runs: [...text.matchAll(/\b(ok|block|error)\b/g)].slice(-4000).map(({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
    ink: word === 'ok' ? 'green' : word === 'block' ? 'cyan' : 'red',
    bold: word === 'error',
    underline: false,
  })),
  bytes: cut ? 44_200_000 : text.length,
  cut,
  cleaned: cut,
});

/** What other deployments saw of it, as many as there are. */
export function elsewhereOf(row: DeviceRow): Elsewhere[] {
  const now = Date.now();
  const states = ['succeeded', 'failed', 'succeeded', 'aborted', 'pending', 'succeeded', 'unknown'] as const;
  return states.slice(0, row.index % 8).map((state, n) => ({
    deployment: `dp-77${n}0-1c0${n}`,
    comment: n === 3 ? null : `Gateway firmware 4.1${9 - n}.0, everywhere`,
    state,
    rawStatus: state === 'unknown' ? 'Resting' : null,
    goneMs: n === 5 ? now - 9e8 : null,
    sinceMs: now - (n + 1) * 4e8,
    sinceLeast: state === 'pending',
    seenMs: now - n * 4e8,
  }));
}

export function deviceView(row: DeviceRow): DeviceView {
  const failed = row.state === 'failed';
  return {
    id: row.id,
    state: row.state,
    rawStatus: row.rawStatus ?? row.state,
    started: row.started,
    finished: row.finished,
    tookMs: row.tookMs,
    steps:
      row.state === 'pending'
        ? []
        : [
            {
              index: 0,
              name: 'download',
              exitCode: 0,
              exitMeans: null,
              stdout: output('gateway-4.12.0.swu 100 % 48.2 MiB/s\nchecksum ok'),
              stderr: output(''),
              note: null,
            },
            {
              index: 1,
              name: 'install',
              exitCode: failed ? 137 : 0,
              exitMeans: failed ? 'ended by signal 9, SIGKILL: killed, often for want of memory' : null,
              stdout: output('unpacking to /dev/mmcblk0p3\n' + 'writing block\n'.repeat(row.index % 50 === 7 ? 200_000 : 30), true),
              stderr: output(failed ? 'install: write error: No space left on device' : ''),
              note: null,
            },
          ],
    note:
      row.state === 'pending'
        ? 'It may be offline, or its Update Trigger may be on: the service does not say which. Devices report in every 15 s by default.'
        : null,
    abortRequested: row.abortRequested,
    raw: JSON.stringify({ status: row.state, started_time: '2026-11-23 14:02:11' }, null, 2),
    readMs: Date.now(),
  };
}

export function fits(row: DeploymentRow, filter: ListFilter): boolean {
  if (filter === 'all') return true;
  return row.status.type === 'known' && row.status.standing === filter;
}

/** A device that stands for those of its cause. */
function exampleOf(row: DeviceRow | undefined): Pick<Cause, 'example' | 'exampleName'> {
  const name = row?.name ?? null;
  return { example: row?.id ?? '', ...(name === null ? {} : { exampleName: name }) };
}

/** Why they failed. */
export function causesOf(rows: readonly DeviceRow[]): Cause[] {
  return [
    {
      id: 0,
      text: 'No space left on device',
      step: 'install',
      exitCode: 28,
      count: 41,
      ...exampleOf(rows.find((row) => row.state === 'failed')),
    },
    { id: 1, text: 'Checksum mismatch for gateway-#.swu', step: 'download', exitCode: 3, count: 13, ...exampleOf(rows[5]) },
    { id: 2, text: 'timed out waiting for gateway.service', step: 'restart', exitCode: 1, count: 6, ...exampleOf(rows[6]) },
  ];
}

/** What an abort of those chosen would do, in the words of core. */
export function stopsOf(counts: Counts): string[] {
  return [
    `${counts.pending} pending devices stop at once.`,
    `${counts.inProgress} running devices are asked to stop; some may still finish.`,
    'The others are left as they are.',
  ];
}
