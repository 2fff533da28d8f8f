// What was so once stays so: a column that came with a row does not go with it.

/** Whether it is so, or ever was since this was first asked. */
export function ever(isSo: () => boolean): () => boolean {
  let so = false;
  const now = $derived((so ||= isSo()));
  return () => now;
}
