import { describe, expect, it } from 'vitest';
import { globalKey } from './keys';

function pressed(key: string, target: HTMLElement, more: KeyboardEventInit = {}): ReturnType<typeof globalKey> {
  let answer: ReturnType<typeof globalKey> = null;
  document.body.append(target);
  target.addEventListener('keydown', (event) => (answer = globalKey(event)), { once: true });
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  target.remove();
  return answer;
}

describe('global keys', () => {
  it.each([
    ['1', 'deployments'],
    ['n', 'new'],
    ['N', 'new'],
    [',', 'settings'],
    ['/', 'search'],
    ['?', 'keys'],
    ['r', 'look'],
    ['Escape', 'escape'],
  ])('%s', (key, means) => {
    expect(pressed(key, document.createElement('div'))).toBe(means);
  });

  it('leaves letters to the field they are typed into', () => {
    expect(pressed('n', document.createElement('input'))).toBeNull();
    expect(pressed('1', document.createElement('textarea'))).toBeNull();
    expect(pressed(',', document.createElement('select'))).toBeNull();
  });

  it('leaves keys with a modifier to the window', () => {
    expect(pressed('n', document.createElement('div'), { ctrlKey: true }), 'Ctrl+N is not ours').toBeNull();
  });
});
