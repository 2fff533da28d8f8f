import { afterEach, describe, expect, it } from 'vitest';
import { focusOtherwise, focusWhatOpens, isLost, rememberFocus } from './focus';

function page(html: string): void {
  document.body.innerHTML = html;
}

function the(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no #${id}`);
  return element;
}

const focused = (): string | undefined => document.activeElement?.id;

afterEach(() => {
  document.body.innerHTML = '';
});

describe('what had the focus', () => {
  const LIST =
    '<main><ul id="list"><li><button id="a"></button></li><li><button id="b"></button></li><li><button id="c"></button></li></ul></main>';

  it('has it again', () => {
    page(LIST);
    the('b').focus();
    const giveBack = rememberFocus();
    the('c').focus();
    giveBack();
    expect(focused(), 'it is still there').toBe('b');
  });

  it('leaves it to what took its place where it was removed', () => {
    page(LIST);
    the('b').focus();
    const giveBack = rememberFocus();
    the('b').parentElement?.remove();
    giveBack();
    expect(focused(), 'the list has moved up: the next stands where it stood').toBe('c');
  });

  it('leaves it to the one before where it was the last', () => {
    page(LIST);
    the('c').focus();
    const giveBack = rememberFocus();
    the('c').parentElement?.remove();
    giveBack();
    expect(focused(), 'there is no next').toBe('b');
  });

  it('leaves it to its neighbour where it is greyed', () => {
    page(LIST);
    the('a').focus();
    const giveBack = rememberFocus();
    the('a').setAttribute('disabled', '');
    giveBack();
    expect(focused(), 'a greyed button takes no focus').toBe('b');
  });

  it('does not give it to another screen', () => {
    page(LIST);
    the('b').focus();
    const giveBack = rememberFocus();
    the('list').remove();
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<button id="other"></button>');
    giveBack();
    expect(isLost(), 'the screen that came in its place begins where it wants').toBe(true);
  });
});

describe('coming back', () => {
  it('finds what led away', async () => {
    page('<main><button data-opens="#/plans/p-1"></button><button id="led" data-opens="#/plans/p-2"></button></main>');
    await focusWhatOpens('#/plans/p-2');
    expect(focused(), 'the row of the plan that was open').toBe('led');
  });

  it('takes the focus from nobody', async () => {
    page('<main><h1 id="title" tabindex="-1"></h1><button data-opens="#/plans/p-2"></button></main>');
    the('title').focus();
    await focusWhatOpens('#/plans/p-2');
    await focusOtherwise(() => {
      throw new Error('the focus is not lost');
    });
    expect(focused(), 'the user is there already').toBe('title');
  });
});
