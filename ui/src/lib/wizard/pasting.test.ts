// What a pasted text does to a draft's parameters, and what is said of it.
import { describe, expect, it } from 'vitest';
import type { PastedParameter, PastedParameters } from '../transport/types';
import { against, merged, summary } from './pasting';

function parameter(name: string, value: string): PastedParameter {
  return { name, value, line: 1, secret: false, findings: [] };
}

function pasted(parameters: PastedParameter[], refused: PastedParameters['refused'] = []): PastedParameters {
  return { format: 'env', parameters, refused };
}

const DRAFT = [
  { name: 'VERSION', value: '1' },
  { name: '', value: '' },
  { name: 'CHANNEL', value: 'stable' },
];

describe('a pasted text against the draft', () => {
  it('tells new, changed and same apart', () => {
    const rows = against(DRAFT, pasted([parameter('VERSION', '2'), parameter('CHANNEL', 'stable'), parameter('MODE', '')]));
    expect(rows.map(({ change, before }) => [change, before])).toEqual([
      ['changed', '1'],
      ['same', 'stable'],
      ['added', null],
    ]);
  });

  it('changes values where they stand and adds behind, verbatim', () => {
    const after = merged(DRAFT, [
      { name: 'MODE', value: ' fast\n' },
      { name: 'VERSION', value: '' },
    ]);
    expect(after, 'an empty row is no parameter, an empty value is one').toEqual([
      { name: 'VERSION', value: '' },
      { name: 'CHANNEL', value: 'stable' },
      { name: 'MODE', value: ' fast\n' },
    ]);
  });

  it.each([
    [[parameter('A', '1'), parameter('VERSION', '2')], [], 'Read as NAME=value lines: 1 new, 1 changed.'],
    [[parameter('VERSION', '1')], [{ line: 2, reason: '' }], 'Read as NAME=value lines: 1 unchanged, 1 line refused.'],
    [
      [],
      [
        { line: 2, reason: '' },
        { line: 3, reason: '' },
      ],
      'Read as NAME=value lines: 2 lines refused.',
    ],
  ])('says what it would do: %o', (parameters, refused, said) => {
    const found = pasted(parameters, refused);
    expect(summary(against(DRAFT, found), found)).toBe(said);
  });
});
