// What was so once stays so: a column that came with a row does not go with it.

/** Whether it is so, or ever was since this was first asked. */
export function ever(isSo: () => boolean): () => boolean {
  let was = false;
  const now = $derived.by(() => {
    was = was || isSo();
    return was;
  });
  return () => now;
}
