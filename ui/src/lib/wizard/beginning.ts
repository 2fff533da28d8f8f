// Beginning the batch that is the target of a draft. However often this is asked for, it is the same batch: core knows it by its id.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import { acceptedOf } from './judge';
import type { WizardEvent, WizardState } from './state';

/** Answers what came of it: core sends it from now on, or why nothing was begun. */
export async function beginBatch(calls: Calls, batch: string, state: WizardState): Promise<WizardEvent> {
  const { draft, reading, confirmation } = state;
  const phrase = (reading?.value.confirmPhrase ?? null) === null ? null : confirmation.trim();
  try {
    await calls.call('batch_start', { batch, draft, confirmation: phrase, accepted: acceptedOf(state) });
    return { type: 'begun', batch };
  } catch (thrown) {
    return { type: 'launchFailed', requestId: batch, error: Failure.of(thrown).error, certain: true };
  }
}
