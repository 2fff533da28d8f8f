import { expect, it } from 'vitest';
import { OnceMore } from './onceMore';
import { byHand, settle } from './scripted';

/** Runs that are answered by hand, one after the other. */
function runs() {
  const started: ReturnType<typeof byHand<undefined>>[] = [];
  const one = new OnceMore(() => {
    const run = byHand<undefined>();
    started.push(run);
    return run.promise;
  });
  return { one, started };
}

it('runs once more, however often it was asked for meanwhile', async () => {
  const { one, started } = runs();
  const asked = [one.ask(), one.ask(), one.ask()];
  expect(started.length, 'two under way could end in either order').toBe(1);
  started[0]?.answer(undefined);
  await settle();
  expect(started.length, 'what changed meanwhile is in the second run').toBe(2);
  started[1]?.answer(undefined);
  await Promise.all(asked);
  expect([one.busy, started.length], 'and then there is nothing left to do').toEqual([false, 2]);
});

it('answers only when the run that was asked for has ended', async () => {
  const { one, started } = runs();
  void one.ask();
  let done = false;
  void one.ask().then(() => (done = true));
  started[0]?.answer(undefined);
  await settle();
  expect(done, 'the first run began before the second was asked for').toBe(false);
  started[1]?.answer(undefined);
  await settle();
  expect(done, 'now it ran').toBe(true);
});

it('takes back what waits, and waits for what cannot be taken back', async () => {
  const { one, started } = runs();
  void one.ask();
  void one.ask();
  let back = false;
  void one.takeBack().then(() => (back = true));
  await settle();
  expect(back, 'the run under way goes on').toBe(false);
  started[0]?.answer(undefined);
  await settle();
  expect([back, started.length], 'no second run follows').toEqual([true, 1]);
});

it('can be asked again after a run that failed', async () => {
  const { one, started } = runs();
  const first = one.ask();
  started[0]?.fail(new Error('no'));
  await expect(first, 'the failure is the asker’s').rejects.toThrow('no');
  void one.ask();
  expect(started.length, 'a failure does not block the next').toBe(2);
});
