import { describe, expect, it } from 'vitest';
import type { ComparedCause, ComparedSide, Comparison, DeploymentRow } from '../transport/types';
import { causeGaps, changeLook, CHANGES, differenceWords, fateOf, fateWords, flippedWords, inOrder, sideGaps } from './words';

const SIDE: ComparedSide = {
  devices: 100,
  gone: 0,
  moving: 0,
  failed: 10,
  causesKnown: 10,
  timed: 0,
  medianMs: null,
  p95Ms: null,
  wholeMs: null,
};
const NO_CHANGES = { broke: 0, stillFails: 0, fixed: 0, otherwise: 0, open: 0, onlyA: 0, onlyB: 0, same: 0 };
const told = (a: Partial<ComparedSide>, b: Partial<ComparedSide>): Comparison => ({
  devices: 100,
  changes: NO_CHANGES,
  a: { ...SIDE, ...a },
  b: { ...SIDE, ...b },
  causes: [],
  moreCauses: 0,
});
const cause = (a: number, b: number): ComparedCause => ({ id: 0, text: 'x', step: null, exitCode: null, a, b });
const row = (uuid: string, ms: number | null): DeploymentRow => ({
  uuid,
  comment: null,
  created: ms === null ? { type: 'absent' } : { type: 'at', ms, zoneAssumed: false },
  kind: null,
  cve: { type: 'notScanned' },
  launched: null,
  status: { type: 'notLooked' },
});

describe('what a comparison says', () => {
  it('has a word of its own for each change', () => {
    expect(new Set(CHANGES.map((change) => changeLook(change).label)).size).toBe(CHANGES.length);
  });

  it('says what flipped, and when nothing did', () => {
    expect(flippedWords(NO_CHANGES)).toBe('No device flipped');
    expect(flippedWords({ ...NO_CHANGES, fixed: 1, broke: 2 })).toBe('1 device fixed, 2 broke');
  });

  it.each([
    [60_000, 72_000, '+12 s'],
    [72_000, 60_000, '−12 s'],
    [60_000, 60_200, ''],
    [null, 60_000, ''],
    [60_000, null, ''],
  ])('tells %s and %s apart as %s', (before, after, words) => {
    expect(differenceWords(before, after)).toBe(words);
  });

  it('says what is not known of a deployment', () => {
    expect(sideGaps(SIDE)).toBeNull();
    expect(sideGaps({ ...SIDE, moving: 7, gone: 2 })).toBe('7 of 100 not ended yet · 2 no longer named: not in it');
  });

  it('calls no cause gone or new while it may only not have been found', () => {
    expect([fateOf(cause(2, 0)), fateOf(cause(0, 2)), fateOf(cause(1, 1))]).toEqual(['gone', 'new', 'both']);
    expect(fateWords('gone', told({}, {}))).toBe('gone in B');
    expect(fateWords('gone', told({}, { causesKnown: 4 })), 'six failed devices of B may have it').toBe('not found in B so far');
    expect(fateWords('new', told({ causesKnown: 4 }, {}))).toBe('not found in A so far');
    expect(causeGaps(told({}, {}))).toBeNull();
    expect(causeGaps(told({ causesKnown: 4 }, {}))).toBe('known of 4 of 10 failed in A');
    expect(causeGaps(told({ causesKnown: 4 }, { causesKnown: 0 }))).toBe('known of 4 of 10 failed in A and of 0 of 10 failed in B');
  });

  it('puts the older deployment first, where both tell when they were made', () => {
    const ids = (one: DeploymentRow, other: DeploymentRow) => inOrder(one, other).map(({ uuid }) => uuid);
    expect(ids(row('new', 2), row('old', 1))).toEqual(['old', 'new']);
    expect(ids(row('old', 1), row('new', 2))).toEqual(['old', 'new']);
    expect(ids(row('x', null), row('old', 1)), 'nobody knows: as they were chosen').toEqual(['x', 'old']);
  });
});
