// The clipboard. WebKit takes a text only while it handles a press: one that has to be asked for first is promised to it then.

/** Puts a text there, which may still be on its way. Fails with why it could not be had, else where the window has no clipboard. */
export async function copyText(text: string | Promise<string>): Promise<void> {
  if (typeof text === 'string' || typeof ClipboardItem === 'undefined' || !('write' in navigator.clipboard)) {
    await navigator.clipboard.writeText(await text);
    return;
  }
  const promised = text.then((words) => new Blob([words], { type: 'text/plain' }));
  const writing = navigator.clipboard.write([new ClipboardItem({ 'text/plain': promised })]);
  // Told below, after why the text could not be had.
  promised.catch(() => undefined);
  writing.catch(() => undefined);
  await text;
  await writing;
}
