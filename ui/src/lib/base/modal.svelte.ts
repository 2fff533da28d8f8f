// A native dialog over the page: the browser keeps the focus inside, and it is given back when the dialog goes.
import { untrack } from 'svelte';

/** How many are open: while any is, nothing behind it can be done from outside the page either. */
export const modals = $state({ open: 0 });

/** Opens it, and puts the focus into it. The answer closes it. */
export function openModal(dialog: HTMLDialogElement, first: HTMLElement | null): () => void {
  const before = document.activeElement;
  dialog.showModal();
  count(1);
  first?.focus();
  return () => {
    count(-1);
    dialog.close();
    // The element may be gone by the time the dialog is: then the browser's own choice stands.
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
}

/** Whoever opens a dialog does not follow the others. */
function count(by: number): void {
  untrack(() => {
    modals.open += by;
  });
}
