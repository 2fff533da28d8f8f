// What is typed into a plan and is no number stays what it is while its wave is folded away: what blocks the start can be seen.
import { cleanup, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { open } from '../../test/screen';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

const wave = (name: RegExp) => screen.findByRole('listitem', { name });

/** A written plan, with a wave unfolded, and a way to fold it and unfold it again. */
async function unfolded(name: RegExp) {
  const { user } = open({ plan: 'written' }, '#/plans/p-1');
  const card = await wave(name);
  const fold = () => within(card).getByRole('button', { name: /^Wave \d/ });
  if (fold().getAttribute('aria-expanded') === 'false') await user.click(fold());
  const again = async () => {
    await user.click(fold());
    expect(fold().getAttribute('aria-expanded')).toBe('false');
    await user.click(fold());
  };
  const field = (label: string) => within(card).getByRole<HTMLInputElement>('textbox', { name: label });
  return { user, card, again, field };
}

it('a number that is none comes back as it was typed, with what is wrong with it', async () => {
  const { user, card, again, field } = await unfolded(/Lab/);
  await user.clear(field('Per cent finished'));
  await user.type(field('Per cent finished'), 'abc');
  await again();
  expect(field('Per cent finished').value, 'not the number of before, which nobody sees any more').toBe('abc');
  within(card).getByText(/^A whole number from 0 to 100/);
  await user.clear(field('Per cent finished'));
  await user.type(field('Per cent finished'), '90');
  await again();
  expect([field('Per cent finished').value, within(card).queryByText(/^A whole number/)]).toEqual(['90', null]);
});

it('so do hours, each by itself', async () => {
  const { user, card, again, field } = await unfolded(/Hill sites/);
  for (const [label, text] of [
    ['From', 'eight'],
    ['Until', '17:30'],
  ] as const) {
    await user.clear(field(label));
    await user.type(field(label), text);
  }
  await again();
  expect([field('From').value, field('Until').value], 'what is a time was kept').toEqual(['eight', '17:30']);
  within(card).getByText('The first time is not written like 08:00.');
  await user.clear(field('Until'));
  await user.type(field('Until'), 'six');
  within(card).getByText('The second time is not written like 18:00.');
  await user.click(within(card).getByRole('checkbox', { name: 'Only in some hours' }));
  expect(within(card).queryByText(/time is not written/), 'what is not asked for can be no error').toBeNull();
});
