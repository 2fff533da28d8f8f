// What is held down with a click.

/** With Ctrl, Shift or Cmd a click adds to what is chosen; alone it chooses anew. */
export function adds(event: MouseEvent): boolean {
  return event.ctrlKey || event.shiftKey || event.metaKey;
}
