// A native dialog over the page: the browser keeps the focus inside, and it is given back when the dialog goes.
import { rememberFocus } from './focus';

/** Opens it, and puts the focus into it. The answer closes it. */
export function openModal(dialog: HTMLDialogElement, first: HTMLElement | null): () => void {
  const giveBack = rememberFocus();
  dialog.showModal();
  first?.focus();
  return () => {
    dialog.close();
    giveBack();
  };
}
