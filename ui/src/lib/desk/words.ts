// The words about watching in the background.
import { absolute } from '../locale';
import { LANDING_END_RULE, type LandingView } from '../transport/types';

/** What the toggle does, and until when; `past` says why nothing can be changed. */
export function toggleTitle(landing: LandingView | null, finished: boolean): string {
  if (landing === null && finished) return 'It has finished: there is nothing left to tell';
  const told = 'You are told when it finishes, begins to fail or gets stuck, while the window is not in front.';
  if (landing === null) return `Tell me when it lands\n${told}\n${LANDING_END_RULE}`;
  const lines = [`You are told when it lands${landing.launched ? ', because it was launched here' : ''}`, told, LANDING_END_RULE];
  lines.push(`Where no device moves, it ends on ${absolute(landing.endsMs)}.`);
  if (landing.blind !== null) lines.push(`It sees nothing just now: ${landing.blind}`);
  return lines.join('\n');
}
