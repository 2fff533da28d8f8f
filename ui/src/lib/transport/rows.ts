// The rows on screen cross as columns (`PackedRows`); here they become rows again.
import { ROW_FLAGS, STATE_ORDER, type DeviceRow, type KnownOf, type Moment, type PackedRows, type RowsWindow, type Why } from './types';

export function unpacked(packed: PackedRows): RowsWindow {
  const { revision, start, total, chosen, search } = packed;
  const text = (number: number | null | undefined): string | null => (number == null ? null : (packed.texts[number] ?? null));
  const [since, gone, causes] = [new Map(packed.since), new Map(packed.gone), new Map(packed.causes)];
  const [statuses, oddStarted, oddFinished] = [new Map(packed.statuses), new Map(packed.oddStarted), new Map(packed.oddFinished)];
  const known = knownOf(packed);

  const rows = packed.ids.map((id, place): DeviceRow => {
    const flags = packed.flags[place] ?? 0;
    const is = (flag: keyof typeof ROW_FLAGS): boolean => (flags & ROW_FLAGS[flag]) !== 0;
    const why = whyOf(text(causes.get(place)), is('stuck'), is('unreached'));
    const [started, finished] = [packed.started[place] ?? null, packed.finished[place] ?? null];
    return {
      id,
      index: packed.indexes[place] ?? 0,
      name: packed.names[place] ?? null,
      group: text(packed.groups[place]),
      state: STATE_ORDER[packed.states[place] ?? -1] ?? 'unknown',
      rawStatus: text(statuses.get(place)),
      started: moment(started, is('startAssumed'), text(oddStarted.get(place))),
      finished: moment(finished, is('endAssumed'), text(oddFinished.get(place))),
      tookMs: started !== null && finished !== null && finished >= started ? finished - started : null,
      sinceMs: is('sinceTold') ? (finished ?? started) : (since.get(place) ?? null),
      sinceLeast: is('sinceLeast'),
      goneMs: gone.get(place) ?? null,
      abortRequested: is('abortRequested'),
      chosen: is('chosen'),
      ...(why === null ? {} : { why }),
      ...known(place),
    };
  });
  return { revision, start, total, rows, chosen, ...(search === undefined ? {} : { search }) };
}

function moment(ms: number | null, zoneAssumed: boolean, raw: string | null): Moment {
  if (ms !== null) return { type: 'at', ms, zoneAssumed };
  return raw === null ? { type: 'absent' } : { type: 'unreadable', raw };
}

/** What is known of the device at a place besides. */
function knownOf({
  knownNames = [],
  knownGroups = [],
  knownSeen = [],
  knownTriggers = [],
}: PackedRows): (place: number) => { known?: KnownOf } {
  const byPlace = (lists: readonly [number, readonly number[]][]): Map<number, number> =>
    new Map(lists.flatMap(([toldMs, places]) => places.map((place) => [place, toldMs] as const)));
  const [names, groups, triggers] = [byPlace(knownNames), byPlace(knownGroups), new Map(knownTriggers)];
  const seen = new Map(knownSeen.map(([place, atMs, toldMs]) => [place, { atMs, toldMs }]));
  return (place) => {
    const of: KnownOf = {};
    const [nameMs, groupMs, triggerMs, sign] = [names.get(place), groups.get(place), triggers.get(place), seen.get(place)];
    if (nameMs !== undefined) of.nameMs = nameMs;
    if (groupMs !== undefined) of.groupMs = groupMs;
    if (sign !== undefined) of.seen = sign;
    if (triggerMs !== undefined) of.triggerMs = triggerMs;
    return Object.keys(of).length === 0 ? {} : { known: of };
  };
}

function whyOf(cause: string | null, stuck: boolean, unreached: boolean): Why | null {
  if (cause !== null) return { type: 'cause', text: cause };
  if (stuck) return { type: 'stuck' };
  return unreached ? { type: 'unreached' } : null;
}
