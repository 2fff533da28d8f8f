// Who is chosen: the page says what it means, core keeps it, and each window says who that is now.
import { describe, expect, it } from 'vitest';
import type { Choose, Chosen, RowsView } from '../transport/types';
import { DeviceChoice, NOBODY } from './choice.svelte';
import { batchOutcomeWords, batchWords, chosenWords, nothingChosenToAbort } from './words';

const FAILED: RowsView = { states: ['failed'], gone: false, cause: null, text: '', sort: 'attention', descending: false, atMs: null };

function bench() {
  const changes: Choose[] = [];
  const watch = {
    view: FAILED,
    get asked() {
      return this.view;
    },
    typed: null as string | null,
    settle() {
      if (this.typed !== null) this.view = { ...this.view, text: this.typed };
    },
    change(change: Choose): Promise<Chosen> {
      changes.push(change);
      return Promise.resolve({ ...NOBODY, total: 2, rule: change.type === 'all' });
    },
  };
  return { watch, changes, choice: new DeviceChoice(watch) };
}

describe('choosing', () => {
  it('extends from the one that was chosen last by hand', async () => {
    const { choice, changes } = bench();
    await choice.extend('a');
    await choice.extend('c');
    await choice.extend('b');
    expect(changes, 'with nothing to begin at, the first is chosen alone').toEqual([
      { type: 'toggle', device: 'a' },
      { type: 'range', view: FAILED, from: 'a', to: 'c' },
      { type: 'range', view: FAILED, from: 'a', to: 'b' },
    ]);
  });

  it('chooses all that fit the search as it is written', async () => {
    const { choice, changes, watch } = bench();
    watch.view = { ...FAILED, text: 'gate' };
    watch.typed = '';
    await choice.all();
    expect(changes).toEqual([{ type: 'all', view: FAILED }]);
    expect(choice.whole, 'and that is the view that is chosen whole').toBe(true);
  });

  it('calls a view whole only while nothing was changed by hand, whatever its order', async () => {
    const { choice, watch } = bench();
    await choice.all();
    expect(choice.whole).toBe(true);
    watch.view = { ...FAILED, sort: 'took', descending: true };
    expect(choice.whole, 'the same devices in another order').toBe(true);
    watch.view = { ...FAILED, states: [] };
    expect(choice.whole, 'other devices').toBe(false);
    watch.view = FAILED;
    await choice.toggle('a');
    expect(choice.whole, 'one was taken out').toBe(false);
  });

  it('believes each window, and forgets with it', async () => {
    const { choice } = bench();
    await choice.all();
    choice.heard({ ...NOBODY, total: 5, rule: true });
    expect(choice.chosen.total, 'three more came to match').toBe(5);
    choice.heard(NOBODY);
    expect([choice.chosen.total, choice.whole], 'core forgot it: the watch was opened anew').toEqual([0, false]);
  });
});

describe('in words', () => {
  const counts = { ...NOBODY.counts, pending: 1200, failed: 3 };

  it('says who is chosen, and when nobody of them can be stopped', () => {
    expect(chosenWords({ counts, gone: 2 })).toBe('1,200 pending, 3 failed, 2 gone');
    expect(nothingChosenToAbort({ counts })).toBeNull();
    expect(nothingChosenToAbort({ counts: { ...NOBODY.counts, failed: 3 } })).toContain('nothing left to abort');
  });

  it('says how far it is, and what became of each', () => {
    expect(batchWords({ devices: 50, accepted: 9, unknown: 1, refused: 2, waitsUntilMs: null }, 0)).toBe(
      '12 of 50 asked · 2 refused · 1 without an answer',
    );
    const outcome = { accepted: 1, unknown: [], unknownCount: 2, refused: [], refusedCount: 1, unsent: 7, gaveUp: 'No.', again: 4 };
    expect(batchOutcomeWords(outcome)).toEqual([
      '1 request was accepted; the rows are marked until their devices stop.',
      'Of 2 requests nobody knows whether they arrived; the next looks will tell.',
      '1 request was refused.',
      '7 devices were not asked.',
      'It stopped by itself: No.',
    ]);
  });
});
