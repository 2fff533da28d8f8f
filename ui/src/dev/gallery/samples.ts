// What the gallery's parts are given: words of every length and script, counts, moments and failures. Nothing of it changes from one look to the next.
import type { AppError, Counts, DeviceRow, Moment, SearchGuide, Segment } from '../../lib/transport/types';

/** The gallery's one moment: its clock stands still. */
export const NOW = Date.UTC(2026, 10, 23, 14, 2, 11);
const MINUTE = 60_000;

export const LONG =
  'Gateway firmware 4.12.0 for the turbines of the northern and eastern hills, staged, second attempt after the power cut';
/** A version as long as the service takes them. */
export const VERSION = '4.12.0-rc.3+build.20261123.1f0c9e2a77d4b';
export const UNBROKEN = 'dp-e6a57e19c0ffee0011223344556677889900aabbccddeeff';

/** Names in scripts for which each system brings its own letters: looked at, and not compared. */
export const SCRIPTS: readonly (readonly [string, string])[] = [
  ['Arabic', 'بوابة توربينات الرياح، المرحلة ٢ (gateway 4.12.0)'],
  ['Hebrew', 'עדכון שער טורבינות הרוח (gateway 4.12.0)'],
  ['Japanese', '風力タービン・ゲートウェイ更新 4.12.0'],
  ['Hindi', 'पवन टरबाइन गेटवे अद्यतन 4.12.0'],
  ['Emoji', '🚀 Gateway 4.12.0 👩🏽‍🔧 for 🌬️ turbines'],
];

export const COUNTS: Counts = { succeeded: 8412, inProgress: 311, pending: 1004, failed: 273, aborted: 12, unknown: 4 };
export const FEW: Counts = { succeeded: 2, inProgress: 0, pending: 0, failed: 1, aborted: 0, unknown: 0 };
export const NONE: Counts = { succeeded: 0, inProgress: 0, pending: 0, failed: 0, aborted: 0, unknown: 0 };

export const at = (minutesAgo: number, zoneAssumed = false): Moment => ({ type: 'at', ms: NOW - minutesAgo * MINUTE, zoneAssumed });

export const UNREACHABLE: AppError = { code: 'unreachable', message: 'api.connect.jfrog.io did not answer within 10 s.', retryable: true };
export const REJECTED: AppError = {
  code: 'tokenRejected',
  message: 'The service answered 401 to this token.',
  retryable: false,
  requestId: '0d5f6c1e-77aa-4a11-b2c3-1f0c9e2a77d4',
};

export const SENTENCE: Segment[] = [
  { text: 'Devices in ', value: false, mono: false },
  { text: 'Production', value: true, mono: false },
  { text: ' or ', value: false, mono: false },
  { text: 'Test', value: true, mono: false },
  { text: ', with version ', value: false, mono: false },
  { text: VERSION, value: true, mono: true },
  { text: ', that are online', value: false, mono: false },
];

export const GUIDE: SearchGuide = {
  forms: [
    { name: 'Words', example: 'gateway', meaning: 'found anywhere in the row' },
    { name: 'Not', example: '-test', meaning: 'leaves out what holds it' },
  ],
  fields: [
    { name: 'group', example: 'group:production', meaning: 'the name of its group' },
    { name: 'took', example: 'took:>5m', meaning: 'how long it took' },
  ],
};

export type Sample = Pick<DeviceRow, 'id' | 'name' | 'state' | 'rawStatus' | 'goneMs' | 'chosen'> & { tookMs: number | null };

const NAMES = ['turbine-north-100', 'turbine-east-107', LONG, 'turbine-hill-114', UNBROKEN, 'turbine-north-121'];

/** Rows of a table, in every state. */
export const ROWS: readonly Sample[] = (['failed', 'inProgress', 'succeeded', 'pending', 'aborted', 'unknown'] as const).map(
  (state, n) => ({
    id: `d-${4 + n}cfe-4e5${n}`,
    name: NAMES[n] ?? null,
    state,
    rawStatus: state === 'unknown' ? 'Rebooting' : null,
    goneMs: null,
    chosen: n === 1 || n === 2,
    tookMs: state === 'succeeded' || state === 'failed' ? (70 + n * 63) * 1000 : null,
  }),
);
