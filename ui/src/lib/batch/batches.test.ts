// The batches of the session: told by core, stopped and resumed there, and said where one ends by itself.
import { describe, expect, it } from 'vitest';
import { Failure } from '../transport/transport';
import { MemoryTransport, type Script } from '../transport/memory';
import type { BatchCounts, BatchView } from '../transport/types';
import { Batches } from './batches.svelte';
import { BatchItems } from './items.svelte';
import { countOf, countsWords, sendWords } from './words';

const COUNTS: BatchCounts = { devices: 37, waiting: 20, unresolved: 1, refused: 2, setAside: 0, sent: 13 };

function batch(change: Partial<BatchView>): BatchView {
  return {
    id: 'b-1',
    connection: 'c',
    comment: 'Firmware',
    flowUuid: 'f',
    flowName: null,
    stage: 'sending',
    why: null,
    counts: COUNTS,
    now: null,
    atMs: 1,
    endedMs: null,
    waitsUntilMs: null,
    ...change,
  };
}

async function bench(script: Script = {}) {
  const transport = new MemoryTransport(script);
  const said: string[] = [];
  const batches = new Batches(
    transport,
    { say: (tone: string, title: string) => void said.push(`${tone}: ${title}`), fail: () => undefined } as never,
    () => undefined,
  );
  await batches.start(1);
  return { transport, batches, said };
}

describe('batches', () => {
  it('says where one stops by itself or is done, once, and nothing of what the user did', async () => {
    const { transport, batches, said } = await bench();
    transport.notifyBatches([batch({ stage: 'done' })]);
    expect(said, 'one that ended before this page came is no news').toEqual([]);
    for (const stage of ['sending', 'stopped', 'sending', 'trouble', 'trouble', 'sending', 'done'] as const)
      transport.notifyBatches([batch({ stage })]);
    expect(said).toEqual(['error: A batch stopped: Firmware', 'info: A batch is done: Firmware']);
    expect([batches.of('b-1')?.stage, batches.of('b-2')]).toEqual(['done', null]);
  });

  it('answers why one cannot be resumed', async () => {
    const { batches, transport } = await bench({
      batch_stop: () => batch({ stage: 'stopped' }),
      batch_resume: () => {
        throw new Failure({ code: 'invalidInput', message: 'Settle that first.', retryable: false });
      },
    });
    expect(await batches.stop('b-1')).toBeNull();
    expect((await batches.resume('b-1'))?.message).toBe('Settle that first.');
    expect(transport.count('batch_resume'), 'asked once').toBe(1);
  });

  it('asks for the devices in one state alone', async () => {
    const asked: unknown[] = [];
    const transport = new MemoryTransport({
      batch_rows: ({ only, start }) => {
        asked.push(only);
        return { revision: 1, start, total: 0, rows: [] };
      },
    });
    const items = new BatchItems(transport, 'b-1');
    items.rows.need(0, 20);
    items.show('refused');
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(asked.at(-1)).toBe('refused');
  });

  it('counts each device once, and says what the button sends', () => {
    expect(countOf(COUNTS, 'sending'), 'what is in no other state is under way').toBe(1);
    expect(countsWords(COUNTS)).toBe('13 of 37 sent, 2 refused, 1 unresolved, 20 not sent');
    expect([sendWords(37), sendWords(1)]).toEqual(['Send 37 deployments, one per device', 'Send 1 deployment']);
  });
});
