// What the made-up core answers on the design-time page, and the few moods it can be put in by the address.
import { Failure } from '../lib/transport/transport';
import { MemoryTransport } from '../lib/transport/memory';
import { PASTED } from './pasted';
import type { Chosen, AppError, Boot, DeviceRow, Notice, Phase, Remembered, RowsView, Suggestions } from '../lib/transport/types';
import { fleetScript } from './fleet';
import { batchScript } from './batch';
import { guardAnswers, guardsOf } from './guards';
import { attachDesk, deskAnswers } from './desk';
import { FIRST_SETTINGS } from '../lib/session/session.svelte';
import { plansScript } from './plans';
import { draftAnswers } from './drafts';
import { draftOf } from './reading';
import { countsThen, courseOf, pictureThen, rowThen } from './past';
import { keepMoving, marksFor, orderOf } from './picture';
import { comparable, comparedWith } from './comparison';
import { againAnswers } from './again';
import { findingAnswers } from './finding';
import { templateAnswers } from './templates';
import { launchAnswers } from './launches';
import { readSearch } from './search';
import {
  at,
  causesOf,
  CONNECTIONS,
  countsOf,
  deployments,
  devices,
  deviceView,
  elsewhereOf,
  fits,
  isJudged,
  judgedOf,
  NOW,
  pictureOf,
  stopsOf,
} from './data';

export interface Mood {
  theme: 'system' | 'light' | 'dark';
  text: number;
  /** live, stale, stopped, syncing, settling, hidden, finished, empty, first (no connection), broken (boot fails). */
  mood: string;
  devices: number;
  /** Whether devices have names: their deployment's own, or `fleet`: those of the known fleet. */
  named: boolean | 'fleet';
  unresolved: boolean;
  /** What the last run left. */
  remembered?: Remembered;
  /** Which of the drafts read beforehand; `filled` where none is named. */
  draft?: string | null;
  /** So many other drafts are open. */
  drafts?: number;
  /** So many more devices were named once and are no longer. */
  gone?: number;
  /** So many devices change every five seconds. */
  moving?: number;
  /** Guards to begin with: armed, fired, refused or blind. */
  guard?: string | null;
  /** What is watched in the background; see `desk.ts`. */
  desk?: string | null;
  /** Where the batches stand; see `batch.ts`. */
  batch?: string | null;
  /** Where the plans stand; see `plans.ts`. */
  plan?: string | null;
  /** The draft's target is a batch. */
  each?: boolean;
  /** What is known of the fleet; see `fleet.ts`. */
  known?: string | null;
  /** A filled draft, opened at this step; none opens an empty one. */
  step?: number | null;
}

const unreachable: AppError = { code: 'unreachable', message: 'api.connect.jfrog.io did not answer within 10 s.', retryable: true };
const rejected: AppError = { code: 'tokenRejected', message: 'The service answered 401 to this token.', retryable: false };

function phaseOf(mood: string): Phase {
  if (mood === 'stale') return { type: 'stale', sinceMs: NOW - 190_000, error: unreachable };
  if (mood === 'stopped') return { type: 'stopped', error: rejected };
  if (mood === 'syncing') return { type: 'syncing' };
  if (mood === 'finished') return { type: 'finished' };
  if (mood === 'settling') return { type: 'settling' };
  if (mood === 'hidden') return { type: 'notVisible', sinceMs: NOW - 40_000 };
  return { type: 'live' };
}

const ORDER = ['failed', 'unknown', 'inProgress', 'pending', 'aborted', 'succeeded'];

function viewOf(rows: readonly DeviceRow[], view: RowsView): DeviceRow[] {
  const text = readSearch(view.text).plain;
  const shown = (row: DeviceRow): boolean => {
    if (view.cause !== null) return row.state === 'failed' && row.index % 3 === view.cause % 3;
    if (row.goneMs !== null) return view.gone || view.states.length === 0;
    return isJudged(row, view) || view.states.includes(row.state) || (view.states.length === 0 && !view.judged?.length && !view.gone);
  };
  const kept = rows.filter((row) => shown(row) && `${row.id} ${row.name ?? ''} ${row.rawStatus ?? ''}`.toLowerCase().includes(text));
  const started = (row: DeviceRow): number => (row.started.type === 'at' ? row.started.ms : 0);
  const key = (row: DeviceRow): number | string =>
    view.sort === 'device'
      ? row.id
      : view.sort === 'took'
        ? (row.tookMs ?? 0)
        : view.sort === 'started'
          ? started(row)
          : view.sort === 'inState'
            ? -(row.sinceMs ?? 0)
            : ORDER.indexOf(row.state);
  kept.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : (a.sinceMs ?? 0) - (b.sinceMs ?? 0)));
  return view.descending ? kept.reverse() : kept;
}

export function scripted(mood: Mood): MemoryTransport {
  const list = mood.mood === 'empty' ? [] : deployments(318);
  const rows = mood.mood === 'empty' || mood.mood === 'hidden' ? [] : devices(mood.devices, mood.named, mood.gone ?? 0);
  const counts = countsOf(rows);
  const compared = comparedWith(rows);
  let rule: RowsView | null = null;
  const byHand = new Map<string, boolean>();
  const isChosen = (row: DeviceRow): boolean => byHand.get(row.id) ?? (rule !== null && viewOf([row], rule).length > 0);
  const rowAt = (place: number): DeviceRow => {
    if (rows[place] === undefined) throw new Failure({ code: 'notFound', message: 'No such device.', retryable: false });
    return rows[place];
  };
  const chosenNow = (): Chosen => {
    const chosen = rows.filter(isChosen);
    const gone = chosen.filter((row) => row.goneMs !== null).length;
    return { total: chosen.length, counts: countsOf(chosen), gone, rule: rule !== null };
  };
  let view = { connections: mood.mood === 'first' ? [] : CONNECTIONS, active: mood.mood === 'first' ? null : 'c1' };
  const lastGoodMs = mood.mood === 'syncing' ? null : NOW - (mood.mood === 'stale' ? 190_000 : 4000);
  const nextLookMs = mood.mood === 'stopped' || mood.mood === 'finished' ? null : NOW + 11_000;
  const draft = mood.step == null ? draftOf('empty') : draftOf(mood.draft ?? 'filled', mood.step);
  const open = mood.each ? { ...draft, groups: [], filters: [], batch: 'b-1' } : draft;
  let settings: Boot['settings'] = {
    ...FIRST_SETTINGS,
    theme: mood.theme,
    textPercent: mood.text,
  };
  const names = new Map([['f-7b56-3336', 'Gateway A/B update']]);
  const storage = {
    settingsPath: '/home/ops/.config/flightdeck/settings.json',
    databasePath: '/home/ops/.local/share/flightdeck/flightdeck.db',
    databaseBytes: 1_482_752,
    launches: 41,
    seen: 318,
    seenBytes: 11_240_000,
  };
  const unknownLaunch = {
    type: 'unknown' as const,
    why: 'The connection was cut before the service answered.',
    trouble: null,
    created: false,
    searched: { deployments: 1000, whole: false, backToMs: NOW - 3_700_000 },
    candidates: [
      { uuid: 'dp-e6a5-7e19', comment: 'Gateway firmware 4.12.0, staged B', created: at(120_000), perhaps: false },
      { uuid: 'dp-11f0-90ab', comment: 'Gateway firmware 4.12.0, staged B', created: at(11_000_000), perhaps: true },
    ],
  };
  const record = {
    requestId: 'r1',
    connection: 'c1',
    sentMs: NOW - 130_000,
    flowUuid: 'f-7b56-3336',
    flowName: 'Gateway A/B update',
    comment: 'Gateway firmware 4.12.0, staged B',
    target: 'Devices in Production or Test, tagged gateway, that are online',
    outcome: unknownLaunch,
  };
  let unresolved = mood.unresolved ? [record] : [];

  const known = fleetScript(mood.devices, mood.known ?? null);
  const batch = batchScript(mood.batch ?? null);
  const plans = plansScript(mood.plan ?? null, mood.known ?? null);
  const suggestions = (): Suggestions => ({
    flows: [
      {
        uuid: 'f-7b56-3336',
        name: names.get('f-7b56-3336') ?? null,
        parameters: [{ name: 'channel', value: 'stable', note: 'stable or edge' }],
        steps: ['download', 'install', 'restart'],
      },
      { uuid: 'f-1c02-99ab', name: names.get('f-1c02-99ab') ?? null, parameters: [], steps: [] },
    ],
    groups: ['Production', 'Test', 'Lab'],
    tags: ['gateway', 'camera', 'north'],
    apps: [{ name: 'gateway', versions: ['4.12.0', '4.11.2'] }],
    demo: false,
  });

  const transport: MemoryTransport = new MemoryTransport({
    ...findingAnswers(
      () => list,
      () => rows,
    ),
    ...known.script,
    ...batch.script,
    ...plans.script,
    boot: () => {
      if (mood.mood === 'broken')
        throw new Failure({ code: 'storage', message: 'The database could not be opened: the disk is full.', retryable: true });
      return { version: '0.1.0', epoch: 1, ...view, settings, remembered: mood.remembered ?? { place: null, recent: [] }, notes: [] };
    },
    window_visible: () => null,
    connect: () => ({ connections: CONNECTIONS, active: 'c1' }),
    connection_select: ({ connection }) => ({ connections: CONNECTIONS, active: connection }),
    connection_remove: ({ connection }) => ({ connections: CONNECTIONS.filter((one) => one.id !== connection), active: null }),
    connection_token_state: () => ({ type: 'keyring' }),
    connection_token_clear: () => view,
    demo_start: () => ({ connections: CONNECTIONS, active: 'c2' }),
    connection_rules_set: ({ connection, rules }) => {
      view = { ...view, connections: view.connections.map((one) => (one.id === connection ? { ...one, rules } : one)) };
      return view;
    },
    settings_set: (parameters) => (settings = parameters.settings),
    diagnostics: () => 'Flightdeck 0.1.0\n…',
    table_layout_set: () => null,
    storage_view: () => storage,
    storage_forget_seen: () => ({ ...storage, seen: 0, seenBytes: 0 }),
    list_rows: ({ view: wanted, start, len }) => {
      const { plain, ...read } = readSearch(wanted.text);
      const kept = list.filter((row) => fits(row, wanted.filter) && `${row.comment ?? ''} ${row.uuid}`.toLowerCase().includes(plain));
      if (!wanted.descending) kept.reverse();
      return { revision: 1, start, total: kept.length, rows: kept.slice(start, start + len), ...read };
    },
    fleets_rows: ({ view: wanted, start, len }) => {
      const { plain, ...read } = readSearch(wanted.text);
      const all = list.map((row, i) => ({ ...row, connection: i % 3 === 1 ? 'c2' : 'c1' }));
      const kept = all.filter((row) => fits(row, wanted.filter) && `${row.comment ?? ''} ${row.uuid}`.toLowerCase().includes(plain));
      return { revision: 1, start, total: kept.length, rows: kept.slice(start, start + len), ...read };
    },
    list_refresh: () => null,
    list_unwatch: () => null,
    deployment_head: ({ deployment }) => {
      const row = list.find((one) => one.uuid === deployment) ?? deployments(1)[0];
      if (row === undefined)
        throw new Failure({ code: 'notFound', message: `The service knows no deployment ${deployment}.`, retryable: false });
      return { row, raw: JSON.stringify({ deployment_uuid: row.uuid, comment: row.comment, type: row.kind }, null, 2) };
    },
    flow_name_set: ({ flowUuid, name }) => {
      if (name.trim() === '') names.delete(flowUuid);
      else names.set(flowUuid, name.trim());
      return suggestions();
    },
    suggestions,
    ...draftAnswers(open, mood.drafts ?? 0),
    ...againAnswers(),
    ...templateAnswers(),
    parameters_paste: () => PASTED,
    launch: () => (mood.mood === 'lost' ? unknownLaunch : { type: 'created', deployment: 'dp-e6a5-7e19' }),
    ...launchAnswers(),
    launches_unresolved: () => unresolved,
    launch_look_again: () => unknownLaunch,
    launch_adopt: ({ deployment }) => ((unresolved = []), { type: 'adopted', deployment, why: 'Chosen by you.' }),
    launch_dismiss: () => ((unresolved = []), { type: 'dismissed' }),
    comparable: ({ deployment }) => comparable(list, deployment),
    comparison: compared.summary,
    comparison_rows: compared.rows,
    unwatch: () => null,
    watch_now: () => null,
    rows: ({ view: wanted, start, len }) => {
      const { atMs } = wanted;
      const kept = viewOf(atMs === null ? rows : rows.map((row) => rowThen(row, atMs)), wanted);
      const { search } = readSearch(wanted.text);
      const chosenIds = new Set(rows.filter(isChosen).map((row) => row.id));
      const shown = kept.slice(start, start + len).map((row) => ({ ...row, chosen: chosenIds.has(row.id) }));
      const answer = { revision: 1, start, total: kept.length, rows: shown, chosen: chosenNow() };
      return search === undefined ? answer : { ...answer, search };
    },
    choose: ({ change }) => {
      if (change.type === 'nobody' || change.type === 'all') {
        rule = change.type === 'all' ? change.view : null;
        byHand.clear();
      }
      if (change.type === 'toggle') {
        const row = rows.find((one) => one.id === change.device);
        if (row !== undefined) byHand.set(row.id, !isChosen(row));
      }
      if (change.type === 'range') {
        const kept = viewOf(rows, change.view);
        const ends = [change.from, change.to].map((id) => kept.findIndex((one) => one.id === id));
        kept.slice(Math.min(...ends), Math.max(...ends) + 1).forEach((row) => byHand.set(row.id, true));
      }
      return chosenNow();
    },
    chosen_ids: () =>
      rows
        .filter(isChosen)
        .map((row) => row.id)
        .join('\n'),
    abort_chosen_plan: () => {
      const chosen = chosenNow().counts;
      const devices = chosen.pending + chosen.inProgress;
      return { plan: 1, devices, counts: chosen, asOfMs: Date.now(), sentences: stopsOf(chosen), everything: false };
    },
    abort_chosen_stop: () => null,
    row_at: ({ place, atMs }) => (atMs === null ? rowAt(place) : rowThen(rowAt(place), atMs)),
    picture_order: () => orderOf(rows),
    row_then: ({ index, atMs }) => rowThen(rowAt(index), atMs),
    course: () => (rows.length === 0 ? null : courseOf(rows, 0.3)),
    counts_at: ({ atMs }) => countsThen(rows, atMs),
    row_of: ({ device }) => rows.find((one) => one.id === device) ?? null,
    neighbour: ({ view: wanted, device, step }) => {
      const kept = viewOf(rows, wanted);
      const place = kept.findIndex((one) => one.id === device);
      return (place === -1 ? kept[0] : kept[place + step]) ?? null;
    },
    causes_go_on: () => null,
    causes: () => ({
      failed: counts.failed,
      settled: settings.settleCauses && counts.failed > 200,
      lookedAt: Math.min(60, counts.failed),
      causes: counts.failed === 0 ? [] : causesOf(rows),
    }),
    cause_devices: ({ cause }) => rows.filter((row) => row.state === 'failed' && row.index % 3 === cause % 3).map((row) => row.id),
    device: ({ device }) => {
      const row = rows.find((one) => one.id === device);
      if (row === undefined)
        throw new Failure({ code: 'notFound', message: 'The service knows no such device in this deployment.', retryable: false });
      return deviceView(row);
    },
    device_elsewhere: ({ device }) => {
      const row = rows.find((one) => one.id === device);
      return row === undefined ? [] : elsewhereOf(row);
    },
    device_save: () => ({ path: '/home/ops/output.txt' }),
    abort_plan: ({ scope }) => ({
      counts,
      asOfMs: NOW - 4000,
      sentences:
        scope.type === 'device'
          ? ['This device is running: the service will try to stop it, and it may still succeed or fail.']
          : [
              '1,151 pending devices will not start.',
              '469 running devices: the service will try to stop them, and each may still succeed or fail.',
              '8,380 devices that succeeded or failed stay as they are.',
            ],
      anything: true,
    }),
    export_cancel: () => null,
    abort: () => ({ type: 'accepted', message: 'Deployment abort requested.' }),
    ...guardAnswers(() => transport),
    ...deskAnswers(() => transport),
  });
  transport.guards = { guards: guardsOf(mood.guard ?? null) };
  attachDesk(transport, mood.desk ?? null);
  known.attach(transport);
  batch.attach(transport);
  plans.attach(transport);
  transport.pictureCells = pictureOf(rows);
  transport.pictureBytesAt = (atMs) => pictureThen(rows, atMs);
  transport.marks = (wanted) => marksFor(rows, viewOf(rows, wanted), isChosen);
  const notice = (watch: number): Notice => ({
    watch,
    revision: 1,
    phase: phaseOf(mood.mood),
    counts,
    total: rows.length - (mood.gone ?? 0),
    gone: mood.gone ?? 0,
    changed: rows.length,
    lastGoodMs,
    nextLookMs,
    shortfall: mood.mood === 'short' ? { loaded: rows.length, expected: rows.length + 1200 } : null,
    unreadable: 0,
    abortRequested: rows.filter((row) => row.abortRequested).length,
    causesRevision: 1,
    ...(rows.length > 100 && mood.mood === 'live' ? { judged: judgedOf(rows) } : {}),
  });
  // Slow enough to be seen on its way.
  transport.onExport = async (_, tell) => {
    for (let tenth = 1; tenth <= 10; tenth += 1) {
      tell({ written: Math.ceil((rows.length * tenth) / 10), total: rows.length });
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return { type: 'written', path: '/home/ops/dp-e6a5-7e19-devices.csv', rows: rows.length, bytes: rows.length * 120 };
  };
  transport.onWatch = (watch, deployment) => {
    const first = list[1]?.uuid === deployment;
    transport.notify(first ? { ...notice(watch), counts: compared.counts, phase: { type: 'finished' }, nextLookMs: null } : notice(watch));
    if (mood.moving !== undefined && mood.moving > 0) keepMoving(transport, rows, mood.moving, notice(watch));
  };
  const standings = { noDevice: 0, moving: 0, attention: 0, aborted: 0, finished: 0 };
  for (const { status } of list) if (status.type === 'known') standings[status.standing] += 1;
  transport.onListWatch = (connection) =>
    transport.notifyList({
      connection,
      revision: 1,
      // Of all fleets one may be in trouble alone.
      phase: phaseOf(mood.mood === 'apart' ? (connection === 'c2' ? 'stopped' : 'live') : mood.mood),
      loaded: list.length,
      announced: list.length === 0 ? 0 : list.length + 82,
      more: list.length > 0,
      remembered: false,
      standings,
      notLooked: list.length - Object.values(standings).reduce((sum, one) => sum + one, 0),
      unreadable: 0,
      lastGoodMs,
      nextLookMs,
    });
  return transport;
}
