// One plan on screen: read again when something about it changed, acted on once a press.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, AskKind, PlanAct, PlanReading, PlanView } from '../transport/types';
import type { Plans } from './plans.svelte';

export class OpenedPlan {
  view: PlanView | null = $state.raw(null);
  /** It could not be read. */
  error: AppError | null = $state.raw(null);
  /** What its waves reach as far as the fleet is known, for those that were not sent; null where that cannot be told. */
  reading: PlanReading | null = $state.raw(null);
  /** Something that was pressed is under way. */
  busy = $state(false);
  readonly #calls: Calls;
  readonly #plans: Pick<Plans, 'load'>;
  readonly #id: string;
  #asked = 0;

  constructor(calls: Calls, plans: Pick<Plans, 'load'>, id: string) {
    this.#calls = calls;
    this.#plans = plans;
    this.#id = id;
  }

  /** Reads it; an answer to an earlier question is dropped. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await this.#plans.load(this.#id);
      if (asked === this.#asked) [this.view, this.error] = [view, null];
    } catch (thrown) {
      if (asked === this.#asked) ({ error: this.error } = Failure.of(thrown));
    }
  }

  /** What its waves reach; without it the board shows what was sent. */
  async read(): Promise<void> {
    const { view } = this;
    if (view === null) return;
    try {
      this.reading = await this.#calls.call('plan_read', { connection: view.connection, plan: view.plan });
    } catch {
      this.reading = null;
    }
  }

  /** What a person does to it. Answers why it was not done; a press while one is under way is that one. */
  act(act: PlanAct): Promise<AppError | null> {
    return this.#press(() => this.#calls.call('plan_act', { id: this.#id, act }));
  }

  /** Sends its first wave, with what was said yes to. */
  start(confirmation: string | null, accepted: readonly AskKind[]): Promise<AppError | null> {
    return this.#press(() => this.#calls.call('plan_start', { id: this.#id, confirmation, accepted: [...accepted] }));
  }

  async #press(call: () => Promise<PlanView>): Promise<AppError | null> {
    if (this.busy) return null;
    this.busy = true;
    try {
      const view = await call();
      // An answer that was asked for before knows less.
      this.#asked += 1;
      [this.view, this.error] = [view, null];
      return null;
    } catch (thrown) {
      return Failure.of(thrown).error;
    } finally {
      this.busy = false;
    }
  }
}
