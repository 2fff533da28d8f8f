// Rows as Rust packed them become the rows they were: one example that both sides are tested with.
import { expect, test } from 'vitest';
import example from './rows.example.json';
import { unpacked } from './rows';
import type { PackedRows } from './types';

// A list of pairs reads as a list of lists.
const packed = example.packed as unknown as PackedRows;

test('what crosses as columns is on the page the rows that it was', () => {
  const window = unpacked(packed);
  expect(window, 'row by row, field by field').toEqual(example.window);
  expect(new Set(window.rows.map((row) => row.state)).size, 'of many kinds').toBeGreaterThan(4);
});

test('a window without rows is one without rows', () => {
  const empty: PackedRows = { ...packed, ids: [], since: [], gone: [], causes: [], statuses: [], oddStarted: [], oddFinished: [] };
  expect(unpacked(empty).rows, 'and no trouble').toEqual([]);
});
