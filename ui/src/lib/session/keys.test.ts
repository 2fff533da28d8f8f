import { describe, expect, it } from 'vitest';
import { globalKey, heldDown, wizardKey } from './keys';

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
    ['2', 'fleet'],
    ['3', 'plans'],
    ['4', 'launches'],
    ['n', 'new'],
    ['N', 'new'],
    [',', 'settings'],
    ['/', 'search'],
    ['?', 'keys'],
    ['r', 'look'],
    ['j', 'next'],
    ['K', 'previous'],
    ['F1', 'help'],
    ['Escape', 'escape'],
  ])('%s', (key, means) => {
    expect(pressed(key, document.createElement('div'))).toBe(means);
  });

  it('leaves letters to the field they are typed into', () => {
    expect(pressed('n', document.createElement('input'))).toBeNull();
    expect(pressed('1', document.createElement('textarea'))).toBeNull();
    expect(pressed(',', document.createElement('select'))).toBeNull();
  });

  it('helps wherever the cursor is', () => {
    expect(pressed('F1', document.createElement('input')), 'it types nothing').toBe('help');
  });

  it('leaves keys with a modifier to the window', () => {
    expect(pressed('n', document.createElement('div'), { ctrlKey: true }), 'Ctrl+N is not ours').toBeNull();
  });
});

/** The event of a key as its target would hear it. */
function heard(key: string, target: HTMLElement, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

describe('chords of the wizard', () => {
  it.each([
    [{ ctrlKey: true }, 'advance'],
    [{ metaKey: true }, 'advance'],
    [{ ctrlKey: true, shiftKey: true }, 'deploy'],
    [{ metaKey: true, shiftKey: true }, 'deploy'],
    [{}, null],
    [{ shiftKey: true }, null],
    [{ ctrlKey: true, altKey: true }, null],
  ] as const)('Enter with %o means %s', (more, means) => {
    expect(wizardKey(heard('Enter', document.createElement('input'), more)), 'B22: what advances never deploys').toBe(means);
  });
});

describe('a key held down', () => {
  const field = () => document.createElement('input');
  const button = () => document.createElement('button');
  it.each([
    ['walks a form', 'Enter', field(), { ctrlKey: true }, true],
    ['deploys', 'Enter', field(), { ctrlKey: true, shiftKey: true }, true],
    ['presses a button', 'Enter', button(), {}, true],
    ['presses a button by the space bar', ' ', button(), {}, true],
    ['closes one thing after the other', 'Escape', field(), {}, true],
    ['acts on the screen', 'r', document.createElement('div'), {}, true],
    ['moves in a table', 'ArrowDown', document.createElement('div'), {}, false],
    ['moves on', 'Tab', button(), {}, false],
    ['types', 'a', field(), {}, false],
    ['types blanks', ' ', field(), {}, false],
    ['takes back what was typed', 'Backspace', field(), {}, false],
  ] as const)('B22: %s: %s', (_what, key, target, more, swallowed) => {
    expect(heldDown(heard(key, target, { ...more, repeat: true })), 'held down, a key moves or types and does nothing else').toBe(
      swallowed,
    );
    expect(heldDown(heard(key, target, more)), 'the first press always counts').toBe(false);
  });
});
