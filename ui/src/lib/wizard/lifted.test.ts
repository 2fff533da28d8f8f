// What is forbidden until a moment is allowed from then on, and nobody has to touch anything.
import { cleanup, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { draftOf, readingOf } from '../../dev/reading';
import { mountApp } from '../../test/app';
import { whenLifted } from './lifted.svelte';

const DAY = 86_400_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

it('asks when the moment comes, however far away it is, and not before', () => {
  let asked = 0;
  whenLifted(Date.now() + 40 * DAY, () => (asked += 1));
  vi.advanceTimersByTime(40 * DAY - 1_000);
  expect(asked, 'more than a timer can hold is no moment that has come').toBe(0);
  vi.advanceTimersByTime(2_000);
  expect(asked).toBe(1);
  vi.advanceTimersByTime(DAY);
  expect(asked, 'and once').toBe(1);
});

it('goes by the clock of a computer that slept', () => {
  let asked = 0;
  whenLifted(Date.now() + DAY, () => (asked += 1));
  vi.setSystemTime(Date.now() + 2 * DAY);
  vi.advanceTimersByTime(61_000);
  expect(asked, 'within a minute of waking').toBe(1);
});

it('asks no more than each second about a moment that has passed, and never once forgotten', () => {
  let asked = 0;
  const forget = whenLifted(Date.now() - 5, () => (asked += 1));
  vi.advanceTimersByTime(999);
  expect(asked).toBe(0);
  forget();
  vi.advanceTimersByTime(DAY);
  expect(asked).toBe(0);
});

it('offers to deploy once the hours in which that is forbidden are over', async () => {
  vi.useRealTimers();
  const draft = draftOf('onlyProduction', 4);
  const untilMs = Date.now() + 1_500;
  const blocked = () => (Date.now() < untilMs ? { why: 'Your rules forbid it now.', untilMs } : null);
  mountApp('#/new', {
    draft_load: () => ({ id: 'd1', draft, savedMs: 1 }),
    draft_read: () => {
      const now = blocked();
      return { ...readingOf(draft), confirmPhrase: null, ...(now === null ? {} : { blocked: now }) };
    },
  });
  const deploy = await screen.findByRole<HTMLButtonElement>('button', { name: /^Deploy to/ });
  await screen.findByText('Nothing can be launched now');
  expect(deploy.disabled).toBe(true);
  await waitFor(() => expect([screen.queryByText('Nothing can be launched now'), deploy.disabled]).toEqual([null, false]));
});
