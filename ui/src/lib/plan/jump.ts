// From a problem to its field: the nearest part of the screen that bears its place, and in it what is wrong.
const FIELDS = 'input:not([type="hidden"]), select, textarea, button';

/** The folded part that a place's fields are in; null where they are never folded. */
export function foldOf(place: string): string | null {
  const [, head, field] = /^(request|back\.request)\.([a-zA-Z]+)/.exec(place) ?? [];
  if (head === undefined) return null;
  return `${head}.${field === 'flowUuid' || field === 'parameters' ? field : 'release'}`;
}

/** Brings the keyboard to the field of a place. */
export function jumpTo(root: HTMLElement, place: string): void {
  const parts = (foldOf(place) ?? place).split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const at = root.querySelector<HTMLElement>(`[data-place="${CSS.escape(parts.slice(0, length).join('.'))}"]`);
    if (at === null) continue;
    const field = at.matches(FIELDS)
      ? at
      : (at.querySelector<HTMLElement>('[aria-invalid="true"]') ??
        at.querySelector<HTMLElement>('input:not([type="radio"]), select, textarea') ??
        at.querySelector<HTMLElement>(FIELDS));
    (field ?? at).scrollIntoView({ block: 'center' });
    field?.focus();
    return;
  }
}
