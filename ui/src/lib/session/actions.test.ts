import { expect, it } from 'vitest';
import { Actions } from './actions';

it('does what the screen on show offered, until it is left', () => {
  const done: string[] = [];
  const actions = new Actions();
  expect(actions.run('search'), 'nobody can').toBe(false);
  const leave = actions.offer({ search: () => done.push('list'), look: () => done.push('look') });
  const close = actions.offer({ search: () => done.push('dialog') });
  expect([actions.run('search'), actions.run('look')], 'the newest that can').toEqual([true, true]);
  close();
  actions.run('search');
  leave();
  expect([actions.run('search'), done], 'a screen that was left does nothing more').toEqual([false, ['dialog', 'look', 'list']]);
});
