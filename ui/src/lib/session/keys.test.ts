import { describe, expect, it } from 'vitest';
import { heldDown, typedInto, wizardKey } from './keys';

/** The event of a key as its target would hear it. */
function heard(key: string, target: HTMLElement, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

it('what is typed belongs to its field', () => {
  const field = (name: string) => document.createElement(name);
  expect(
    ['input', 'textarea', 'select'].map((name) => typedInto(field(name))),
    'letters land there',
  ).toEqual([true, true, true]);
  expect(typedInto(field('button')), 'a button takes no letters').toBe(false);
});

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
