// Light or dark, as chosen or as the system says, and the size of the text. Both are set on the root element.
import type { Theme } from '../transport/types';

interface Preference {
  readonly matches: boolean;
  addEventListener(type: 'change', listener: () => void): void;
}

export class Look {
  #theme: Theme = 'system';
  readonly #root: HTMLElement;
  readonly #systemDark: Preference | null;
  /** What is shown now. */
  dark = $state(false);
  /** The text size as a factor: row heights in pixels follow it. */
  scale = $state(1);

  constructor(root: HTMLElement, systemDark: Preference | null) {
    this.#root = root;
    this.#systemDark = systemDark;
    systemDark?.addEventListener('change', () => this.#show());
    this.#show();
  }

  apply(theme: Theme, textPercent: number): void {
    this.#theme = theme;
    this.scale = Math.min(200, Math.max(80, textPercent)) / 100;
    this.#root.style.fontSize = `${16 * this.scale}px`;
    this.#show();
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
