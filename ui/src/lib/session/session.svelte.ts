// What the whole page shares: what the core said at start, the connections, the one in use, the settings, and the age of what is shown.
import { tellTimesIn } from '../locale';
import { look } from '../look/theme.svelte';
import { Failure, type Transport } from '../transport/transport';
import type { AppError, ConnectionsView, ConnectionView, Phase, Settings, StartNote } from '../transport/types';

/** How live the screen is, for the foot of the rail. */
export interface Liveness {
  phase: Phase;
  lastGoodMs: number | null;
  nextLookMs: number | null;
}

export type Start = { type: 'starting' } | { type: 'ready' } | { type: 'failed'; error: AppError };

export class Session {
  start: Start = $state.raw({ type: 'starting' });
  version = $state('');
  epoch = $state(0);
  connections: readonly ConnectionView[] = $state.raw([]);
  activeId: string | null = $state(null);
  settings: Settings = $state.raw({
    pollSeconds: 15,
    theme: 'system',
    textPercent: 100,
    zone: 'local',
    keepDays: 90,
    keepMegabytes: 1000,
    settleCauses: false,
  });
  startNotes: readonly StartNote[] = $state.raw([]);
  /** Set by the screen that watches something. */
  live: Liveness | null = $state.raw(null);
  readonly active = $derived(this.connections.find((connection) => connection.id === this.activeId) ?? null);
  readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  async boot(): Promise<void> {
    this.start = { type: 'starting' };
    try {
      const boot = await this.transport.call('boot', {});
      this.version = boot.version;
      this.epoch = boot.epoch;
      this.startNotes = boot.notes;
      this.applyConnections(boot);
      this.applySettings(boot.settings);
      this.start = { type: 'ready' };
    } catch (thrown) {
      this.start = { type: 'failed', error: Failure.of(thrown).error };
    }
  }

  /** Takes over what a command about connections answered. */
  applyConnections(view: ConnectionsView): void {
    this.connections = view.connections;
    this.activeId = view.active;
  }

  /** Takes over settings the core accepted, and shows them at once. */
  applySettings(settings: Settings): void {
    this.settings = settings;
    look.apply(settings.theme, settings.textPercent);
    tellTimesIn(settings.zone === 'utc' ? 'UTC' : null);
  }

  async select(connection: string): Promise<void> {
    this.applyConnections(await this.transport.call('connection_select', { connection }));
  }
}
