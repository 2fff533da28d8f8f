import { describe, expect, it } from 'vitest';
import { apart, contrast, EYES, mixed, themes, written } from '../../test/colours';
import { STATES, stateLook } from '../look/states';
import { shareOf } from './inks';

/** Three times what is just noticed, where bars have four: a cell is a few pixels of one colour among thousands,
 * what went well is paler there, and each says its state in words when it is pointed at. */
const APART = 6;

describe.each(themes())('the fleet picture in the %s theme', (_name, theme) => {
  const panel = written(theme, 'panel');
  const cells = STATES.map((state) => {
    const colour = written(theme, stateLook(state).colour.slice(2));
    return { state, colour: mixed(colour, panel, shareOf(state)) };
  });

  it.each(EYES)('keeps cells apart with %s', (_eyes, matrix) => {
    for (const [at, a] of cells.entries())
      for (const b of cells.slice(at + 1)) {
        expect(apart(a.colour, b.colour, matrix), `${a.state} beside ${b.state}`).toBeGreaterThanOrEqual(APART);
      }
  });

  it.each(cells)('shows a cell that is $state on its panel', ({ colour }) => {
    expect(contrast(colour, panel)).toBeGreaterThanOrEqual(2.5);
  });
});
