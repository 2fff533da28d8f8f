// Looks at every frame from the first on, and writes down what was seen in one place and then stands in another, though nobody did anything.
import type { Waits } from './slow';

declare global {
  interface Window {
    /** What the window tests ask for. */
    moves?: Moves;
  }
}

/** Less than this is how an edge falls between two pixels. */
const NOTICED = 1.5;
/** What a person would call by the same name, though another element may stand for it once its data is there. */
const LANDMARKS: Readonly<Record<string, string>> = {
  title: 'main h1',
  tabs: 'main [role=tablist], main [role=tab]',
  counts: 'main [role=group][aria-label^=Show] > :first-child',
  picture: 'main [role=application]',
  search: 'main input[type=search]',
  table: 'main [role=grid]',
  'head of the table': 'main [role=columnheader]',
  'first row': 'main [role=grid] [role=row][aria-rowindex="2"]',
  rail: 'nav',
};

/** What is pressed, typed into or read as a name. Words that flow may give way to each other; these may not. */
const HELD = 'button, input, select, textarea, summary, a[href], h1, h2, h3, canvas, [role=slider], [role=tab], [role=columnheader]';

interface Place {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export class Moves {
  /** In words: what, from where, to where. */
  readonly found: string[] = [];
  frames = 0;
  /** The most that was looked at in a frame. */
  most = 0;
  readonly #waits: Waits;
  #elements = new Map<Element, Place>();
  #landmarks = new Map<string, Place>();

  constructor(waits: Waits) {
    this.#waits = waits;
    const frame = (): void => {
      this.#look();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /** Whether everything asked for was answered, and drawn since. */
  get quiet(): boolean {
    return this.#waits.open === 0 && performance.now() - this.#waits.lastMs > 500;
  }

  #look(): void {
    this.frames += 1;
    const seen = new Map<Element, Place>();
    const moved = new Set<Element>();
    for (const element of document.querySelectorAll(HELD)) {
      const place = placeOf(element);
      if (place === null) continue;
      seen.set(element, place);
      const before = this.#elements.get(element);
      if (before === undefined || !differs(before, place)) continue;
      moved.add(element);
      // What stands in something that moved has moved with it.
      if (!isIn(moved, element.parentElement)) this.#tell(told(element), before, place);
    }
    this.#elements = seen;
    this.most = Math.max(this.most, seen.size);
    for (const [name, selector] of Object.entries(LANDMARKS)) {
      const element = document.querySelector(selector);
      const place = element === null ? null : placeOf(element);
      const before = this.#landmarks.get(name);
      if (place === null) continue;
      if (before !== undefined && differs(before, place)) this.#tell(name, before, place);
      this.#landmarks.set(name, place);
    }
  }

  #tell(what: string, from: Place, to: Place): void {
    const at = ({ left, top }: Place): string => `${left.toFixed(1)}, ${top.toFixed(1)}`;
    this.found.push(`${what}: from ${at(from)} to ${at(to)}`);
  }
}

/** An edge that stays holds what grows or shrinks at the other. */
function differs(a: Place, b: Place): boolean {
  const by = (edge: keyof Place): boolean => Math.abs(a[edge] - b[edge]) > NOTICED;
  return (by('left') && by('right')) || (by('top') && by('bottom'));
}

function isIn(those: ReadonlySet<Element>, element: Element | null): boolean {
  for (let one = element; one !== null; one = one.parentElement) if (those.has(one)) return true;
  return false;
}

/** Null where it is not seen. */
function placeOf(element: Element): Place | null {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  if (right - left < 2 || bottom - top < 2) return null;
  if (right < 0 || bottom < 0 || left > window.innerWidth || top > window.innerHeight) return null;
  return element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ? { left, top, right, bottom } : null;
}

function told(element: Element): string {
  const words = (element.getAttribute('aria-label') ?? element.textContent).trim().replace(/\s+/g, ' ').slice(0, 50);
  return `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> “${words}”`;
}
