import { describe, expect, it } from 'vitest';
import { Look } from './theme.svelte';

class System {
  matches = false;
  listener: () => void = () => undefined;
  addEventListener(_type: 'change', listener: () => void): void {
    this.listener = listener;
  }
}

describe('the look', () => {
  it('follows the system until it is told otherwise', () => {
    const root = document.createElement('html');
    const system = new System();
    const look = new Look(root, system);
    expect(root.dataset['theme']).toBe('light');
    system.matches = true;
    system.listener();
    expect(root.dataset['theme'], 'the system went dark').toBe('dark');
    look.apply('light', 100);
    system.listener();
    expect(root.dataset['theme'], 'a choice outweighs the system').toBe('light');
  });

  it('hears of a theme that is set from outside', async () => {
    // B24: the picture kept the old colours.
    const root = document.createElement('html');
    const look = new Look(root, null);
    expect(look.dark).toBe(false);
    root.dataset['theme'] = 'dark';
    await new Promise((resolve) => setTimeout(resolve));
    expect(look.dark, 'what is drawn by hand follows the style').toBe(true);
  });

  it('counts a window as narrow by its text, not its pixels alone', () => {
    const root = document.createElement('html');
    const look = new Look(root, null);
    look.resize(1280, 800);
    expect(look.narrow).toBe(false);
    look.apply('system', 150);
    expect(look.narrow, '1280 pixels at 150 % are as narrow as 853').toBe(true);
    expect(root.hasAttribute('data-narrow'), 'styles see it').toBe(true);
    expect(look.low, 'and 800 as low as 533').toBe(true);
    look.apply('system', 100);
    expect([look.low, root.hasAttribute('data-low')]).toEqual([false, false]);
  });

  it('scales the text of the whole page, within reason', () => {
    const root = document.createElement('html');
    const look = new Look(root, null);
    look.apply('system', 125);
    expect(root.style.fontSize).toBe('20px');
    look.apply('system', 9000);
    expect(look.scale, 'never beyond 200 %').toBe(2);
  });
});
