// B10: the drawer of a running device never read again, and knew nothing of a device whose row was not on screen.
import { describe, expect, it } from 'vitest';
import { byHand, Scripted, settle, wireError } from '../base/scripted';
import { Failure } from '../transport/transport';
import type { DeviceRow, DeviceState, DeviceView, Elsewhere, Notice } from '../transport/types';
import { OpenedDevice } from './opened.svelte';

function row(id: string, state: DeviceState, more: Partial<DeviceRow> = {}): DeviceRow {
  return {
    id,
    index: 0,
    name: null,
    group: null,
    state,
    rawStatus: null,
    started: { type: 'absent' },
    finished: { type: 'absent' },
    tookMs: null,
    sinceMs: null,
    sinceLeast: false,
    goneMs: null,
    abortRequested: false,
    chosen: false,
    ...more,
  };
}

function view(id: string, state: DeviceState): DeviceView {
  const none = { type: 'absent' } as const;
  return {
    id,
    state,
    rawStatus: state,
    started: none,
    finished: none,
    tookMs: null,
    steps: [],
    note: null,
    abortRequested: false,
    raw: '',
    readMs: 1,
  };
}

function notice(revision: number, lastGoodMs: number): Notice {
  return {
    watch: 1,
    revision,
    phase: { type: 'live' },
    counts: { pending: 0, inProgress: 1, succeeded: 0, failed: 0, aborted: 0, unknown: 0 },
    total: 1,
    gone: 0,
    changed: 0,
    lastGoodMs,
    nextLookMs: null,
    shortfall: null,
    unreadable: 0,
    abortRequested: 0,
    causesRevision: 0,
  };
}

function opened(first: DeviceRow | null) {
  const known = { row: first, state: first?.state ?? 'inProgress', beside: null as DeviceRow | null, elsewhere: [] as Elsewhere[] };
  const calls = new Scripted({ device: ({ device }) => view(device, known.state), device_elsewhere: () => known.elsewhere });
  const device = new OpenedDevice(calls, 'c', 'dp', {
    rowOf: () => Promise.resolve(known.row),
    neighbour: () => Promise.resolve(known.beside),
  });
  const hear = async (revision: number, lastGoodMs: number): Promise<void> => {
    await device.heard(notice(revision, lastGoodMs));
    await settle();
  };
  return { calls, device, known, hear };
}

describe('an open device', () => {
  it('is read again after each look while it runs', async () => {
    const { calls, device, hear } = opened(row('d-1', 'inProgress'));
    await hear(1, 10);
    device.open('d-1', row('d-1', 'inProgress'));
    await settle();
    await hear(1, 10);
    expect(calls.count('device'), 'a notice that is not of a look asks nothing').toBe(1);
    await hear(1, 20);
    expect(calls.count('device'), 'its steps go on though its row is the same').toBe(2);
  });

  it('is read again when its row changed, and then rests', async () => {
    const { calls, device, known, hear } = opened(row('d-1', 'inProgress'));
    await hear(1, 10);
    device.open('d-1', known.row);
    await settle();
    known.row = row('d-1', 'failed');
    known.state = 'failed';
    await hear(2, 20);
    expect([calls.count('device'), device.view?.state, device.row?.state]).toEqual([2, 'failed', 'failed']);
    await hear(3, 30);
    expect(calls.count('device'), 'what ended costs no further request').toBe(2);
  });

  it('finds its row by its id when it is not on screen', async () => {
    const { device, known, hear } = opened(row('d-9', 'inProgress', { name: 'pump' }));
    await hear(1, 10);
    device.open('d-9', null);
    await settle();
    expect(device.row?.name, 'a cause names a device by its id alone').toBe('pump');
    known.row = row('d-9', 'succeeded', { name: 'pump' });
    await hear(2, 10);
    expect(device.row?.state).toBe('succeeded');
  });

  it('is not asked for any more once the service does not name it', async () => {
    const { calls, device, known, hear } = opened(row('d-1', 'pending', { goneMs: 5 }));
    await hear(1, 10);
    device.open('d-1', known.row);
    await settle();
    await hear(1, 20);
    expect(calls.count('device'), 'B9: it would be refused each time').toBe(1);
  });

  it('keeps what was read when reading again fails, and says so', async () => {
    const { calls, device, known, hear } = opened(row('d-1', 'inProgress'));
    await hear(1, 10);
    device.open('d-1', known.row);
    await settle();
    calls.script.device = () => {
      throw new Failure(wireError('unreachable', 'No answer.'));
    };
    await hear(1, 20);
    expect([device.error?.code, device.view?.id]).toEqual(['unreachable', 'd-1']);
  });

  it('goes to the next device, and stays at the end', async () => {
    const { device, known } = opened(row('d-1', 'failed'));
    device.open('d-1', known.row);
    known.beside = row('d-2', 'failed');
    await device.step(1);
    expect(device.id, 'B27').toBe('d-2');
    known.beside = null;
    await device.step(1);
    expect(device.id, 'there is none further').toBe('d-2');
  });

  it('shows the device that is open, not one that answers late', async () => {
    const { calls, device } = opened(row('d-1', 'failed'));
    const late = byHand<DeviceView>();
    calls.script.device = ({ device: id }) => (id === 'd-1' ? late.promise : view(id, 'failed'));
    device.open('d-1', row('d-1', 'failed'));
    device.open('d-2', row('d-2', 'failed'));
    late.answer(view('d-1', 'failed'));
    await settle();
    expect(device.view?.id).toBe('d-2');
    device.close();
    expect([device.id, device.view]).toEqual([null, null]);
  });

  it('says where else it was seen, asked for once, with or without the service', async () => {
    const { calls, device, known, hear } = opened(row('d-1', 'inProgress'));
    known.elsewhere = [
      { deployment: 'dp-0', comment: 'before', state: 'failed', rawStatus: null, goneMs: null, sinceMs: 1, sinceLeast: false, seenMs: 2 },
    ];
    calls.script.device = () => {
      throw new Failure(wireError('unreachable', 'No answer.'));
    };
    await hear(1, 10);
    device.open('d-1', known.row);
    await settle();
    await hear(1, 20);
    expect([device.elsewhere?.length, calls.count('device_elsewhere')]).toEqual([1, 1]);
    device.open('d-2', row('d-2', 'failed'));
    expect(device.elsewhere, 'what is of one device is not shown with another').toBeNull();
  });
});
