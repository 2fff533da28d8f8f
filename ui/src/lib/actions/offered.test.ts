import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Actions } from './offered.svelte';

describe('what can be done now', () => {
  it('is what the screens on show offer, the newest first, until they are left', () => {
    const done: string[] = [];
    const actions = new Actions();
    expect(actions.run('screen.search'), 'nobody can').toBe(false);
    const leave = actions.offer(() => ({
      'screen.search': { run: () => done.push('list') },
      'screen.look': { run: () => done.push('look') },
    }));
    const close = actions.offer(() => ({ 'screen.search': { run: () => done.push('dialog'), label: 'Search in the dialog' } }));
    expect([actions.run('screen.search'), actions.run('screen.look')], 'the newest that can').toEqual([true, true]);
    expect(
      actions.standing().map(({ label }) => label),
      'each once',
    ).toEqual(['Search in the dialog', 'Look now']);
    close();
    actions.run('screen.search');
    leave();
    expect([actions.run('screen.search'), done], 'a screen that was left does nothing more').toEqual([false, ['dialog', 'look', 'list']]);
  });

  it('is not done while there is a reason against it', () => {
    let off: string | null = 'Nothing moves any more';
    let aborted = 0;
    const actions = new Actions();
    actions.offer(() => ({ 'deployment.abort': { run: () => (aborted += 1), off } }));
    expect(actions.run('deployment.abort'), 'a key must not do what its button refuses').toBe(false);
    expect(actions.standing()[0]?.off, 'the palette says why').toBe('Nothing moves any more');
    off = null;
    expect([actions.run('deployment.abort'), aborted]).toEqual([true, 1]);
  });
});

describe('what is to be done on another screen', () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }));
  afterEach(() => vi.useRealTimers());

  it('waits for the screen, and is done once', () => {
    let ready = false;
    let opened = 0;
    const actions = new Actions();
    actions.runThere('deployment.abort', () => true);
    actions.offer(() => ({ 'deployment.abort': { run: () => (opened += 1), off: ready ? null : 'Nothing is known of it yet' } }));
    expect(opened, 'the screen is not that far').toBe(0);
    ready = true;
    actions.arrived();
    actions.arrived();
    expect(opened, 'once').toBe(1);
  });

  it('is not done where the user went on elsewhere', () => {
    let there = true;
    let opened = 0;
    const actions = new Actions();
    actions.runThere('deployment.abort', () => there);
    there = false;
    actions.offer(() => ({ 'deployment.abort': { run: () => (opened += 1) } }));
    there = true;
    actions.arrived();
    expect(opened, 'a dialog that stops another deployment than was meant must never open').toBe(0);
  });

  it('is given up after some seconds', () => {
    let opened = 0;
    const actions = new Actions();
    actions.runThere('deployment.retry', () => true);
    vi.setSystemTime(60_000);
    actions.offer(() => ({ 'deployment.retry': { run: () => (opened += 1) } }));
    expect(opened, 'nobody remembers by then that it was asked for').toBe(0);
  });
});
