// What a box shows is what is in force, whatever the browser makes of a press.
import { render } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { byHand, settle } from '../base/scripted';
import Choice from './Choice.svelte';
import ChooseAll from './ChooseAll.svelte';

/** A browser runs what a listener has set off before it goes on with the click; a press by script does not, so Svelte is told to. */
const asInABrowser = flushSync;

afterEach(() => document.body.replaceChildren());

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll('input')];
}

describe('a box whose click is taken', () => {
  it('shows what the click has changed', async () => {
    const props = $state({
      type: 'checkbox' as const,
      checked: false,
      onclick: (event: MouseEvent) => {
        event.preventDefault();
        props.checked = !props.checked;
        asInABrowser();
      },
    });
    render(Choice, props);
    for (const shown of [true, false]) {
      boxes()[0]?.click();
      await new Promise((resolve) => setTimeout(resolve));
      expect(boxes()[0]?.checked, 'the browser put back what it was before the click, and that is not so any more').toBe(shown);
    }
  });

  it('shows in the head of a table that all are chosen', async () => {
    const choice = $state({
      whole: false,
      chosen: { total: 3 },
      all: () => {
        choice.whole = true;
        asInABrowser();
        return Promise.resolve();
      },
      nobody: () => Promise.resolve(),
    });
    render(ChooseAll, { choice, shown: 3 });
    boxes()[0]?.click();
    await new Promise((resolve) => setTimeout(resolve));
    expect([boxes()[0]?.checked, boxes()[0]?.indeterminate], 'ticked, and not half').toEqual([true, false]);
  });
});

describe('a box that asks for a change', () => {
  it('shows the press until the answer, then what is in force', async () => {
    const asked = byHand<undefined>();
    render(Choice, { type: 'checkbox', checked: false, onchange: () => asked.promise.catch(() => undefined) });
    boxes()[0]?.click();
    await settle();
    expect(boxes()[0]?.checked, 'it is on its way').toBe(true);
    asked.fail(new Error('refused'));
    await settle();
    expect(boxes()[0]?.checked, 'it was refused, so it is not so').toBe(false);
  });

  it('shows at once that nothing came of it where no answer is awaited', async () => {
    render(Choice, { type: 'checkbox', checked: true, onchange: () => undefined });
    boxes()[0]?.click();
    await settle();
    expect(boxes()[0]?.checked, 'nothing has changed').toBe(true);
  });

  it('gives the mark back to the radio button that had it', async () => {
    for (const [value, checked] of [
      ['ask', true],
      ['tray', false],
    ] as const)
      render(Choice, { type: 'radio', name: 'closed', value, checked, onchange: () => Promise.resolve() });
    boxes()[1]?.click();
    await settle();
    expect(
      boxes().map((one) => one.checked),
      'the press on the second cleared the first',
    ).toEqual([true, false]);
  });
});
