// What the wizard asks of core while it is typed: what fits, what a pasted text holds, what the user says of a flow.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, Draft, PastedParameters, Suggested, SuggestedKind, Suggestions } from '../transport/types';
import type { WizardEvent } from './state';

export class Asks {
  readonly #calls: Calls;
  readonly #connection: string;

  constructor(calls: Calls, connection: string) {
    this.#calls = calls;
    this.#connection = connection;
  }

  /** What core reads from a draft. */
  async read(draft: Draft, edition: number): Promise<WizardEvent> {
    try {
      return { type: 'read', edition, value: await this.#calls.call('draft_read', { connection: this.#connection, draft }) };
    } catch (thrown) {
      return { type: 'readFailed', error: Failure.of(thrown).error };
    }
  }

  /** Keeps a draft as typed, in the place of what was kept of it; null where nothing is kept. */
  async save(id: string, draft: Draft): Promise<WizardEvent | null> {
    try {
      const { savedMs } = await this.#calls.call('draft_save', { connection: this.#connection, id, draft });
      return savedMs === null ? null : { type: 'saved', atMs: savedMs };
    } catch (thrown) {
      return { type: 'saveFailed', error: Failure.of(thrown).error };
    }
  }

  /** What there is to choose from; null where that cannot be told: a convenience, without which everything can still be typed. */
  async suggestions(): Promise<WizardEvent | null> {
    try {
      return { type: 'suggested', suggestions: await this.#calls.call('suggestions', { connection: this.#connection }) };
    } catch {
      return null;
    }
  }

  /** The launches of which nobody knows what became. */
  async unresolved(): Promise<WizardEvent> {
    try {
      return { type: 'unresolved', launches: await this.#calls.call('launches_unresolved', { connection: this.#connection }) };
    } catch (thrown) {
      return { type: 'unresolvedFailed', error: Failure.of(thrown).error };
    }
  }

  /** Known devices or deployments that fit what is typed. */
  async suggest(what: SuggestedKind, text: string): Promise<readonly Suggested[]> {
    try {
      return await this.#calls.call('fleet_suggest', { connection: this.#connection, what, text: text.trim() });
    } catch {
      // Suggestions are a convenience: without them everything can still be typed.
      return [];
    }
  }

  /** What parameters a pasted text holds. Rejects with the reason where it cannot be read. */
  readPasted(text: string): Promise<PastedParameters> {
    return this.#calls.call('parameters_paste', { text });
  }

  /** Names a flow on this computer; an empty name takes it away. */
  async nameFlow(flow: string, name: string): Promise<{ suggestions: Suggestions } | { error: AppError }> {
    const named = { connection: this.#connection, flowUuid: flow.trim(), name: name.trim() };
    try {
      return { suggestions: await this.#calls.call('flow_name_set', named) };
    } catch (thrown) {
      return { error: Failure.of(thrown).error };
    }
  }

  /** Keeps with a flow whether one of its parameters is secret. Answers why it could not be kept. */
  async markSecret(flowUuid: string, name: string, secret: boolean): Promise<AppError | null> {
    // Without them the mark stays in the draft alone, and is kept with the flow when it is launched.
    if (flowUuid.trim() === '' || name.trim() === '') return null;
    try {
      await this.#calls.call('parameter_secret_set', { connection: this.#connection, flowUuid, name, secret });
      return null;
    } catch (thrown) {
      return Failure.of(thrown).error;
    }
  }
}
