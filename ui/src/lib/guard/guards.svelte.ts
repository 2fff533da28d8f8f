// The guards of the whole session: their state as core tells it, and a note wherever the user is when one fires.
import { clockShort } from '../locale';
import { today } from '../look/clock.svelte';
import type { Says } from '../session/launches';
import { Failure, type Transport } from '../transport/transport';
import type { AppError, GuardFiring, GuardRule, GuardsNotice, GuardView } from '../transport/types';
import { abortFailed, abortWords, firedWords, nameOf } from './words';

/** Where a note of a guard leads. */
type ToDeployment = (connection: string, deployment: string) => void;

export class Guards {
  list: readonly GuardView[] = $state.raw([]);
  /** Core could not be asked for them: then nothing is known, which is not the same as none. */
  error: AppError | null = $state.raw(null);
  readonly #transport: Pick<Transport, 'call' | 'guardsWatch'>;
  readonly #notes: Says;
  readonly #toDeployment: ToDeployment;
  /** What notes were said of: a firing, its abort, a time without guard. */
  readonly #told = new Set<string>();

  constructor(transport: Pick<Transport, 'call' | 'guardsWatch'>, notes: Says, toDeployment: ToDeployment) {
    this.#transport = transport;
    this.#notes = notes;
    this.#toDeployment = toDeployment;
  }

  async start(epoch: number): Promise<void> {
    this.error = null;
    try {
      await this.#transport.guardsWatch(epoch, (notice) => this.#heard(notice));
    } catch (thrown) {
      this.error = Failure.of(thrown).error;
    }
  }

  /** The guard of a deployment; null where it never had one. */
  of(connection: string, deployment: string): GuardView | null {
    return this.list.find((guard) => guard.connection === connection && guard.deployment === deployment) ?? null;
  }

  /** The guard that waits for the outcome of a launch. */
  ofLaunch(requestId: string): GuardView | null {
    return this.list.find((guard) => guard.stage.type === 'waiting' && guard.stage.launch === requestId) ?? null;
  }

  /** Those that watch something, or have something to say: the ones that fired first. */
  get awake(): readonly GuardView[] {
    const fired = this.list.filter((guard) => guard.stage.type === 'fired');
    return [...fired, ...this.list.filter((guard) => guard.stage.type === 'armed')];
  }

  /** Arms a guard, or changes its rule; answers why it could not be. */
  arm(connection: string, deployment: string, comment: string | null, rule: GuardRule): Promise<AppError | null> {
    return this.#ask(() => this.#transport.call('guard_arm', { connection, deployment, comment, rule }));
  }

  /** The firing was seen: what failed so far counts no more. */
  acknowledge(guard: string): Promise<AppError | null> {
    return this.#ask(() => this.#transport.call('guard_acknowledge', { guard }));
  }

  disarm(guard: string): Promise<AppError | null> {
    return this.#ask(() => this.#transport.call('guard_disarm', { guard }));
  }

  /** Its new state comes by the notice, as for everybody else. */
  async #ask(call: () => Promise<unknown>): Promise<AppError | null> {
    try {
      await call();
      return null;
    } catch (thrown) {
      return Failure.of(thrown).error;
    }
  }

  #heard(notice: GuardsNotice): void {
    this.list = notice.guards;
    for (const guard of notice.guards) {
      const firing = guard.firings[0];
      if (guard.stage.type === 'fired' && firing !== undefined) this.#tellFiring(guard, firing);
      if (guard.stage.type === 'armed' && guard.gap?.toMs === null) this.#tellGap(guard, guard.gap.fromMs);
    }
  }

  #tellFiring(guard: GuardView, firing: GuardFiring): void {
    const key = `${guard.id} ${String(firing.atMs)}`;
    const failed = abortFailed(firing.abort);
    if (this.#first(key)) {
      this.#say(failed ? 'error' : 'warning', `Guard fired: ${nameOf(guard)}`, `${firedWords(firing)}. ${abortWords(firing.abort)}`, guard);
      if (failed) this.#told.add(`${key} abort`);
    } else if (failed && this.#first(`${key} abort`)) {
      this.#say('error', `The guard could not abort: ${nameOf(guard)}`, abortWords(firing.abort), guard);
    }
  }

  #tellGap(guard: GuardView, fromMs: number): void {
    if (!this.#first(`${guard.id} gap ${String(fromMs)}`)) return;
    const since = clockShort(fromMs, today());
    this.#say('info', `Guarded again: ${nameOf(guard)}`, `Nothing was guarded since ${since}, while Flightdeck was closed.`, guard);
  }

  #first(key: string): boolean {
    const first = !this.#told.has(key);
    this.#told.add(key);
    return first;
  }

  #say(tone: 'info' | 'warning' | 'error', title: string, message: string, { connection, deployment }: GuardView): void {
    const action =
      deployment === null ? undefined : { label: 'Open the deployment', run: () => this.#toDeployment(connection, deployment) };
    this.#notes.say(tone, title, message, action);
  }
}
