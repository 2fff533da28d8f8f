// What a draft reaches: of this very draft or not at all, and always as of when.
import { describe, expect, it } from 'vitest';
import { byHand, rejected, Scripted } from '../base/scripted';
import type { Reach } from '../transport/types';
import { EMPTY_DRAFT } from './edits';
import { Reached } from './reached.svelte';
import { reachBasis, reachLine, reachNumber, takenWords } from './reachWords';
import { open } from './bench';

const REACH: Reach = {
  known: 10_000,
  yes: 261,
  perhaps: 9,
  taken: [{ field: 'filters.0', devices: 3110 }],
  groups: [],
  first: [],
  atMs: 0,
  reasons: [],
};
const MIN = 60_000;

describe('what a draft reaches', () => {
  it('is of the draft it was asked about; an answer to an earlier question is dropped', async () => {
    const first = byHand<Reach>();
    const calls = new Scripted({ reach: () => first.promise });
    const reached = new Reached(calls, 'c');
    const early = reached.ask(EMPTY_DRAFT, 1);
    calls.script.reach = () => ({ ...REACH, yes: 5 });
    await reached.ask(EMPTY_DRAFT, 2);
    first.answer(REACH);
    await early;
    expect([reached.of(2)?.yes, reached.of(1), reached.of(3)]).toEqual([5, null, null]);
  });

  it('is absent where nothing is known, and where it cannot be asked', async () => {
    const calls = new Scripted({ reach: () => ({ ...REACH, known: 0 }) });
    const reached = new Reached(calls, 'c');
    await reached.ask(EMPTY_DRAFT, 1);
    expect([reached.of(1), reached.lately]).toEqual([null, null]);
    calls.script.reach = () => rejected('internal', 'No.');
    await reached.ask(EMPTY_DRAFT, 1);
    expect(reached.lately).toBeNull();
  });

  it('is asked with each reading of the wizard, which needs no answer', async () => {
    const { wizard, calls, clock } = await open();
    expect([wizard.state.phase.type, wizard.reached.lately], 'no core knows of it here').toEqual(['editing', null]);
    calls.script.reach = () => REACH;
    wizard.edit({ type: 'addGroup', name: 'Test' });
    await clock.wind(1000);
    expect(calls.of('reach').at(-1)?.draft.groups).toEqual(['Test']);
    expect(wizard.reached.of(wizard.state.edition)?.yes).toBe(261);
  });
});

describe('in words', () => {
  it.each<[Partial<Reach>, string, string]>([
    [{}, '261 devices', 'as the fleet was seen 2 min ago; up to 9 more'],
    [{ perhaps: 0 }, '261 devices', 'as the fleet was seen 2 min ago'],
    [{ yes: 1, perhaps: 0 }, '1 device', 'as the fleet was seen 2 min ago'],
    [{ yes: 0 }, 'Up to 9 devices', 'as the fleet was seen 2 min ago'],
    [{ yes: 0, perhaps: 0 }, 'No device', 'as the fleet was seen 2 min ago'],
    [{ atMs: null }, '261 devices', 'as far as the fleet is known; up to 9 more'],
  ])('%o', (more, number, basis) => {
    const reach = { ...REACH, ...more };
    expect([reachNumber(reach), reachBasis(reach, 2 * MIN)]).toEqual([number, basis]);
    expect(reachLine(reach, 2 * MIN)).toBe(`${number}, ${basis}`);
  });

  it('does not count the seconds', () => {
    const said = [0, 5, 30, 59].map((seconds) => reachBasis({ ...REACH, perhaps: 0, atMs: 0 }, seconds * 1000));
    expect(new Set(said), 'a wizard at rest is not drawn for them').toEqual(new Set(['as the fleet was seen within the last minute']));
    expect(reachBasis({ ...REACH, perhaps: 0, atMs: 0 }, 60_000)).toBe('as the fleet was seen 1 min ago');
  });

  it('names what a filter takes away, and of what', () => {
    expect(takenWords(REACH, 'filters.0')).toEqual({ text: '−3,110', title: '3,110 of 10,000 known devices do not match this filter' });
    expect([takenWords(REACH, 'filters.1'), takenWords(null, 'filters.0')]).toEqual([null, null]);
  });
});
