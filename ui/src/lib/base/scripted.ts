// The other side of a controller in tests: answers written beforehand, calls written down, a clock wound by hand.
import { MemoryTransport, type Script } from '../transport/memory';
import { Failure } from '../transport/transport';
import type { AppError, Commands } from '../transport/types';
import type { After } from './outside';

/** The transport in memory, with a script that may change during a test. */
export class Scripted extends MemoryTransport {
  readonly script: Script;

  constructor(script: Script) {
    super(script);
    this.script = script;
  }

  /** The parameters of every call of this name, in order. */
  of<K extends keyof Commands>(name: K): Commands[K]['parameters'][] {
    return this.calls.filter((one) => one.name === name).map((one) => one.parameters as Commands[K]['parameters']);
  }
}

/** A clock that stands still until it is wound. */
export class HandClock {
  #now = 0;
  #due: { at: number; run: () => void }[] = [];

  readonly after: After = (ms, run) => {
    const entry = { at: this.#now + ms, run };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((one) => one !== entry);
    };
  };

  /** Winds on, runs what falls due in its order, and lets answered promises settle. */
  async wind(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#due.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#now = next.at;
      this.#due = this.#due.filter((one) => one !== next);
      next.run();
      await settle();
    }
    this.#now = until;
    await settle();
  }
}

/** Lets every promise that is already answered be seen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** A promise answered by hand. */
export function byHand<T>(): { promise: Promise<T>; answer: (value: T) => void; fail: (error: unknown) => void } {
  let answer: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  return { promise, answer, fail };
}

/** An error as it comes over the wire. */
export function wireError(code: AppError['code'], message: string, field?: string): AppError {
  return field === undefined ? { code, message, retryable: false } : { code, message, field, retryable: false };
}

/** A call that rejects as the transport does. */
export function rejected(code: AppError['code'], message: string, field?: string): Promise<never> {
  return Promise.reject(new Failure(wireError(code, message, field)));
}

/** Ids that can be told apart: id-1, id-2, … */
export function countedIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `id-${String(count)}`;
  };
}
