// What the made-up core knows of the fleet, on the design-time page: the same devices as the deployment shows, with tags and times of their own.
import { Failure } from '../lib/transport/transport';
import type { MemoryTransport, Script } from '../lib/transport/memory';
import type { AppError, FacetCount, FleetReads, FleetDeviceRow, FleetView, Reach, ReachedDevice, SeenWhen } from '../lib/transport/types';
import { draftOf } from './reading';
import { NOW, seeded } from './data';
import { readSearch } from './search';

const MIN = 60_000;
const DAY = 1440 * MIN;
const TAGS = ['gateway', 'edge', 'camera'];
const hex = (n: number): string => (n & 0xffff).toString(16).padStart(4, '0');

/** unknown, reading, refused, trouble, empty; anything else is a fleet that was read. */
export type Knowledge = string | null;

function rowsOf(size: number): FleetDeviceRow[] {
  const random = seeded(11);
  return Array.from({ length: size }, (_, i) => {
    const r = random();
    const seen: SeenWhen = r < 0.94 ? 'online' : r < 0.976 ? 'withinDay' : r < 0.99 ? 'longer' : 'unknown';
    const ages = {
      online: 20_000 + r * 20_000,
      withinDay: 22 * MIN + (r - 0.94) * 20_000 * MIN,
      longer: 2 * DAY + r * 9 * DAY,
      unknown: 0,
    };
    const group = i % 97 === 96 ? null : i % 25 < 22 ? 'Production' : 'Test';
    const long = i === 9 ? '-behind-the-old-substation-east-of-the-river-crossing' : '';
    const state = i % 36 === 0 ? ('failed' as const) : i % 10 === 1 ? ('pending' as const) : ('succeeded' as const);
    return {
      index: i,
      id: `d-${hex(0x4cfe + i * 911)}-${hex(0x4e51 - i * 777)}`,
      name: i % 113 === 112 ? null : `turbine-${['north', 'east', 'hill'][i % 3] ?? ''}-${100 + i}${long}`,
      group,
      tags: TAGS.filter((_tag, n) => i % (n * 2 + 2) < (n === 0 ? 2 : 1)),
      seenMs: seen === 'unknown' ? null : NOW - ages[seen],
      seen,
      trigger: i % 323 === 7 ? true : i % 3 === 0 ? false : null,
      last:
        i % 50 === 49
          ? null
          : { deployment: 'dp-e6a5-7e19', comment: 'Gateway firmware 4.12.0, staged B', state, atMs: NOW - (i % 9) * MIN - 11 * MIN },
      chosen: false,
    };
  });
}

type Part = 'groups' | 'seen' | 'tags' | 'last' | 'trigger' | 'text';

/** Whether a row fits a view, one part of it left out. */
function fits(row: FleetDeviceRow, view: FleetView, text: string, but?: Part): boolean {
  const any = <T>(wanted: readonly T[], has: (value: T) => boolean): boolean => wanted.length === 0 || wanted.some(has);
  return (
    (but === 'groups' || any(view.groups, (group) => (row.group ?? '') === group)) &&
    (but === 'seen' || any(view.seen, (seen) => row.seen === seen)) &&
    (but === 'tags' || any(view.tags, (tag) => row.tags.includes(tag))) &&
    (but === 'last' || any(view.last, (state) => row.last?.state === state)) &&
    (but === 'trigger' || !view.trigger || row.trigger === true) &&
    (text === '' || `${row.id} ${row.name ?? ''} ${row.group ?? ''} ${row.tags.join(' ')}`.toLowerCase().includes(text))
  );
}

function counted<T extends string>(
  rows: readonly FleetDeviceRow[],
  of: (row: FleetDeviceRow) => readonly T[],
): { value: T; devices: number }[] {
  const counts = new Map<T, number>();
  for (const row of rows) for (const value of of(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, devices]) => ({ value, devices })).sort((a, b) => b.devices - a.devices);
}

const unreachable: AppError = { code: 'unreachable', message: 'api.connect.jfrog.io did not answer within 10 s.', retryable: true };

function readsOf(knowledge: Knowledge, devices: number): FleetReads {
  switch (knowledge ?? 'read') {
    case 'unknown':
      return { type: 'notAsked' };
    case 'reading':
      return { type: 'reading', loaded: Math.floor(devices / 3) };
    case 'refused':
      return { type: 'notAvailable', why: 'The service answered 403: this token may not list devices.', atMs: NOW - 2 * MIN };
    case 'trouble':
      return { type: 'trouble', error: unreachable, atMs: NOW - 95 * MIN };
    default:
      return { type: 'read', atMs: NOW - 2 * MIN, devices, whole: true };
  }
}

/** The answers about the known fleet, and how it tells what it knows. */
export function fleetScript(size: number, knowledge: Knowledge): { script: Script; attach: (transport: MemoryTransport) => void } {
  const none = knowledge === 'unknown' || knowledge === 'empty' || knowledge === 'refused';
  const rows = none ? [] : rowsOf(size);
  const chosen = new Set<string>();
  let rule: FleetView | null = null;
  const shown = (view: FleetView): FleetDeviceRow[] => {
    const { plain } = readSearch(view.text);
    const kept = rows.filter((row) => fits(row, view, plain));
    const key = (row: FleetDeviceRow): string | number =>
      view.sort === 'id'
        ? row.id
        : view.sort === 'group'
          ? (row.group ?? '')
          : view.sort === 'seen'
            ? (row.seenMs ?? 0)
            : view.sort === 'last'
              ? (row.last?.atMs ?? 0)
              : row.index;
    if (view.sort !== 'name') kept.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    return view.descending ? kept.reverse() : kept;
  };
  const isChosen = (row: FleetDeviceRow): boolean => chosen.has(row.id) !== (rule !== null && fits(row, rule, readSearch(rule.text).plain));
  const chosenNow = () => ({ total: rows.filter(isChosen).length, rule: rule !== null });
  const reached = rows.filter((row) => row.tags.includes('gateway') && row.last?.state === 'failed');
  const reachedDevice = (row: FleetDeviceRow): ReachedDevice => ({
    id: row.id,
    name: row.name,
    group: row.group,
    seen: row.seen,
    seenMs: row.seenMs,
    certain: row.seen === 'online',
  });
  const reach = (groups: readonly string[], filters: number): Reach => {
    const inGroups = groups.length === 0 ? rows.length : rows.filter((row) => groups.includes(row.group ?? '')).length;
    const yes = reached.filter((row) => row.seen === 'online').length;
    const perhaps = Math.min(9, reached.length - yes);
    const counts: FacetCount[] = groups.map((value) => ({ value, devices: rows.filter((row) => row.group === value).length }));
    return {
      known: rows.length,
      yes: filters === 0 ? inGroups : yes,
      perhaps: filters === 0 ? 0 : perhaps,
      taken: [
        ...(groups.length > 0 ? [{ field: 'groups', devices: rows.length - inGroups }] : []),
        ...Array.from({ length: filters }, (_, at) => ({ field: `filters.${at}`, devices: Math.floor((rows.length / (at + 3)) * 0.9) })),
      ],
      groups: counts,
      first: reached.slice(0, 5).map(reachedDevice),
      atMs: NOW - 2 * MIN,
      reasons: filters === 0 ? [] : ['9 devices were not online when they were seen; they may come back before the launch.'],
    };
  };

  const script: Script = {
    fleet_unwatch: () => null,
    fleet_refresh: () => null,
    fleet_rows: ({ view, start, len }) => {
      const { plain, ...read } = readSearch(view.text);
      const kept = shown(view);
      const under = (but: Part) => rows.filter((row) => fits(row, view, plain, but));
      return {
        revision: 1,
        start,
        total: kept.length,
        rows: kept.slice(start, start + len).map((row, at) => ({ ...row, index: start + at, chosen: isChosen(row) })),
        facets: {
          groups: counted(under('groups'), (row) => [row.group ?? '']),
          moreGroups: 0,
          tags: counted(under('tags'), (row) => row.tags),
          moreTags: 0,
          seen: counted(under('seen'), (row) => [row.seen]),
          last: counted(under('last'), (row) => (row.last === null ? [] : [row.last.state])),
          trigger: under('trigger').filter((row) => row.trigger === true).length,
        },
        chosen: chosenNow(),
        ...read,
      };
    },
    fleet_choose: ({ change }) => {
      if (change.type === 'nobody' || change.type === 'all') {
        rule = change.type === 'all' ? change.view : null;
        chosen.clear();
      }
      if (change.type === 'toggle' && !chosen.delete(change.device)) chosen.add(change.device);
      if (change.type === 'range') {
        const kept = shown(change.view);
        const ends = [change.from, change.to].map((id) => kept.findIndex((one) => one.id === id));
        for (const row of kept.slice(Math.min(...ends), Math.max(...ends) + 1)) if (!isChosen(row)) chosen.add(row.id);
      }
      return chosenNow();
    },
    fleet_chosen_ids: () =>
      rows
        .filter(isChosen)
        .map((row) => row.id)
        .join('\n'),
    fleet_device: ({ device }) => {
      const row = rows.find((one) => one.id === device);
      if (row === undefined) throw new Failure({ code: 'notFound', message: 'Nothing is known of this device.', retryable: false });
      const service = { type: 'service' as const };
      const list = { type: 'list' as const, name: 'turbines.csv' };
      return {
        id: row.id,
        name: row.name,
        facts: [
          ...(row.name === null ? [] : [{ name: 'Name', value: row.name, source: list, atMs: NOW - 3 * DAY }]),
          ...(row.group === null ? [] : [{ name: 'Group', value: row.group, source: service, atMs: NOW - 2 * MIN }]),
          { name: 'Tags', value: row.tags.join(', '), source: service, atMs: NOW - 2 * MIN },
          { name: 'Agent', value: '7.4.1', source: service, atMs: NOW - 2 * MIN },
          { name: 'Address', value: '10.20.4.17', source: service, atMs: NOW - 2 * MIN },
          { name: 'Description', value: 'On the mast beside the old substation, ladder from the west', source: list, atMs: NOW - 3 * DAY },
        ],
        history:
          row.last === null
            ? []
            : [row.last, { ...row.last, deployment: 'dp-77a0-1c00', comment: null, state: 'succeeded', atMs: NOW - 6 * DAY }],
      };
    },
    fleet_target: () => {
      if (rule === null) return { type: 'oneByOne', devices: chosen.size };
      const { groups, tags } = rule;
      const filters = tags.slice(0, 1).map((value) => ({ kind: 'tag' as const, operand: 'is' as const, value, extra: '' }));
      return { type: 'exact', draft: { ...draftOf('empty'), groups, filters, step: 1 }, reaches: chosenNow().total };
    },
    fleet_suggest: ({ what, text }) =>
      what === 'deployment'
        ? [{ value: 'dp-e6a5-7e19', label: 'Gateway firmware 4.12.0, staged B' }].filter((one) =>
            `${one.value} ${one.label}`.toLowerCase().includes(text.toLowerCase()),
          )
        : rows
            .filter((row) => `${row.id} ${row.name ?? ''}`.toLowerCase().includes(text.toLowerCase()))
            .slice(0, 20)
            .map((row) => ({ value: row.id, label: row.name ?? '' })),
    reach: ({ draft }) => reach(draft.groups, draft.filters.length),
    reach_rows: ({ start, len }) => ({ start, total: reached.length, rows: reached.slice(start, start + len).map(reachedDevice) }),
  };

  const attach = (transport: MemoryTransport): void => {
    transport.onFleetWatch = (connection) =>
      transport.notifyFleet(connection, {
        revision: 1,
        devices: rows.length,
        service: readsOf(knowledge, rows.length),
        imported: [],
        seenOnly: knowledge === 'trouble' ? rows.length : 0,
      });
  };
  return { script, attach };
}
