import { describe, expect, it, vi } from 'vitest';
import { noticeOf } from '../../test/notices';
import { marksOf, NO_MARKS } from '../transport/marks';
import { MemoryTransport, type Script } from '../transport/memory';
import type { Chosen } from '../transport/types';
import { NOBODY } from './choice.svelte';
import { DeploymentWatch } from './watch.svelte';

// There is no window that paints: nobody waits for it.
vi.mock('../base/painted', () => ({ painted: () => Promise.resolve() }));

const NOTICE = noticeOf(1);
const COUNTS = NOTICE.counts;
const ONE: Chosen = { total: 1, counts: { ...COUNTS, inProgress: 0, succeeded: 0 }, gone: 0, rule: false };
const ORDER = { ordered: 3, groupCount: 0, groups: [] };

async function calm(): Promise<void> {
  for (let i = 0; i < 8; i++) await vi.waitFor(() => Promise.resolve());
}

async function open(script: Script = {}) {
  let chosen = NOBODY;
  const memory = new MemoryTransport({
    deployment_head: () => Promise.reject(new Error('no head here')),
    rows: ({ start }) => ({ revision: 1, start, total: 3, rows: [], chosen }),
    causes: () => ({ failed: 1, lookedAt: 1, settled: false, causes: [] }),
    course: () => null,
    choose: ({ change }) => (chosen = change.type === 'nobody' ? NOBODY : ONE),
    counts_at: ({ atMs }) => ({ atMs, counts: COUNTS, gone: 0, untold: 0 }),
    picture_order: () => ORDER,
    ...script,
  });
  memory.pictureCells = Uint8Array.of(1, 2, 3);
  memory.marks = (view) =>
    marksOf(3, view.states.length === 0 ? null : [2], view.atMs === null && chosen.total > 0 ? [2] : null, memory.calls.length);
  const watch = new DeploymentWatch(memory, 1, 'c1', 'dp-1');
  await watch.start();
  memory.notify(NOTICE);
  await calm();
  const asked = (): unknown[] => memory.calls.filter((call) => call.name === 'picture_marks').map((call) => call.parameters);
  return { memory, watch, asked };
}

describe('the picture of a watch', () => {
  it('asks for no marks where all is shown and nobody is chosen', async () => {
    const { memory, watch, asked } = await open();
    watch.sortBy('took');
    memory.notify({ ...NOTICE, revision: 2, causesRevision: 2 });
    await calm();
    expect([asked(), watch.fleet.marks]).toEqual([[], NO_MARKS]);
  });

  it('dims what the view does not show, as long as it does not', async () => {
    const { memory, watch, asked } = await open();
    watch.choose('failed', false);
    await calm();
    expect(asked(), 'with the view that the table shows').toEqual([{ watch: 1, view: watch.view, have: 0 }]);
    expect(watch.fleet.marks.shown).toEqual(Uint8Array.of(0b100));
    memory.notify({ ...NOTICE, revision: 2 });
    await calm();
    expect(asked(), 'others may be shown after a look').toHaveLength(2);
    watch.chooseAll();
    await calm();
    expect([asked().length, watch.fleet.marks], 'all again: nothing is asked').toEqual([2, NO_MARKS]);
  });

  it('marks who is chosen, here and in the past not', async () => {
    const { watch, asked } = await open();
    await watch.choice.toggle('d-3');
    await calm();
    expect(watch.fleet.marks.chosen).toEqual(Uint8Array.of(0b100));
    watch.goTo(400);
    await calm();
    expect(watch.fleet.marks).toBe(NO_MARKS);
    const before = asked().length;
    watch.goTo(null);
    await calm();
    expect(watch.fleet.marks.chosen, 'back in the present they are chosen still').toEqual(Uint8Array.of(0b100));
    expect(asked().length).toBeGreaterThan(before);
    await watch.choice.nobody();
    await calm();
    expect(watch.fleet.marks).toBe(NO_MARKS);
  });

  it('keeps the very same marks where core says that nothing changed', async () => {
    const { memory, watch } = await open();
    watch.choose('failed', false);
    await calm();
    const { marks } = watch.fleet;
    memory.marks = () => Uint8Array.of(4, marks.revision, 0, 0, 0, 3, 0, 0, 0);
    memory.notify({ ...NOTICE, revision: 2 });
    await calm();
    expect(watch.fleet.marks, 'nothing is drawn for it').toBe(marks);
  });

  it('asks how it is ordered when cells may have moved, and not for each change', async () => {
    const { memory, watch } = await open();
    expect([memory.count('picture_order'), watch.fleet.order]).toEqual([1, ORDER]);
    memory.pictureCells = Uint8Array.of(1, 3, 3);
    memory.notify({ ...NOTICE, revision: 2 });
    await calm();
    expect([...(watch.picture.changed ?? [])]).toEqual([1]);
    expect(memory.count('picture_order'), 'a device changed, none moved').toBe(1);
    memory.pictureCells = Uint8Array.of(1, 3, 3, 0);
    memory.notify({ ...NOTICE, revision: 3 });
    await calm();
    expect(memory.count('picture_order'), 'one more stands behind').toBe(2);
  });

  it('does without the names of groups where they are not told', async () => {
    const { watch } = await open({ picture_order: () => Promise.reject(new Error('no')) });
    expect([watch.fleet.order, watch.error, watch.picture.cells.length]).toEqual([null, null, 3]);
  });
});
