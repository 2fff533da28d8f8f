// What the lists of several fleets say, as if they were one.
import type { ListNotice, StandingCounts } from '../transport/types';

const NONE: StandingCounts = { noDevice: 0, moving: 0, attention: 0, aborted: 0, finished: 0 };

/** At least one notice. What is shown is as old as the oldest of those that are being read, and as live as the liveliest. */
export function together(notices: readonly ListNotice[]): ListNotice {
  const sum = (of: (notice: ListNotice) => number): number => notices.reduce((all, notice) => all + of(notice), 0);
  const phase = (['live', 'syncing', 'stale', 'stopped'] as const)
    .map((type) => notices.find((notice) => notice.phase.type === type)?.phase)
    .find((one) => one !== undefined);
  const alike = notices.filter((notice) => notice.phase.type === phase?.type);
  const known = (times: (number | null)[]): number[] => times.filter((time) => time !== null);
  const oldest = known(alike.map((notice) => notice.lastGoodMs));
  const next = known(alike.map((notice) => notice.nextLookMs));
  const announced = known(notices.map((notice) => notice.announced));
  return {
    connection: '',
    revision: sum((notice) => notice.revision),
    phase: phase ?? { type: 'syncing' },
    loaded: sum((notice) => notice.loaded),
    // Where one does not say how many it has, nobody knows how many there are.
    announced: announced.length < notices.length ? null : announced.reduce((all, one) => all + one, 0),
    more: notices.some((notice) => notice.more),
    remembered: notices.length > 0 && notices.every((notice) => notice.remembered),
    standings: Object.fromEntries(
      (Object.keys(NONE) as (keyof StandingCounts)[]).map((key) => [key, sum((notice) => notice.standings[key])]),
    ) as unknown as StandingCounts,
    notLooked: sum((notice) => notice.notLooked),
    unreadable: sum((notice) => notice.unreadable),
    lastGoodMs: oldest.length === 0 ? null : Math.min(...oldest),
    nextLookMs: next.length === 0 ? null : Math.min(...next),
  };
}
