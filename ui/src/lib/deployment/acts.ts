// What can be done with the open deployment as a whole, and why not: one answer for its head, the palette and the keys.
import type { ConnectionView, DeploymentHead, GuardView, Notice } from '../transport/types';
import type { Offers } from '../actions/offered.svelte';
import { number } from '../locale';
import { nothingToAbort, ruledOut } from './words';

export type Act = 'retry' | 'again' | 'request' | 'compare' | 'export' | 'link' | 'guard' | 'abort' | 'live';

/** Of each why it cannot be done now; null where it can. */
export type WhyNot = Readonly<Record<Act, string | null>>;

export interface Known {
  readonly head: DeploymentHead | null;
  readonly notice: Notice | null;
  readonly guard: GuardView | null;
  readonly connection: ConnectionView | null;
  /** The moment of the past that is shown; null is the present. */
  readonly atMs: number | null;
  /** A draft is being made. */
  readonly busy: boolean;
}

export function whyNot({ head, notice, guard, connection, atMs, busy }: Known): WhyNot {
  const past = atMs === null ? null : 'The view shows the past: go back to Live first';
  const over = past ?? ruledOut(connection) ?? nothingToAbort(notice);
  const unknown = head === null ? 'Nothing is known of it yet' : null;
  const unseen = notice === null || notice.total + notice.gone === 0 ? 'No device was seen yet' : null;
  const drafting = busy ? 'A draft is being made' : null;
  // A guard that is armed can be disarmed, and one that fired tells what it saw, whatever else can be done.
  const guarded = guard !== null && (guard.firings.length > 0 || guard.stage.type === 'armed');
  return {
    retry: past ?? ((notice?.counts.failed ?? 0) === 0 ? 'No device failed' : drafting),
    again: past ?? drafting,
    request: unknown,
    compare: past ?? unknown,
    export: past ?? unseen,
    link: null,
    guard: guarded ? null : over,
    abort: over,
    live: atMs === null ? 'It is shown as it is now' : null,
  };
}

/** The same as the palette and the keys take it. */
export function offersOf(does: Readonly<Record<Act, () => void>>, why: WhyNot, failed: number): Offers {
  const retry = failed === 1 ? 'Retry the one failed device…' : `Retry the ${number(failed)} failed devices…`;
  return {
    'screen.export': { run: does.export, off: why.export },
    'deployment.retry': { run: does.retry, off: why.retry, ...(failed > 0 ? { label: retry } : {}) },
    'deployment.again': { run: does.again, off: why.again },
    'deployment.guard': { run: does.guard, off: why.guard },
    'deployment.compare': { run: does.compare, off: why.compare },
    'deployment.request': { run: does.request, off: why.request },
    'deployment.link': { run: does.link, off: why.link },
    'deployment.live': { run: does.live, off: why.live },
    'deployment.abort': { run: does.abort, off: why.abort },
  };
}
