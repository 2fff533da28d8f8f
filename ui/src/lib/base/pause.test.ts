import { expect, it } from 'vitest';
import { Pause } from './pause';
import { HandClock } from './scripted';

function paused() {
  const clock = new HandClock();
  let count = 0;
  const pause = new Pause(100, () => (count += 1), clock.after);
  return { clock, pause, ran: () => count };
}

it('runs once, after the last beginning', async () => {
  const { clock, pause, ran } = paused();
  pause.begin();
  await clock.wind(99);
  pause.begin();
  await clock.wind(99);
  expect(ran(), 'each letter begins the pause anew').toBe(0);
  await clock.wind(1);
  expect(ran(), 'then it runs').toBe(1);
});

it('ends at once when told to, and then not again', async () => {
  const { clock, pause, ran } = paused();
  pause.end();
  expect(ran(), 'nothing waits').toBe(0);
  pause.begin();
  pause.end();
  await clock.wind(1000);
  expect(ran(), 'the timer does not run it a second time').toBe(1);
});

it('forgets', async () => {
  const { clock, pause, ran } = paused();
  pause.begin();
  pause.forget();
  await clock.wind(1000);
  expect(ran(), 'what is not wanted does not run').toBe(0);
});
