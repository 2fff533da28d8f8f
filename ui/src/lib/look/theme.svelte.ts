// Light or dark, as chosen or as the system says, and the size of the text. Both are set on the root element.
import type { Theme } from '../transport/types';

interface Preference {
  readonly matches: boolean;
  addEventListener(type: 'change', listener: () => void): void;
}

/** The widest window, in pixels at 100 % text, that counts as narrow, and the highest that counts as low. */
const NARROW = 1000;
const LOW = 700;

export class Look {
  #theme: Theme = 'system';
  readonly #root: HTMLElement;
  readonly #systemDark: Preference | null;
  /** What is shown now. */
  dark = $state(false);
  /** The window is narrow for its text: the rail folds and panels stack. Media queries do not know the text size. */
  narrow = $state(false);
  /** The window is low for its text: pictures give way to rows. */
  low = $state(false);
  #width = Infinity;
  #height = Infinity;
  /** The text size as a factor: row heights in pixels follow it. */
  scale = $state(1);

  constructor(root: HTMLElement, systemDark: Preference | null) {
    this.#root = root;
    this.#systemDark = systemDark;
    systemDark?.addEventListener('change', () => this.#show());
    this.#show();
    // Styles follow the attribute whoever sets it; what is drawn by hand must too.
    new MutationObserver(() => (this.dark = root.dataset['theme'] === 'dark')).observe(root, { attributeFilter: ['data-theme'] });
  }

  apply(theme: Theme, textPercent: number): void {
    this.#theme = theme;
    this.scale = Math.min(200, Math.max(80, textPercent)) / 100;
    this.#root.style.fontSize = `${16 * this.scale}px`;
    this.resize(this.#width, this.#height);
    this.#show();
  }

  /** Takes the window's size, in pixels. */
  resize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.narrow = width / this.scale <= NARROW;
    this.low = height / this.scale <= LOW;
    this.#root.toggleAttribute('data-narrow', this.narrow);
    this.#root.toggleAttribute('data-low', this.low);
  }

  #show(): void {
    this.dark = this.#theme === 'dark' || (this.#theme === 'system' && this.#systemDark?.matches === true);
    this.#root.dataset['theme'] = this.dark ? 'dark' : 'light';
  }
}

/** The page's one look. */
export const look = new Look(
  document.documentElement,
  typeof window.matchMedia === 'function' ? window.matchMedia('(prefers-color-scheme: dark)') : null,
);
