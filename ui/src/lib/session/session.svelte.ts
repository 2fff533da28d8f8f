// What the whole page shares: what the core said at start, the connections, the one in use, the settings, and the age of what is shown.
import { fontsAreThere } from '../base/fonts';
import { tellTimesIn } from '../locale';
import { Pause } from '../base/pause';
import { look } from '../look/theme.svelte';
import { STANDARD } from '../parts/arrangement';
import { Arrangement } from '../parts/arrangement.svelte';
import { Failure, type Transport } from '../transport/transport';
import type {
  AppError,
  ConnectionsView,
  ConnectionView,
  KeptLayout,
  Phase,
  Remembered,
  Settings,
  StartNote,
  TableName,
} from '../transport/types';

/** How live the screen is, for the foot of the rail. */
export interface Liveness {
  phase: Phase;
  lastGoodMs: number | null;
  nextLookMs: number | null;
}

export type Start = { type: 'starting' } | { type: 'ready' } | { type: 'failed'; error: AppError };

/** Columns are dragged and moved in many small steps: they are kept when the hand rests. */
const KEEP_MS = 400;
/** Who walks through screens rests on the last of them. */
const REMEMBER_MS = 250;

/** The settings until the core has told its own. */
export const FIRST_SETTINGS: Settings = {
  pollSeconds: 15,
  theme: 'system',
  textPercent: 100,
  zone: 'local',
  keepDays: 90,
  keepMegabytes: 1000,
  settleCauses: false,
  shortcuts: {},
  notifications: { finished: true, failing: true, stuck: true, guards: true, plans: true, launched: true, quiet: [] },
  whenClosed: 'ask',
  startAtLogin: false,
  lookForUpdates: true,
};

export class Session {
  start: Start = $state.raw({ type: 'starting' });
  version = $state('');
  epoch = $state(0);
  connections: readonly ConnectionView[] = $state.raw([]);
  activeId: string | null = $state(null);
  /** Connections that are removed in a moment, unless they are kept. */
  leaving: readonly string[] = $state.raw([]);
  settings: Settings = $state.raw(FIRST_SETTINGS);
  /** The system has a menu bar, which the page fills. */
  menuBar = false;
  startNotes: readonly StartNote[] = $state.raw([]);
  /** Set by the screen that watches something. */
  live: Liveness | null = $state.raw(null);
  readonly active = $derived(this.connections.find((connection) => connection.id === this.activeId) ?? null);
  readonly transport: Transport;
  #remembered: Remembered = { place: null, recent: [] };
  readonly #remembering = new Pause(REMEMBER_MS, () => {
    // Where it cannot be kept the next run begins elsewhere, which is no reason to interrupt anybody.
    this.transport.call('remember', { remembered: this.#remembered }).catch(() => undefined);
  });
  #changing: Promise<void> = Promise.resolve();
  #layouts: readonly KeptLayout[] = [];
  /** Arranged since they were last kept. */
  readonly #unkept = new Set<KeptLayout>();
  readonly #keeping = new Pause(KEEP_MS, () => this.#keepLayouts());

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Asks core for everything. Answers with where the last run ended; null where that was nowhere, or where core could not be asked. */
  async boot(): Promise<string | null> {
    this.start = { type: 'starting' };
    try {
      const [boot] = await Promise.all([this.transport.call('boot', {}), fontsAreThere()]);
      this.version = boot.version;
      this.epoch = boot.epoch;
      this.startNotes = boot.notes;
      this.menuBar = boot.menuBar ?? false;
      this.#layouts = boot.layouts ?? [];
      this.#remembered = boot.remembered;
      this.applyConnections(boot);
      this.applySettings(boot.settings);
      this.start = { type: 'ready' };
      return boot.remembered.place;
    } catch (thrown) {
      this.start = { type: 'failed', error: Failure.of(thrown).error };
      return null;
    }
  }

  /** What a screen watches is as live as this; null once it is left, or while nothing was seen. */
  show(live: Liveness | null): void {
    this.live = live === null ? null : { phase: live.phase, lastGoodMs: live.lastGoodMs, nextLookMs: live.nextLookMs };
  }

  /** Takes over what a command about connections answered. */
  applyConnections(view: ConnectionsView): void {
    this.connections = view.connections;
    this.activeId = view.active;
  }

  leaves(connection: string, leaves: boolean): void {
    this.leaving = [...this.leaving.filter((one) => one !== connection), ...(leaves ? [connection] : [])];
  }

  /** Takes over settings the core accepted, and shows them at once. */
  applySettings(settings: Settings): void {
    this.settings = settings;
    look.apply(settings.theme, settings.textPercent);
    tellTimesIn(settings.zone === 'utc' ? 'UTC' : null);
  }

  /** Where the user was, and what was done from the palette, the last first. */
  get remembered(): Remembered {
    return this.#remembered;
  }

  /** The next run begins with this. */
  remember(change: Partial<Remembered>): void {
    this.#remembered = { ...this.#remembered, ...change };
    this.#remembering.begin();
  }

  /** Changes settings from anywhere; what core accepted takes effect. One after the other: each is sent whole, and would undo what it does not know of. */
  change(change: Partial<Settings>): Promise<void> {
    const changed = this.#changing.then(async () => {
      this.applySettings(await this.transport.call('settings_set', { settings: { ...this.settings, ...change } }));
    });
    // A failure is that of who asked, and not of the next.
    this.#changing = changed.catch(() => undefined);
    return changed;
  }

  /** How a table of a connection is arranged; what the user changes is kept. */
  arrangement(connection: string, table: TableName): Arrangement {
    const kept = (one: KeptLayout): boolean => one.connection === connection && one.table === table;
    return new Arrangement(this.#layouts.find(kept)?.layout ?? STANDARD, (layout) => {
      for (const one of this.#unkept) if (kept(one)) this.#unkept.delete(one);
      const now = { connection, table, layout };
      this.#unkept.add(now);
      this.#layouts = [...this.#layouts.filter((one) => !kept(one)), now];
      this.#keeping.begin();
    });
  }

  #keepLayouts(): void {
    // Where they cannot be kept they hold until the end of this run, which is no reason to interrupt anybody.
    for (const layout of this.#unkept) this.transport.call('table_layout_set', layout).catch(() => undefined);
    this.#unkept.clear();
  }

  /** Uses another connection. What leads away from the place of the one before is done with it: no screen asks one fleet for what is of the other. */
  async select(connection: string, lead: () => void): Promise<void> {
    this.applyConnections(await this.transport.call('connection_select', { connection }));
    lead();
  }
}
