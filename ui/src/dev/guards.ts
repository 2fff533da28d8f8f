// The guards of the made-up core: one that counts, one that fired, one that sees nothing, as the address asks.
import { Failure } from '../lib/transport/transport';
import type { MemoryTransport, Script } from '../lib/transport/memory';
import type { AppError, GuardFiring, GuardRule, GuardTally, GuardView } from '../lib/transport/types';
import { NO_COUNTS, NOW } from './data';

const MIN = 60_000;
const RULE: GuardRule = {
  limits: [
    { type: 'failedShare', percent: 5, least: 50 },
    { type: 'noProgress', minutes: 15 },
  ],
  abort: true,
};
const TALLY: GuardTally = {
  atMs: NOW - 4000,
  finished: 8685,
  failed: 273,
  excused: 0,
  cause: null,
  lookedAt: 0,
  unchangedSinceMs: NOW - 4000,
  shortfall: null,
  unreadable: 0,
};

const FIRING: GuardFiring = {
  atMs: NOW - 3 * MIN,
  limit: { type: 'failedShare', percent: 5, least: 50 },
  tally: { ...TALLY, atMs: NOW - 3 * MIN, finished: 96, failed: 8 },
  counts: { ...NO_COUNTS, succeeded: 88, failed: 8, pending: 760, inProgress: 4 },
  abort: { type: 'asked', requestId: 'r', atMs: NOW - 3 * MIN, outcome: { type: 'accepted', message: 'Deployment abort requested.' } },
  acknowledgedMs: null,
};

export function guardOf(deployment: string, comment: string | null, rule: GuardRule): GuardView {
  return {
    id: `g ${deployment}`,
    connection: 'c1',
    deployment,
    comment,
    rule,
    stage: { type: 'armed' },
    armedMs: NOW - 20 * MIN,
    tally: TALLY,
    firings: [],
    blind: null,
    gap: null,
    unwritten: null,
  };
}

/** What there is to begin with: `armed`, `fired`, `refused` or `blind`; none else. */
export function guardsOf(kind: string | null): GuardView[] {
  if (kind === null) return [];
  const mine = guardOf('dp-e6a5-7e19', 'Gateway firmware 4.12.0, staged B', RULE);
  const fired: GuardView = {
    ...guardOf('dp-d90e-7abe', 'Camera models v9', RULE),
    stage: { type: 'fired' },
    firings: [FIRING],
  };
  switch (kind) {
    case 'armed':
      return [mine, fired];
    case 'fired':
      return [{ ...mine, stage: { type: 'fired' }, firings: [FIRING] }];
    case 'refused': {
      const error: AppError = {
        code: 'forbidden',
        message: 'The service answered 403: this token may look, but not abort.',
        retryable: false,
      };
      const abort: GuardFiring['abort'] = { type: 'asked', requestId: 'r', atMs: FIRING.atMs, outcome: { type: 'refused', error } };
      return [{ ...mine, stage: { type: 'fired' }, firings: [{ ...FIRING, abort }] }];
    }
    case 'blind':
      return [
        {
          ...mine,
          blind: { sinceMs: NOW - 9 * MIN, why: 'The service answered 401 to this token.', needsUser: true },
          gap: { fromMs: NOW - 60 * MIN, toMs: NOW - 22 * MIN },
        },
      ];
    default:
      return [];
  }
}

/** What is done to them. */
export function guardAnswers(transport: () => MemoryTransport): Script {
  const guards = (all: GuardView[]) => transport().notifyGuards({ guards: all });
  return {
    guard_arm: ({ deployment, comment, rule }) => {
      const guard = guardOf(deployment, comment, rule);
      guards([...transport().guards.guards.filter((one) => one.deployment !== deployment), guard]);
      return guard;
    },
    guard_acknowledge: ({ guard }) => {
      const known = transport().guards.guards.find((one) => one.id === guard);
      if (known === undefined) throw new Failure({ code: 'notFound', message: 'There is no such guard any more.', retryable: false });
      const again = { ...known, stage: { type: 'armed' as const } };
      guards(transport().guards.guards.map((one) => (one.id === guard ? again : one)));
      return again;
    },
    guard_disarm: ({ guard }) => {
      guards(transport().guards.guards.filter((one) => one.id !== guard));
      return null;
    },
  };
}
