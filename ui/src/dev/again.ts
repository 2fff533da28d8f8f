// What can be deployed again, made up.
import type { Script } from '../lib/transport/memory';
import type { Again, AgainOffer } from '../lib/transport/types';
import { draftOf } from './reading';

const offer = (again: Again, label: string, detail: string, whyNot: string | null = null): AgainOffer => ({ again, label, detail, whyNot });

export function againAnswers(): Script {
  return {
    again_offers: () => [
      offer({ type: 'same' }, 'Deploy again', 'The same request, word for word.'),
      offer({ type: 'others' }, 'Deploy to others', 'The same flow, parameters and release; you choose the devices.'),
      offer({ type: 'retry', state: 'failed' }, 'Retry the failed', 'The 187 devices that were failed in it, when it was last seen.'),
      offer({ type: 'retry', state: 'aborted' }, 'Retry the aborted', '', 'None was aborted when it was last seen.'),
      offer({ type: 'retry', state: 'pending' }, 'Retry the pending', 'The 1,151 devices that were pending in it, when it was last seen.'),
      offer({ type: 'rollBack' }, 'Roll back', 'Sends again what “Gateway firmware 4.11.2” sent.'),
    ],
    draft_again: ({ again, of }) => {
      const whole = again.type === 'same' || again.type === 'rollBack';
      const extra = of.type === 'deployment' ? of.deployment : 'dp-e6a5-7e19';
      return {
        draft: {
          ...draftOf('filled'),
          step: 4,
          groups: ['Production'],
          filters: whole ? [] : [{ kind: 'deployment', operand: 'is', value: 'failed', extra }],
          comment: 'Retry: Gateway firmware',
        },
        known: true,
        notes: whole
          ? []
          : [
              'Groups and filters of the first launch are kept: a device that no longer fits them is not reached.',
              `The service decides at launch who that is: every device that is failed in ${extra} by then.`,
            ],
      };
    },
  };
}
