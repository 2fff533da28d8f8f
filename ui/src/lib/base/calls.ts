// What a controller needs of the outside: calls, identifiers and a clock that can be wound by hand in tests.
import type { AppError, Commands } from '../transport/types';

/** The part of the transport a controller uses. */
export interface Calls {
  call<K extends keyof Commands>(name: K, parameters: Commands[K]['parameters']): Promise<Commands[K]['answer']>;
}

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

export const randomId: MakeId = () => crypto.randomUUID();

/** What a call rejected with, as the one error of the wire. Anything else is a defect of this program and says so. */
export function asAppError(thrown: unknown): AppError {
  const candidate = unwrap(thrown);
  if (candidate !== null) return candidate;
  return {
    code: 'internal',
    message: 'Something went wrong inside Flightdeck. Nothing you typed is lost; trying again may help.',
    retryable: true,
  };
}

function unwrap(thrown: unknown): AppError | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  const inner = 'error' in thrown ? thrown.error : 'appError' in thrown ? thrown.appError : null;
  if (inner !== null && looksLikeOne(inner)) return inner;
  return looksLikeOne(thrown) ? thrown : null;
}

function looksLikeOne(value: unknown): value is AppError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}
