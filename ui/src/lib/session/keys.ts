// The keys that work everywhere. A key typed into a field, or with a modifier, or while a dialog is open, belongs to that.

export type GlobalKey = 'deployments' | 'new' | 'settings' | 'search' | 'keys' | 'escape' | 'look';

export function globalKey(event: KeyboardEvent): GlobalKey | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === 'Escape') return 'escape';
  if (typedInto(event.target)) return null;
  switch (event.key) {
    case '1':
      return 'deployments';
    case 'n':
    case 'N':
      return 'new';
    case ',':
      return 'settings';
    case '/':
      return 'search';
    case '?':
      return 'keys';
    case 'r':
    case 'R':
      return 'look';
    default:
      return null;
  }
}

function typedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.closest('[role="menu"]') !== null;
}
