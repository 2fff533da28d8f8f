// How far a lost launch was looked for, in words.
import { absolute, counted } from '../locale';
import type { Searched } from '../transport/types';

export function searchedWords({ deployments, whole, backToMs }: Searched): string {
  if (whole)
    return deployments === 0 ? 'The list was read whole; it is empty.' : `The whole list was read: ${counted(deployments, 'deployment')}.`;
  const one = deployments === 1;
  if (backToMs === null)
    return `${counted(deployments, 'deployment')} ${one ? 'was read; its time' : 'were read; their times'} could not be.`;
  return `The newest ${counted(deployments, 'deployment')} ${one ? 'was' : 'were'} read, back to ${absolute(backToMs)}.`;
}
