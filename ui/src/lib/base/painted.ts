// Waiting for the window to paint.

/** What is not seen is not painted: in a hidden window nobody waits longer than this. */
const HIDDEN_MS = 250;

/** Resolves once what was just changed has been painted, or soon where the window paints nothing. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    const hidden = setTimeout(resolve, HIDDEN_MS);
    requestAnimationFrame(() => {
      // The frame is painted after its callbacks: a task of its own comes after that.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        clearTimeout(hidden);
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  });
}
