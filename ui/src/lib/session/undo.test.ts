import { expect, it } from 'vitest';
import { MemoryTransport } from '../transport/memory';
import type { Draft } from '../transport/types';
import { Undo } from './undo';

const DRAFT: Draft = { flowUuid: '', groups: [], filters: [], parameters: [], comment: 'Firmware', appName: '', appVersion: '', step: 0 };

/** Notes that remember how what was done last is taken back, and a clock that is wound by hand. */
function world(transport = new MemoryTransport({})) {
  let back: () => void = () => undefined;
  let run: (() => void) | null = null;
  const led: string[] = [];
  const failed: unknown[] = [];
  const closed: number[] = [];
  const notes = {
    undo: (_title: string, _message: string, _label: string, undo: () => void) => {
      back = undo;
      return 7;
    },
    close: (note: number) => void closed.push(note),
    fail: (thrown: unknown) => failed.push(thrown),
  };
  const undo = new Undo(transport, notes, { toDraft: (connection, draft) => led.push(`${connection} ${draft}`) }, (_ms, then) => {
    run = then;
    return () => (run = null);
  });
  return { undo, led, failed, closed, takeBack: () => back(), tenSeconds: () => run?.() };
}

it('a draft that is brought back is the same, and opened', async () => {
  const transport = new MemoryTransport({ draft_save: ({ id, draft }) => ({ id: id ?? '', draft, savedMs: 1 }) });
  const { undo, led, takeBack } = world(transport);
  undo.draft('c1', { id: 'd7', draft: DRAFT });
  takeBack();
  await expect.poll(() => led).toEqual(['c1 d7']);
  expect(transport.calls.map(({ parameters }) => parameters)).toEqual([{ connection: 'c1', id: 'd7', draft: DRAFT }]);
});

it('says why a draft could not be brought back', async () => {
  const transport = new MemoryTransport({ draft_save: () => Promise.reject(new Error('the disk is full')) });
  const { undo, led, failed, takeBack } = world(transport);
  undo.draft('c1', { id: 'd7', draft: DRAFT });
  takeBack();
  await expect.poll(() => failed.length).toBe(1);
  expect(led, 'nothing is opened that is not there').toEqual([]);
});

it('a connection goes after ten seconds, unless it was kept', () => {
  const { undo, closed, takeBack, tenSeconds } = world();
  const happened: string[] = [];
  const ask = () =>
    undo.connection(
      'Turbines',
      () => happened.push('left'),
      () => happened.push('stayed'),
    );
  ask();
  takeBack();
  tenSeconds();
  expect([happened, closed], 'what was kept never goes').toEqual([['stayed'], []]);
  ask();
  tenSeconds();
  expect(happened, 'nobody kept it').toEqual(['stayed', 'left']);
  expect(closed, 'and nobody is offered to keep what is gone').toEqual([7]);
});
