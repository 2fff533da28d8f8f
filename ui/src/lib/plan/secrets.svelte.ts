// Which parameters of a plan's requests are secret: core tells it of a draft. Until it has, all of them are taken to be.
import type { Calls } from '../base/outside';
import type { Draft, Plan } from '../transport/types';

export class Secrets {
  /** By what decides it: the flow, and the names with their values. */
  #told: ReadonlyMap<string, readonly string[]> = $state.raw(new Map());
  /** The last that was told of the request, and of what is sent back: for what would flicker while typing. */
  #last: { request: readonly string[] | null; back: readonly string[] | null } = $state.raw({ request: null, back: null });
  readonly #calls: Calls;
  readonly #connection: string;

  constructor(calls: Calls, connection: string) {
    this.#calls = calls;
    this.#connection = connection;
  }

  of(which: 'request' | 'back', draft: Draft): readonly string[] {
    return this.#told.get(keyOf(draft)) ?? this.#last[which] ?? draft.parameters.map(({ name }) => name);
  }

  async read(plan: Plan): Promise<void> {
    await Promise.all([this.#ask('request', plan.request), this.#ask('back', plan.back?.request ?? null)]);
  }

  async #ask(which: 'request' | 'back', draft: Draft | null): Promise<void> {
    if (draft === null || draft.parameters.length === 0 || this.#told.has(keyOf(draft))) return;
    try {
      const { secrets } = await this.#calls.call('draft_read', { connection: this.#connection, draft });
      this.#told = new Map([[keyOf(draft), secrets]]);
      this.#last = { ...this.#last, [which]: secrets };
    } catch {
      // Then what was told before holds.
    }
  }
}

function keyOf({ flowUuid, parameters }: Draft): string {
  return JSON.stringify([flowUuid, parameters]);
}
