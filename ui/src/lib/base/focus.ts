// Where the focus goes.

/** A new screen, or a part of one, was opened: reading starts at its name. */
export function takeFocus(element: HTMLElement): void {
  element.focus({ preventScroll: true });
}
