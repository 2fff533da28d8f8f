// Batches, made up: one in every way a batch may stand, and the reading of a draft that has one as its target.
import { Failure } from '../lib/transport/transport';
import type { MemoryTransport, Script } from '../lib/transport/memory';
import type { BatchCounts, BatchItem, BatchItemState, BatchStage, BatchView, Draft, DraftReading } from '../lib/transport/types';
import { NOW } from './data';
import { draftOf, readingOf } from './reading';

const DEVICES = 37;

/** Where a batch stands: its stage, how many were sent, and what became of the one after those. */
const MOODS: Readonly<Record<string, { stage: BatchStage; sent: number; then: BatchItemState; why: string | null }>> = {
  prepared: { stage: 'prepared', sent: 0, then: 'waiting', why: null },
  sending: { stage: 'sending', sent: 14, then: 'sending', why: null },
  waits: { stage: 'sending', sent: 14, then: 'waiting', why: null },
  stopped: { stage: 'stopped', sent: 14, then: 'waiting', why: null },
  trouble: { stage: 'trouble', sent: 20, then: 'waiting', why: 'The service answered 401 to this token.' },
  unresolved: { stage: 'trouble', sent: 20, then: 'unresolved', why: 'Nobody knows what became of the last one. Settle it first.' },
  done: { stage: 'done', sent: DEVICES, then: 'sent', why: null },
};

const REFUSED = 5;
/** The target of the first. */
const FIRST = { groups: [], filters: [{ type: 'specific_device', operand: 'is', value: 'd-4a10' }] };

function itemsOf(sent: number, then: BatchItemState): BatchItem[] {
  return Array.from({ length: DEVICES }, (_, place): BatchItem => {
    const state = place === REFUSED && sent > REFUSED ? 'refused' : place < sent ? 'sent' : place === sent ? then : 'waiting';
    const why =
      state === 'refused'
        ? 'The service answered 422: this device does not accept the flow.'
        : state === 'unresolved'
          ? 'The connection was cut before the service answered.'
          : null;
    return {
      place,
      device: `d-${(0x4a10 + place * 7).toString(16)}`,
      name: place % 6 === 4 ? null : `north-gateway-${place + 1}`,
      state,
      why,
      launch: state === 'waiting' ? null : `b-1.${place}.0`,
      deployment: state === 'sent' ? `dp-${(0x90ab + place).toString(16)}-11f0` : null,
      sentMs: state === 'waiting' ? null : NOW - 60_000 + place * 1500,
    };
  });
}

function countsOf(items: readonly BatchItem[]): BatchCounts {
  const of = (state: BatchItemState): number => items.filter((item) => item.state === state).length;
  return {
    devices: items.length,
    waiting: of('waiting'),
    unresolved: of('unresolved'),
    refused: of('refused'),
    setAside: of('setAside'),
    sent: of('sent'),
  };
}

export function batchScript(named: string | null): { script: Script; attach: (transport: MemoryTransport) => void } {
  let mood = MOODS[named ?? 'prepared'] ?? MOODS['prepared'];
  if (mood === undefined) throw new Error('There is no such batch.');
  const waitsUntilMs = named === 'waits' ? NOW + 9000 : null;
  const items = (): BatchItem[] => itemsOf(mood?.sent ?? 0, mood?.then ?? 'waiting');
  const view = (): BatchView => ({
    id: 'b-1',
    connection: 'c1',
    comment: 'Gateway firmware 4.12.0, the 37 by the sea',
    flowUuid: 'f-7b56-3336',
    flowName: 'Gateway A/B update',
    stage: mood?.stage ?? 'prepared',
    why: mood?.why ?? null,
    counts: countsOf(items()),
    now: mood?.then === 'sending' ? 'north-gateway-15' : null,
    atMs: NOW - 62_000,
    endedMs: null,
    waitsUntilMs,
  });
  const earlier: BatchView = {
    ...view(),
    id: 'b-0',
    comment: 'Camera models v9, one by one',
    stage: 'done',
    why: null,
    now: null,
    waitsUntilMs: null,
    counts: countsOf(itemsOf(DEVICES, 'sent')),
    atMs: NOW - 90_000_000,
  };
  let tell: () => void = () => undefined;
  const to = (stage: string): BatchView => {
    mood = MOODS[stage] ?? mood;
    tell();
    return view();
  };
  const reading = (draft: Draft): DraftReading => {
    const read = readingOf(draftOf('filled'));
    return {
      ...read,
      sentence: [
        { text: `${DEVICES} devices`, value: true, mono: false },
        { text: ' by id, one deployment for each', value: false, mono: false },
      ],
      breadth: 'restricted',
      problems: draft.flowUuid === '' ? readingOf(draft).problems : [],
      json: read.json === null ? null : JSON.stringify({ ...Object(JSON.parse(read.json)), device_filter: FIRST }, null, 2),
      confirmPhrase: String(DEVICES),
      batch: view(),
    };
  };
  const script: Script = {
    batch_prepare: view,
    batch_start: () => to('sending'),
    batch_stop: () => to('stopped'),
    batch_resume: () => {
      if (mood?.then === 'unresolved')
        throw new Failure({
          code: 'invalidInput',
          message: 'Nobody knows what became of one of its launches. Settle that first, among the launches.',
          field: 'batch',
          retryable: false,
        });
      return to('sending');
    },
    batch_retry: () => ({ ...draftOf('filled', 4), groups: [], filters: [], batch: 'b-1' }),
    batch_rows: ({ only, start, len }) => {
      const kept = items().filter((item) => only === null || item.state === only);
      return { revision: 1, start, total: kept.length, rows: kept.slice(start, start + len) };
    },
    draft_read: ({ draft }) => (draft.batch === undefined ? readingOf(draft) : reading(draft)),
  };
  const attach = (transport: MemoryTransport): void => {
    const all = (): BatchView[] => (named === null ? [] : mood?.stage === 'prepared' ? [earlier] : [view(), earlier]);
    transport.batches = { revision: 1, batches: all() };
    tell = () => transport.notifyBatches(named === null ? [view()] : all());
  };
  return { script, attach };
}
