// A value with listeners, in the shape Svelte reads as a store; controllers keep their state in one and know nothing of Svelte.

/** Reads a value and hears of its changes. */
export interface Heard<T> {
  subscribe(listener: (value: T) => void): () => void;
}

export class Held<T> implements Heard<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#value);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
