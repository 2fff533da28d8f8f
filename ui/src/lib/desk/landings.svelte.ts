// What is watched in the background, as core tells it; and where notifications, the tray and links from outside lead.
import type { Route } from '../session/router.svelte';
import { Failure, type Transport } from '../transport/transport';
import type { AppError, DeskNotice, LandingView, Place, Settings, UpdatesView } from '../transport/types';

interface Around {
  /** A notification, an item of the tray or a link was chosen. */
  lead: (connection: string, to: Route) => void;
  /** A link from outside leads nowhere. */
  unfollowed: (title: string, message: string) => void;
  /** Something was answered beside the window that is a setting. */
  set: (settings: Settings) => void;
  /** An action was chosen in the system's menu bar. */
  act: (action: string) => void;
  /** What is known of newer versions of Flightdeck. */
  updates: (view: UpdatesView) => void;
}

export class Landings {
  list: readonly LandingView[] = $state.raw([]);
  /** There is a tray, in which the window can be kept. */
  tray = $state(false);
  /** Core could not be asked for them: then nothing is known, which is not the same as none. */
  error: AppError | null = $state.raw(null);
  readonly #transport: Pick<Transport, 'call' | 'deskWatch'>;
  readonly #around: Around;

  constructor(transport: Pick<Transport, 'call' | 'deskWatch'>, around: Around) {
    this.#transport = transport;
    this.#around = around;
  }

  async start(epoch: number): Promise<void> {
    this.error = null;
    try {
      await this.#transport.deskWatch(epoch, (notice) => this.#heard(notice));
    } catch (thrown) {
      this.error = Failure.of(thrown).error;
    }
  }

  /** How a deployment is watched in the background; null where it is not. */
  of(connection: string, deployment: string): LandingView | null {
    return this.list.find((one) => one.connection === connection && one.deployment === deployment) ?? null;
  }

  /** Has a deployment watched, or no more. Its new state comes by the notice, as for everybody else. */
  async want(wanted: boolean, connection: string, deployment: string, comment: string | null): Promise<void> {
    if (wanted) await this.#transport.call('landing_hold', { connection, deployment, comment });
    else await this.#transport.call('landing_leave', { connection, deployment });
  }

  #heard(notice: DeskNotice): void {
    switch (notice.type) {
      case 'landings':
        this.list = notice.landings;
        this.tray = notice.tray;
        return;
      case 'lead':
        this.#lead(notice.place);
        return;
      case 'unfollowed':
        this.#around.unfollowed(notice.title, notice.message);
        return;
      case 'act':
        this.#around.act(notice.action);
        return;
      case 'updates':
        this.#around.updates(notice.updates);
        return;
      case 'set':
        this.#around.set(notice.settings);
    }
  }

  #lead(place: Place): void {
    switch (place.type) {
      case 'deployment':
        this.#around.lead(place.connection, { name: 'deployment', uuid: place.deployment });
        return;
      case 'device':
        this.#around.lead(place.connection, { name: 'deployment', uuid: place.deployment, device: place.device });
        return;
      case 'plan':
        this.#around.lead(place.connection, { name: 'plans', id: place.id });
        return;
      case 'deployments':
      case 'plans':
        this.#around.lead(place.connection, { name: place.type });
        return;
      case 'window':
    }
  }
}
