// What was launched from here, made up: one of every outcome, and many before them.
import { Failure } from '../lib/transport/transport';
import type { Script } from '../lib/transport/memory';
import type { LaunchDiff, LaunchEntry, LaunchFilter, LaunchRow, LaunchState } from '../lib/transport/types';
import { NOW } from './data';
import { readSearch } from './search';

const HOUR = 3_600_000;
const COMMENTS = [
  'Gateway firmware 4.12.0, staged B',
  'Gateway firmware 4.12.0, staged A',
  'Edge agent config: log level',
  'Camera models v9',
];
const STATES: readonly LaunchState[] = ['created', 'created', 'unresolved', 'refused', 'adopted', 'created', 'dismissed'];
const WHY: Partial<Record<LaunchState, string>> = {
  unresolved: 'The connection was cut before the service answered.',
  adopted: 'The service answered 502.',
  refused: 'This token may look at deployments, and not make any.',
};

function row(n: number): LaunchRow {
  const state = STATES[n % STATES.length] ?? 'created';
  const known = state === 'created' || state === 'adopted';
  return {
    requestId: `l-${n}`,
    sentMs: NOW - 120_000 - n * 5 * HOUR,
    flowUuid: n % 3 === 2 ? 'f-1c02-99ab' : 'f-7b56-3336',
    flowName: n % 3 === 2 ? null : 'Gateway A/B update',
    comment: n % 11 === 7 ? null : (COMMENTS[n % COMMENTS.length] ?? null),
    target: 'Devices in Production or Test, tagged gateway, that are online.',
    app: n % 2 === 0 ? `gateway → 4.${12 - (n % 5)}.0` : null,
    parameters: 2,
    state,
    why: WHY[state] ?? null,
    deployment: known ? (n === 0 ? 'dp-e6a5-7e19' : `dp-${(0xe2be - n).toString(16)}-7af8`) : null,
  };
}

const PLACE: Readonly<Record<LaunchState, Exclude<LaunchFilter, 'all'>>> = {
  created: 'launched',
  adopted: 'launched',
  sending: 'unresolved',
  unresolved: 'unresolved',
  refused: 'refused',
  dismissed: 'dismissed',
};

const REQUEST = {
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
    parameters_mapping: { channel: 'stable', registry_token: '••••••••' },
  },
};

export function launchAnswers(): Script {
  const all = Array.from({ length: 140 }, (_, n) => row(n));
  const find = (id: string): LaunchRow => {
    const found = all.find((one) => one.requestId === id);
    if (found === undefined) throw new Failure({ code: 'notFound', message: 'This launch is not in the journal.', retryable: false });
    return found;
  };
  const of = (filter: Exclude<LaunchFilter, 'all'>): number => all.filter((one) => PLACE[one.state] === filter).length;
  return {
    launches_rows: ({ view, start, len }) => {
      const { plain, ...read } = readSearch(view.text);
      const fits = (one: LaunchRow): boolean =>
        (view.filter === 'all' || PLACE[one.state] === view.filter) && `${one.comment ?? ''} ${one.target}`.toLowerCase().includes(plain);
      const kept = all.filter(fits);
      if (!view.descending) kept.reverse();
      const counts = {
        all: all.length,
        launched: of('launched'),
        unresolved: of('unresolved'),
        refused: of('refused'),
        dismissed: of('dismissed'),
      };
      return { revision: 1, start, total: kept.length, rows: kept.slice(start, start + len), counts, ...read };
    },
    launch_entry: ({ requestId }): LaunchEntry => ({
      row: find(requestId),
      outcome: null,
      sentence: [
        { text: 'Devices in ', value: false, mono: false },
        { text: 'Production', value: true, mono: false },
        { text: ' or ', value: false, mono: false },
        { text: 'Test', value: true, mono: false },
        { text: ', tagged ', value: false, mono: false },
        { text: 'gateway', value: true, mono: false },
        { text: '.', value: false, mono: false },
      ],
      baseUrl: 'https://api.connect.jfrog.io',
      fleetKey: 'wturb',
      moved: false,
      json: JSON.stringify(REQUEST, null, 2),
      masked: 1,
    }),
    launch_diff: ({ requestId, other }): LaunchDiff => ({
      other: other === null ? (all[all.indexOf(find(requestId)) + 1] ?? null) : find(other),
      changes: [
        { part: 'target', name: 'Groups', before: 'Test', now: 'Production or Test', masked: false },
        { part: 'target', name: 'Device state is', before: null, now: 'online', masked: false },
        { part: 'parameters', name: 'channel', before: 'edge', now: 'stable', masked: false },
        { part: 'parameters', name: 'registry_token', before: '••••••••', now: '••••••••', masked: true },
        { part: 'release', name: 'App (tag)', before: 'gateway 4.11.2', now: 'gateway 4.12.0', masked: false },
        { part: 'comment', name: 'Comment', before: COMMENTS[1] ?? null, now: COMMENTS[0] ?? null, masked: false },
      ],
      words: 'It differs in the target, 2 parameters, the release and the comment. The flow is the same.',
      same: false,
    }),
  };
}
