// What is watched in the background on the design-time page, for each mood of the desktop.
import type { MemoryTransport } from '../lib/transport/memory';
import type { LandingView, UpdateStage, UpdatesView } from '../lib/transport/types';
import { NOW } from './data';

export function landingOf(change: Partial<LandingView> = {}): LandingView {
  return {
    connection: 'c1',
    deployment: 'dp-e6a5-7e19',
    comment: 'Gateway firmware 4.2.0',
    launched: true,
    sinceMs: NOW - 900_000,
    counts: { pending: 1151, inProgress: 469, succeeded: 8100, failed: 280, aborted: 0, unknown: 0 },
    endsMs: NOW + 604_000_000,
    blind: null,
    ...change,
  };
}

/** What commands of the desktop answer: the bell is heard at once. */
export function deskAnswers(transport: () => MemoryTransport) {
  const tell = (landings: LandingView[]): void => {
    const { desk } = transport();
    transport().notifyDesk({ type: 'landings', landings, tray: desk.type === 'landings' && desk.tray });
  };
  const others = (deployment: string): LandingView[] => {
    const { desk } = transport();
    return desk.type === 'landings' ? desk.landings.filter((one) => one.deployment !== deployment) : [];
  };
  return {
    ...updateAnswers(transport),
    landing_hold: ({ connection, deployment, comment }: { connection: string; deployment: string; comment: string | null }) => {
      tell([...others(deployment), landingOf({ connection, deployment, comment, launched: false })]);
      return null;
    },
    landing_leave: ({ deployment }: { deployment: string }) => {
      tell(others(deployment));
      return null;
    },
  };
}

/** What is known of newer versions: one was found, unless it is changed. */
export function updatesOf(change: Partial<UpdatesView> = {}): UpdatesView {
  return { stage: { type: 'found', new: NEWER }, lookedMs: NOW - 7_200_000, failed: null, notNow: null, ...change };
}

const NEWER = {
  version: '1.1.0',
  notes:
    'Mends guards that asked twice after a restart.\nDevices that never reported are counted as such.\n\n<b>Markup</b> is text here, like everything else that is foreign.',
};

const GUARDED = 'A guard is armed, and does nothing while Flightdeck begins anew: disarm it first, or wait until it has ended.';

const NEWER_MOODS: Readonly<Record<string, UpdatesView>> = {
  looked: updatesOf({ stage: { type: 'idle' } }),
  newer: updatesOf(),
  guarded: updatesOf({ notNow: GUARDED }),
  fetching: updatesOf({ stage: { type: 'fetching', new: NEWER, bytes: 12_300_000, of: 41_000_000 } }),
  unsigned: updatesOf({ failed: 'Version 1.1.0 could not be fetched (the signature is another’s).' }),
  installed: updatesOf({ stage: { type: 'installed', new: NEWER } }),
};

function updateAnswers(transport: () => MemoryTransport) {
  const now = (): UpdatesView => transport().updates ?? updatesOf({ stage: { type: 'off' } });
  const to = (stage: UpdateStage): UpdatesView => {
    transport().notifyDesk({ type: 'updates', updates: updatesOf({ stage }) });
    return now();
  };
  return {
    menu_show: () => null,
    updates: now,
    updates_look: () => to({ type: 'found', new: NEWER }),
    update_install: () => to({ type: 'installed', new: NEWER }),
  };
}

/**
 * `held` watches the deployment on screen, `blind` sees nothing of it, `bare` is a system without a tray; `looked`, `newer`, `guarded`, `fetching`,
 * `unsigned` and `installed` are builds that update themselves.
 */
export function attachDesk(transport: MemoryTransport, mood: string | null): void {
  const landings =
    mood === 'held' ? [landingOf()] : mood === 'blind' ? [landingOf({ blind: 'api.connect.jfrog.io did not answer within 10 s.' })] : [];
  transport.desk = { type: 'landings', landings, tray: mood !== 'bare' };
  transport.updates = NEWER_MOODS[mood ?? ''] ?? null;
}
