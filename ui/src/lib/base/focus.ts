// Where the focus goes, and where it comes back to.
import { tick } from 'svelte';

/** What Tab reaches. */
const REACHED = ':is(a[href], button, input, select, textarea, summary, [tabindex="0"]):not([disabled])';

/** A new screen, or a part of one, was opened: reading starts at its name. */
export function takeFocus(element: HTMLElement): void {
  element.focus({ preventScroll: true });
}

/** Nothing has it: what had it is gone. */
export function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/**
 * Notes what has the focus; the answer gives it back. Where that is gone by then, or greyed, to what stands in its place: the nearest part of the
 * page that is left has it. Not beyond the screen: another one that came in its place has a beginning of its own.
 */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  if (!(before instanceof HTMLElement) || before === document.body) return () => undefined;
  // Noted now: what is taken out of the page has no neighbours any more.
  const around: { part: HTMLElement; place: number }[] = [];
  for (let part = before.parentElement; part !== null && !part.matches('main, nav, body'); part = part.parentElement) {
    const ahead = reached(part).filter((one) => one.compareDocumentPosition(before) & Node.DOCUMENT_POSITION_FOLLOWING);
    around.push({ part, place: ahead.filter((one) => !one.contains(before)).length });
  }
  return () => {
    if (took(before)) return;
    for (const { part, place } of around) {
      if (!part.isConnected) continue;
      const left = reached(part).filter((one) => one !== before);
      // Behind it first, as in a list that has moved up; then before it.
      if ([...left.slice(place), ...left.slice(0, place).reverse()].some(took)) return;
    }
  };
}

/** Once the page has changed: gives the focus on where nothing has it. */
export async function focusOtherwise(take: () => void): Promise<void> {
  await tick();
  if (isLost()) take();
}

/** Back on a screen: what led to the place that the user comes from has the focus again. Long tables see to their rows themselves. */
export function focusWhatOpens(place: string): Promise<void> {
  return focusOtherwise(() => document.querySelector<HTMLElement>(`[data-opens="${CSS.escape(place)}"]`)?.focus());
}

function reached(part: HTMLElement): HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>(REACHED)].filter((one) => one.getAttribute('tabindex') !== '-1');
}

function took(element: HTMLElement): boolean {
  if (!element.isConnected || element.matches(':disabled')) return false;
  element.focus();
  return document.activeElement === element;
}
