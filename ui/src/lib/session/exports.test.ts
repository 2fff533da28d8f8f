import { describe, expect, it } from 'vitest';
import { byHand, countedIds, HandClock, rejected, settle } from '../base/scripted';
import { MemoryTransport } from '../transport/memory';
import type { Exported, ExportProgress, RowsView } from '../transport/types';
import { Exports } from './exports';
import { Notes } from './notes.svelte';

const VIEW: RowsView = { states: ['failed'], gone: false, cause: null, text: '', sort: 'attention', descending: false, atMs: null };
const ASKED = { connection: 'c1', deployment: 'dp-1', watch: 3, view: VIEW, chosen: false, format: 'csv' } as const;

function make() {
  const memory = new MemoryTransport({ export_cancel: () => null });
  const written = byHand<Exported>();
  let tell: (progress: ExportProgress) => void = () => undefined;
  memory.onExport = (_, onProgress) => {
    tell = onProgress;
    return written.promise;
  };
  const [notes, clock] = [new Notes(), new HandClock()];
  const files = new Exports(memory, notes, clock.after, countedIds());
  const titles = () => notes.list.map((note) => note.title);
  return { memory, written, notes, clock, files, titles, tell: (done: number, total: number) => tell({ written: done, total }) };
}

describe('a file on its way', () => {
  it('is asked for with an id of its own, and says where it went', async () => {
    const { memory, written, notes, files } = make();
    const done = files.devices(ASKED);
    expect(memory.calls).toEqual([{ name: 'export_devices', parameters: { requestId: 'id-1', ...ASKED } }]);
    written.answer({ type: 'written', path: '/home/ops/failed.csv', rows: 1, bytes: 812 });
    await done;
    expect(notes.list.map(({ title, message, action }) => [title, message, action?.label])).toEqual([
      ['1 device written', '/home/ops/failed.csv (812 B)', 'Copy the path'],
    ]);
  });

  it('says nothing where the dialog was closed', async () => {
    const { written, files, titles } = make();
    const done = files.list({ connections: ['c1'], view: { filter: 'all', text: '', sort: 'created', descending: true } });
    written.answer({ type: 'noPlace' });
    await done;
    expect(titles()).toEqual([]);
  });

  it('tells how far it is only where it takes long, and can be stopped', async () => {
    const { memory, written, notes, clock, files, titles, tell } = make();
    const done = files.devices(ASKED);
    tell(1, 1_000_000);
    await clock.wind(399);
    expect(titles(), 'the quick ones need no word').toEqual([]);
    await clock.wind(1);
    expect(titles()).toEqual(['Writing…']);
    tell(250_000, 1_000_000);
    const message = notes.list[0]?.message;
    expect(message).toBe('250,000 of 1,000,000 rows');
    tell(251_000, 1_000_000);
    expect(notes.list[0]?.message, 'it is read out: not with every row').toBe(message);
    const note = notes.list[0];
    if (note === undefined) throw new Error('it says how far it is');
    notes.follow(note);
    await settle();
    expect(memory.calls.at(-1)).toEqual({ name: 'export_cancel', parameters: { requestId: 'id-1' } });
    tell(300_000, 1_000_000);
    expect(titles(), 'what was closed stays closed').toEqual([]);
    written.answer({ type: 'cancelled' });
    await done;
    expect(titles()).toEqual(['Not written']);
  });

  it('lets go of its progress when it is done, and says what went wrong', async () => {
    const { written, notes, clock, files, titles, tell } = make();
    const done = files.devices({ ...ASKED, format: 'report' });
    tell(1, 10);
    await clock.wind(500);
    written.answer({ type: 'written', path: '/r.html', rows: 10, bytes: 2_000_000 });
    await done;
    expect(titles(), 'a report is counted in pages, not devices').toEqual(['Report written']);
    const failing = make();
    failing.memory.onExport = () => rejected('storage', '/r.html could not be written: the disk is full');
    await failing.files.devices(ASKED);
    expect(failing.notes.list[0]?.message).toContain('the disk is full');
    expect(notes.list.length).toBe(1);
  });
});
