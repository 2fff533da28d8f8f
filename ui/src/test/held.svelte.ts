// A value that a component follows, as it would one of a controller.

export class Held<T> {
  value: T = $state.raw() as T;

  constructor(value: T) {
    this.value = value;
  }
}
