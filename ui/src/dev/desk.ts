// What is watched in the background on the design-time page, for each mood of the desktop.
import type { MemoryTransport } from '../lib/transport/memory';
import type { LandingView } from '../lib/transport/types';
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

/** `held` watches the deployment on screen, `blind` sees nothing of it, `bare` is a system without a tray. */
export function deskOf(mood: string | null): MemoryTransport['desk'] {
  const landings =
    mood === 'held' ? [landingOf()] : mood === 'blind' ? [landingOf({ blind: 'api.connect.jfrog.io did not answer within 10 s.' })] : [];
  return { type: 'landings', landings, tray: mood !== 'bare' };
}
