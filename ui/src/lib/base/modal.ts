// A native dialog over the page: the browser keeps the focus inside, and it is given back when the dialog goes.

/** Opens it, and puts the focus into it. The answer closes it. */
export function openModal(dialog: HTMLDialogElement, first: HTMLElement | null): () => void {
  const before = document.activeElement;
  dialog.showModal();
  first?.focus();
  return () => {
    dialog.close();
    // The element may be gone by the time the dialog is: then the browser's own choice stands.
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
}
