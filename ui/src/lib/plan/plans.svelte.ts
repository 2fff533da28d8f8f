// The rollout plans of the whole session: where each stands, as core tells it, and a note wherever the user is when one halts or is done.
import type { Says } from '../session/launches';
import { Failure, type Transport } from '../transport/transport';
import type { AppError, PlanRow, PlansNotice, PlanStage, PlanView } from '../transport/types';

export class Plans {
  list: readonly PlanRow[] = $state.raw([]);
  /** Core has told them. */
  heard = $state(false);
  /** Grows with every change: what is on screen of a plan is asked for again. */
  revision = $state(0);
  /** Core could not be asked for them. */
  error: AppError | null = $state.raw(null);
  readonly #transport: Pick<Transport, 'call' | 'plansWatch'>;
  readonly #notes: Says;
  readonly #toPlan: (connection: string, plan: string) => void;
  #stages: ReadonlyMap<string, PlanStage['type']> = new Map();
  readonly #saving = new Map<string, Promise<unknown>>();
  #epoch = 0;

  constructor(transport: Pick<Transport, 'call' | 'plansWatch'>, notes: Says, toPlan: (connection: string, plan: string) => void) {
    this.#transport = transport;
    this.#notes = notes;
    this.#toPlan = toPlan;
  }

  async start(epoch: number): Promise<void> {
    this.#epoch = epoch;
    this.error = null;
    try {
      await this.#transport.plansWatch(epoch, (notice) => this.#heard(notice));
    } catch (thrown) {
      this.error = Failure.of(thrown).error;
    }
  }

  /** Asks core again to tell them. */
  again(): Promise<void> {
    return this.start(this.#epoch);
  }

  of(connection: string): readonly PlanRow[] {
    return this.list.filter((one) => one.connection === connection);
  }

  /** Those that send, or stopped by themselves and wait for somebody: these first. */
  get awake(): readonly PlanRow[] {
    const halted = this.list.filter((one) => one.stage.type === 'halted');
    return [...halted, ...this.list.filter((one) => one.stage.type === 'running')];
  }

  /** This is being saved: until it ended, nobody loads the plan. */
  saving(id: string, saved: Promise<void>): void {
    const all = Promise.allSettled([this.#saving.get(id), saved]);
    this.#saving.set(id, all);
    void all.then(() => {
      if (this.#saving.get(id) === all) this.#saving.delete(id);
    });
  }

  async load(id: string): Promise<PlanView> {
    await this.#saving.get(id);
    return await this.#transport.call('plan', { id });
  }

  #heard(notice: PlansNotice): void {
    this.heard = true;
    this.list = notice.plans;
    this.revision = notice.revision;
    for (const plan of notice.plans) this.#tell(plan);
    this.#stages = new Map(notice.plans.map(({ id, stage }) => [id, stage.type]));
  }

  /** Only what ends while somebody may look elsewhere is news. */
  #tell({ id, connection, name, stage }: PlanRow): void {
    if (this.#stages.get(id) !== 'running') return;
    const action = { label: 'Open the plan', run: () => this.#toPlan(connection, id) };
    if (stage.type === 'halted') this.#notes.say('error', `A plan halted: ${name}`, stage.why.text, action);
    if (stage.type === 'done') this.#notes.say('info', `A plan is done: ${name}`, '', action);
  }
}
