// An unresolved launch in words: how far it was looked for, why that failed, and why a deployment is only perhaps the one.
import { lineOf } from '../failures';
import { absolute, counted } from '../locale';
import type { AppError, Candidate, Searched } from '../transport/types';

export function searchedWords({ deployments, whole, backToMs }: Searched): string {
  if (whole)
    return deployments === 0 ? 'The list was read whole; it is empty.' : `The whole list was read: ${counted(deployments, 'deployment')}.`;
  const one = deployments === 1;
  if (backToMs === null)
    return `${counted(deployments, 'deployment')} ${one ? 'was read; its time' : 'were read; their times'} could not be.`;
  return `The newest ${counted(deployments, 'deployment')} ${one ? 'was' : 'were'} read, back to ${absolute(backToMs)}.`;
}

/** Why a candidate is only perhaps the launch; nothing for one that fits. */
export function perhapsWords(candidate: Candidate): string | null {
  if (!candidate.perhaps) return null;
  return candidate.created.type === 'at'
    ? 'Perhaps: the comment fits, the time does not.'
    : 'Perhaps: the comment fits, the time cannot be read.';
}

/** Why looking for it failed, and what happens next. */
export function troubleWords(trouble: AppError): string {
  return `Looking for it failed. ${lineOf(trouble)} Flightdeck looks again by itself as soon as the service answers.`;
}
