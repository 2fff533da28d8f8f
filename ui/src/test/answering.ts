// A made-up core that answers one command otherwise from now on.
import { Failure } from '../lib/transport/transport';
import type { MemoryTransport } from '../lib/transport/memory';
import type { AppError, Commands } from '../lib/transport/types';

type Answer<K extends keyof Commands> = (
  parameters: Commands[K]['parameters'],
  usual: () => Promise<Commands[K]['answer']>,
) => Commands[K]['answer'] | Promise<Commands[K]['answer']>;

/** From now on this answers the command; `usual` is what the script says to it. */
export function answering<K extends keyof Commands>(transport: MemoryTransport, name: K, answer: Answer<K>): void {
  const call = transport.call.bind(transport);
  transport.call = async (asked, parameters) => {
    if ((asked as string) !== name) return await call(asked, parameters);
    // The name tells the command, which the types cannot see.
    return await answer(parameters, () => call(name, parameters as never));
  };
}

/** From now on the command fails. */
export function failing(transport: MemoryTransport, name: keyof Commands, more: Partial<AppError> = {}): void {
  answering(transport, name, () => {
    throw new Failure({ code: 'unreachable', message: 'It did not answer within 10 s.', retryable: true, ...more });
  });
}
