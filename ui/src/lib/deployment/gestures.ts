// What pointers do on the fleet picture: one that is dragged moves it, two that part look closer, and the click that ends either is none.

/** A pointer that moved less than so far, in CSS pixels, has clicked. */
const STILL = 4;

interface Point {
  x: number;
  y: number;
}

interface Acts {
  /** A drag begins; false where there is nothing to move. */
  begin: () => boolean;
  /** It has come so far, in CSS pixels. */
  drag: (dx: number, dy: number) => void;
  /** Two pointers are so many times further from each other than when last told. */
  pinch: (factor: number, middle: Point) => void;
}

export class Gestures {
  readonly #acts: Acts;
  readonly #points = new Map<number, Point>();
  #start: Point | null = null;
  #dragging = false;
  #moved = false;

  constructor(acts: Acts) {
    this.#acts = acts;
  }

  down(id: number, at: Point): void {
    if (this.#points.size === 0) this.#moved = false;
    this.#points.set(id, at);
    this.#start = at;
    // A second pointer makes it something else.
    this.#dragging = false;
    if (this.#points.size > 1) this.#moved = true;
  }

  move(id: number, at: Point): void {
    const before = this.#points.get(id);
    if (before === undefined) return;
    const others = [...this.#points].filter(([one]) => one !== id).map(([, point]) => point);
    this.#points.set(id, at);
    const [other] = others;
    if (others.length === 1 && other !== undefined) {
      const [was, is] = [far(before, other), far(at, other)];
      if (was > 0 && is > 0) this.#acts.pinch(is / was, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
      return;
    }
    if (others.length > 0 || this.#start === null) return;
    if (!this.#dragging && far(this.#start, at) >= STILL && !this.#moved) {
      this.#moved = true;
      this.#dragging = this.#acts.begin();
    }
    if (this.#dragging) this.#acts.drag(at.x - this.#start.x, at.y - this.#start.y);
  }

  up(id: number): void {
    this.#points.delete(id);
    this.#dragging = false;
  }

  /** A pointer is down and moves the picture. */
  get busy(): boolean {
    return this.#dragging || this.#points.size > 1;
  }

  /** Whether the click that comes now ends a drag or a pinch. */
  get moved(): boolean {
    return this.#moved;
  }
}

function far(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
