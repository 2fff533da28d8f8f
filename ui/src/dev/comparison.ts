// A second deployment beside the made-up one, and the two compared as core would.
import type {
  Change,
  ChangeCounts,
  Commands,
  Comparable,
  ComparedRow,
  ComparedSide,
  Comparison,
  Counts,
  DeploymentRow,
  DeviceRow,
  DeviceState,
} from '../lib/transport/types';
import { countsOf } from './data';
import { readSearch } from './search';

const CHANGES: readonly Change[] = ['broke', 'stillFails', 'fixed', 'otherwise', 'open', 'onlyA', 'onlyB', 'same'];
const ENDED: readonly DeviceState[] = ['succeeded', 'failed', 'aborted'];

function changeOf(a: DeviceRow | null, b: DeviceRow | null): Change {
  if (a === null) return 'onlyB';
  if (b === null) return 'onlyA';
  if (!ENDED.includes(a.state) || !ENDED.includes(b.state)) return 'open';
  if (a.state === b.state) return a.state === 'failed' ? 'stillFails' : 'same';
  if (a.state === 'failed' && b.state === 'succeeded') return 'fixed';
  return a.state === 'succeeded' && b.state === 'failed' ? 'broke' : 'otherwise';
}

/** What each device was in the deployment before: all had ended, others had failed, and some were not in it. */
function before(row: DeviceRow, i: number): DeviceRow | null {
  if (i % 61 === 7) return null;
  const state = i % 23 === 3 || (row.state === 'failed' && i % 3 === 0) ? 'failed' : i % 300 === 11 ? 'aborted' : 'succeeded';
  const took = (70 + (i % 90)) * 1000;
  return { ...row, state, rawStatus: null, tookMs: took, abortRequested: false, goneMs: null };
}

const CAUSES = ['install: write error: No space left on device', 'Checksum mismatch for gw-#.swu', 'connect #.#.#.#:# timed out after #s'];
const causeOf = (row: DeviceRow | null, i: number): string | null =>
  row?.state === 'failed' && i % 4 > 0 ? (CAUSES[(row.tookMs ?? 0) % 2000 === 0 ? 0 : 1 + (i % 2)] ?? null) : null;

export function comparedWith(rows: readonly DeviceRow[]): {
  /** What A's watch counts. */
  counts: Counts;
  summary: () => Comparison;
  rows: (asked: Commands['comparison_rows']['parameters']) => Commands['comparison_rows']['answer'];
} {
  const pairs: ComparedRow[] = rows.map((row, i) => {
    const a = before(row, i);
    const b = i % 97 === 5 ? null : row;
    return {
      id: row.id,
      change: changeOf(a, b),
      a,
      b,
      causeA: causeOf(a, i),
      causeB: b?.state === 'failed' && i % 5 > 0 ? (CAUSES[0] ?? null) : null,
    };
  });
  const changes: ChangeCounts = { broke: 0, stillFails: 0, fixed: 0, otherwise: 0, open: 0, onlyA: 0, onlyB: 0, same: 0 };
  for (const { change } of pairs) changes[change] += 1;
  const side = (of: 'a' | 'b', known: number, wholeMs: number): ComparedSide => {
    const named = pairs.flatMap((pair) => pair[of] ?? []);
    const counts = countsOf(named);
    const took = named.flatMap((row) => row.tookMs ?? []).sort((one, other) => one - other);
    return {
      devices: named.length,
      gone: 0,
      moving: counts.pending + counts.inProgress + counts.unknown,
      failed: counts.failed,
      causesKnown: Math.round(counts.failed * known),
      timed: took.length,
      medianMs: took[Math.floor(took.length / 2)] ?? null,
      p95Ms: took[Math.floor(took.length * 0.95)] ?? null,
      wholeMs: took.length === 0 ? null : wholeMs,
    };
  };
  const count = (of: 'causeA' | 'causeB', text: string): number => pairs.filter((pair) => pair[of] === text).length;
  return {
    counts: countsOf(pairs.flatMap((pair) => pair.a ?? [])),
    summary: () => ({
      devices: pairs.length,
      changes,
      a: side('a', 1, 840_000),
      b: side('b', 0.8, 910_000),
      causes: CAUSES.map((text, id) => ({
        id,
        text,
        step: 'install',
        exitCode: 28 + id,
        a: count('causeA', text),
        b: count('causeB', text),
      })).filter((cause) => cause.a + cause.b > 0),
      moreCauses: 0,
    }),
    rows: ({ view, start, len }) => {
      const { plain, ...read } = readSearch(view.text);
      const kept = pairs.filter((pair) => {
        const chosen = view.changes.length === 0 || view.changes.includes(pair.change);
        const cause = view.cause === null || [pair.causeA, pair.causeB].includes(CAUSES[view.cause] ?? '');
        return chosen && cause && `${pair.id} ${pair.b?.name ?? ''}`.toLowerCase().includes(plain);
      });
      kept.sort((one, other) => CHANGES.indexOf(one.change) - CHANGES.indexOf(other.change));
      return { revision: 1, start, total: kept.length, rows: kept.slice(start, start + len), ...read };
    },
  };
}

export function comparable(list: readonly DeploymentRow[], deployment: string): Comparable {
  const others = list.filter((row) => row.uuid !== deployment);
  return { previous: others[0] ?? null, recent: others.slice(1, 101), more: others.length > 101, seenMs: null };
}
