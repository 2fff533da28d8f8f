// What a controller takes of the outside: calls, a clock that tests wind by hand, and ids.
import type { Transport } from '../transport/transport';

/** The part of the transport a controller uses. */
export type Calls = Pick<Transport, 'call'>;

/** Runs something later; the answer cancels it. */
export type After = (ms: number, run: () => void) => () => void;

/** The window's own clock. */
export const windowAfter: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => {
    clearTimeout(timer);
  };
};

/** Makes the id of one press of a button. */
export type MakeId = () => string;
