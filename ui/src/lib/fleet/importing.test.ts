// Importing: the page never names a file, each column is one thing, and only what core read last is imported.
import { describe, expect, it } from 'vitest';
import { byHand, rejected, Scripted, settle } from '../base/scripted';
import type { ImportField, ImportPreview } from '../transport/types';
import { Importing, remapped } from './importing.svelte';

const PREVIEW: ImportPreview = {
  import: 3,
  name: 'turbines.csv',
  format: 'csv',
  columns: ['uuid', 'title'],
  mapping: ['ignore', 'name'],
  rows: [['d-1', 'north']],
  total: 1,
  devices: 0,
  rejected: [],
  rejectedCount: 0,
};

function bench(picked: ImportPreview | null = PREVIEW) {
  const calls = new Scripted({
    fleet_import_pick: () => picked,
    fleet_import_preview: ({ mapping }) => ({ ...PREVIEW, mapping, devices: mapping.includes('id') ? 1 : 0 }),
    fleet_import: () => ({ id: 'l', name: 'turbines.csv', devices: 1, atMs: 5 }),
  });
  return { calls, importing: new Importing(calls, 'c') };
}

it.each<[ImportField[], number, ImportField, ImportField[]]>([
  [['id', 'name', 'ignore'], 2, 'group', ['id', 'name', 'group']],
  [['id', 'name', 'ignore'], 1, 'id', ['ignore', 'id', 'ignore']],
  [['id', 'tags', 'ignore'], 2, 'tags', ['id', 'tags', 'tags']],
  [['id', 'name', 'group'], 0, 'ignore', ['ignore', 'name', 'group']],
])('%o, column %i is %s', (mapping, column, field, after) => {
  expect(remapped(mapping, column, field), 'one column gives each thing; tags may come from several').toEqual(after);
});

describe('importing', () => {
  it('asks which column is the id, reads again with it, and imports that', async () => {
    const { calls, importing } = bench();
    expect(await importing.pick()).toBe(true);
    expect(importing.missing).toBe('Say which column holds the device ids');
    await importing.import();
    expect(calls.count('fleet_import'), 'nothing is taken that names no device').toBe(0);
    await importing.map(0, 'id');
    expect([importing.missing, importing.preview?.devices]).toEqual([null, 1]);
    await importing.import();
    expect([calls.of('fleet_import'), importing.done?.devices]).toEqual([[{ import: 3, mapping: ['id', 'name'] }], 1]);
  });

  it('shows the last of two readings under way', async () => {
    const { calls, importing } = bench();
    await importing.pick();
    const slow = byHand<ImportPreview>();
    calls.script.fleet_import_preview = () => slow.promise;
    const first = importing.map(0, 'group');
    calls.script.fleet_import_preview = ({ mapping }) => ({ ...PREVIEW, mapping, devices: 1 });
    await importing.map(0, 'id');
    slow.answer({ ...PREVIEW, mapping: ['group', 'name'] });
    await first;
    expect(importing.preview?.mapping).toEqual(['id', 'name']);
  });

  it('is at work until the last reading has answered, whatever an earlier one says', async () => {
    const { calls, importing } = bench();
    await importing.pick();
    const [early, late] = [byHand<ImportPreview>(), byHand<ImportPreview>()];
    calls.script.fleet_import_preview = () => early.promise;
    const first = importing.map(0, 'group');
    calls.script.fleet_import_preview = () => late.promise;
    const second = importing.map(0, 'id');
    early.fail(new Error('gone'));
    await first;
    expect([importing.busy, importing.error], 'what is shown was not read yet, and must not be imported').toEqual(['reading', null]);
    late.answer({ ...PREVIEW, mapping: ['id', 'name'], devices: 1 });
    await second;
    expect([importing.busy, importing.preview?.devices]).toEqual([null, 1]);
  });

  it('answers that nothing was picked; a file that cannot be read is said', async () => {
    const { calls, importing } = bench(null);
    expect([await importing.pick(), importing.preview]).toEqual([false, null]);
    calls.script.fleet_import_pick = () => rejected('invalidInput', 'This is no list.');
    expect([await importing.pick(), importing.error?.message]).toEqual([true, 'This is no list.']);
    await settle();
    expect(importing.busy).toBeNull();
  });
});
