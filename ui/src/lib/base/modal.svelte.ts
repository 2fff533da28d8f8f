// A native dialog over the page: the browser keeps the focus inside, and it is given back when the dialog goes.
import { untrack } from 'svelte';
import { rememberFocus } from './focus';

/** How many are open: while any is, nothing behind it can be done from outside the page either. */
export const modals = $state({ open: 0 });

/** Opens it, and puts the focus into it. The answer closes it. */
export function openModal(dialog: HTMLDialogElement, first: HTMLElement | null): () => void {
  const giveBack = rememberFocus();
  dialog.showModal();
  count(1);
  first?.focus();
  return () => {
    count(-1);
    dialog.close();
    giveBack();
  };
}

/** Whoever opens a dialog does not follow the others. */
function count(by: number): void {
  untrack(() => {
    modals.open += by;
  });
}
