// A step in words, and the shape it is shown by.
import type { DeviceState, StepView } from '../transport/types';

export function stepFailed({ exitCode }: StepView): boolean {
  return exitCode !== null && exitCode !== 0;
}

/** Without an exit code nothing is known of how it went. */
export function stepState(step: StepView): DeviceState {
  if (step.exitCode === null) return 'pending';
  return stepFailed(step) ? 'failed' : 'succeeded';
}

export function stepName(step: StepView): string {
  return step.name === '' ? `Step ${step.index + 1}` : step.name;
}

export function stepWords(step: StepView): string {
  return `${step.index + 1}. ${stepName(step)}: ${step.exitCode === null ? 'no exit code' : `exit ${step.exitCode}`}`;
}
