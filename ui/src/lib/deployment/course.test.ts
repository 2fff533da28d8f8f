import { describe, expect, it } from 'vitest';
import type { Course } from '../transport/types';
import { axisOf, bandsOf, keyLeads, momentAt, shareOf, stretches } from './course';

function course(more: Partial<Course> = {}): Course {
  return {
    revision: 1,
    fromMs: 1000,
    toMs: 5000,
    devices: 10,
    pending: [10, 6, 2, 0],
    inProgress: [0, 4, 4, 1],
    succeeded: [0, 0, 3, 8],
    failed: [0, 0, 1, 1],
    aborted: [0, 0, 0, 0],
    unknown: [0, 0, 0, 0],
    gone: [0, 0, 0, 0],
    untold: [0, 0, 0, 0],
    looked: [false, false, true, true],
    forecast: null,
    durations: null,
    ...more,
  };
}

describe('the timeline', () => {
  it('stacks what there is to the full height, what ended below', () => {
    const bands = bandsOf(course());
    expect(
      bands.map((band) => band.name),
      'no band of nothing',
    ).toEqual(['failed', 'succeeded', 'inProgress', 'pending']);
    expect(bands.at(-1)?.to, 'every device is in one of them at each moment').toEqual([1, 1, 1, 1]);
    expect(bands[1], 'each begins where the one below ends').toEqual({ name: 'succeeded', from: [0, 0, 0.1, 0.1], to: [0, 0, 0.4, 0.9] });
  });

  it('leaves room above where a look counted fewer than there are now', () => {
    const fewer = bandsOf(course({ pending: [4, 6, 2, 0] }));
    expect(fewer.at(-1)?.to[0], 'the others were not named yet').toBe(0.4);
  });

  it('knows the moments under the pointer, and that everything from now on is the present', () => {
    const axis = axisOf(course(), null);
    expect([momentAt(axis, 0), momentAt(axis, 0.5), momentAt(axis, 1), momentAt(axis, -1)]).toEqual([1000, 3000, null, 1000]);
    expect(shareOf(axis, 3000)).toBe(0.5);
    const further = axisOf(course(), 9000);
    expect([shareOf(further, 5000), momentAt(further, 0.75)], 'the future is beside it, and nothing is known of it').toEqual([0.5, null]);
    expect(axisOf(course(), 500_000).endMs, 'a far end takes half of the room at most').toBe(9000);
    expect(axisOf(course(), 2000).endMs, 'an end that has passed is none').toBe(5000);
    const point = axisOf(course({ fromMs: 5000 }), null);
    expect([shareOf(point, 5000), momentAt(point, 0.3)], 'a course of one moment is the present').toEqual([1, null]);
  });

  it('is worked by arrows, pages and ends, and Escape leads back', () => {
    const leads = (atMs: number | null, key: string): number | null | undefined => keyLeads(course(), atMs, key);
    expect(leads(null, 'ArrowLeft'), 'one part back from the present').toBe(4000);
    expect([leads(3000, 'ArrowRight'), leads(4000, 'ArrowRight')], 'and on again into the present').toEqual([4000, null]);
    expect([leads(3000, 'PageDown'), leads(3000, 'Home'), leads(3000, 'End')]).toEqual([1000, 1000, null]);
    expect(leads(3000, 'Escape')).toBeNull();
    expect(leads(null, 'Escape'), 'in the present Escape belongs to the screen').toBeUndefined();
    expect(leads(3000, 'a'), 'other keys are not ours').toBeUndefined();
  });

  it('tells where somebody looked and where nobody did', () => {
    const looked = [false, true, true, false, true];
    expect(stretches(looked, true)).toEqual([
      [1, 2],
      [4, 4],
    ]);
    expect(stretches(looked, false)).toEqual([
      [0, 0],
      [3, 3],
    ]);
  });
});
