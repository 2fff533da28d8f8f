// What a watch says, as tests make it up.
import type { Notice } from '../lib/transport/types';

/** Three devices that were looked at: one in progress, one that succeeded, one that failed. */
export function noticeOf(watch: number, more: Partial<Notice> = {}): Notice {
  return {
    watch,
    revision: 1,
    phase: { type: 'live' },
    counts: { pending: 0, inProgress: 1, succeeded: 1, failed: 1, aborted: 0, unknown: 0 },
    total: 3,
    gone: 0,
    changed: 3,
    lastGoodMs: 1,
    nextLookMs: 2,
    shortfall: null,
    unreadable: 0,
    abortRequested: 0,
    causesRevision: 1,
    ...more,
  };
}
