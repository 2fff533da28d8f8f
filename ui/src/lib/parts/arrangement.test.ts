import { describe, expect, it } from 'vitest';
import type { TableLayout } from '../transport/types';
import { arranged, canMove, isHidden, ordered, STANDARD, tracksOf, widthsOf, withHidden, withMoved, withWidth } from './arrangement';

const COLUMNS = [
  { key: 'box', track: '2rem', pinned: 'start' as const },
  { key: 'name', track: '9rem' },
  { key: 'id', track: '1fr' },
  { key: 'why', track: '2fr' },
  { key: 'took', track: '7rem' },
  { key: 'act', track: '8rem', pinned: 'end' as const },
];

const keys = (layout: TableLayout, columns: readonly (typeof COLUMNS)[number][] = COLUMNS): string =>
  arranged(columns, layout)
    .map((one) => one.key)
    .join(' ');
const of = (...names: string[]): TableLayout => ({ columns: names.map((key) => ({ key, width: null, hidden: false })), order: null });

describe('the arrangement of columns', () => {
  it.each([
    ['the standard', STANDARD, 'box name id why took act'],
    ['another order', of('took', 'why', 'id', 'name'), 'box took why id name act'],
    ['what is not named follows what it follows in the standard', of('why', 'name'), 'box why took name id act'],
    ['the first of the standard comes first', of('took', 'id'), 'box name took id why act'],
    ['what nobody knows is passed over', of('mood', 'took', 'phase'), 'box name id why took act'],
    ['what stays in place is not moved', of('act', 'took', 'box', 'name', 'id', 'why'), 'box took name id why act'],
  ])('%s', (_what, layout, expected) => {
    const shown = keys(layout).split(' ');
    expect([...shown].sort(), 'every column once').toEqual([...expected.split(' ')].sort());
    expect(keys(layout)).toBe(expected);
  });

  it('hides and shows, but not what stays in place', () => {
    const hidden = withHidden(COLUMNS, STANDARD, 'id', true);
    expect(keys(hidden)).toBe('box name why took act');
    expect([isHidden(hidden, 'id'), ordered(COLUMNS, hidden).length], 'it can be found again').toEqual([true, 6]);
    expect(keys(withHidden(COLUMNS, hidden, 'id', false)), 'where it was').toBe(keys(STANDARD));
    expect(keys(withHidden(COLUMNS, STANDARD, 'box', true))).toBe(keys(STANDARD));
  });

  it('moves a column by a place, to the ends and not beyond', () => {
    let layout = STANDARD;
    for (const expected of ['name why id took', 'why name id took', 'why name id took']) {
      layout = withMoved(COLUMNS, layout, 'why', -1);
      expect(keys(layout)).toBe(`box ${expected} act`);
    }
    expect([canMove(COLUMNS, layout, 'why', -1), canMove(COLUMNS, layout, 'why', 1)]).toEqual([false, true]);
    expect(keys(withMoved(COLUMNS, layout, 'act', -1)), 'what stays in place does').toBe(keys(layout));
    expect(keys(withMoved(COLUMNS, withMoved(COLUMNS, layout, 'id', 1), 'id', -1)), 'there and back').toBe(keys(layout));
  });

  it('keeps what it knows of columns that are not there at the moment', () => {
    // Devices have no names here: the column is not there, and comes back where it was.
    const nameless = COLUMNS.filter(({ key }) => key !== 'name');
    const layout = withWidth(COLUMNS, withMoved(COLUMNS, STANDARD, 'name', 1), 'name', 200);
    expect(keys(layout, nameless)).toBe('box id why took act');
    const moved = withMoved(nameless, layout, 'took', -1);
    expect(keys(moved, nameless)).toBe('box id took why act');
    expect(keys(moved), 'and as wide').toBe('box id name took why act');
    expect(widthsOf(moved).get('name')).toBe(200);
  });

  it('widens within reach; a set width gives way where there is no room', () => {
    const wide = withWidth(COLUMNS, withWidth(COLUMNS, STANDARD, 'why', 320), 'box', 9999);
    expect(tracksOf(arranged(COLUMNS, wide), widthsOf(wide))).toBe('minmax(4rem, 62.5rem) 9rem 1fr minmax(4rem, 20rem) 7rem 8rem');
    expect(widthsOf(withWidth(COLUMNS, wide, 'why', 1)).get('why'), 'a column nobody can see cannot be made').toBe(48);
    const standard = withWidth(COLUMNS, wide, 'why', null);
    expect(tracksOf(arranged(COLUMNS, standard), widthsOf(standard))).toContain(' 2fr ');
  });
});
