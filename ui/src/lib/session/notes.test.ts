import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryTransport } from '../transport/memory';
import { Notes } from './notes.svelte';
import NotesCorner from './Notes.svelte';
import { Undo } from './undo';

const GO = { label: 'Open', run: () => {} };
const MINUTE = 60_000;

describe('notes', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function saying(): [Notes, () => string[]] {
    const notes = new Notes();
    return [notes, () => notes.list.map((note) => note.title)];
  }

  it('go by themselves where they inform, later where they lead somewhere, and stay where something is wrong', () => {
    const [notes, titles] = saying();
    notes.say('info', 'Copied');
    notes.say('info', 'A plan is done', '', GO);
    notes.say('warning', 'Not known', '', GO);
    notes.say('error', 'Failed');
    vi.advanceTimersByTime(6_000);
    expect(titles(), 'a person has read two words').toEqual(['A plan is done', 'Not known', 'Failed']);
    vi.advanceTimersByTime(MINUTE);
    expect(titles(), 'what needs somebody waits for somebody').toEqual(['Not known', 'Failed']);
    vi.advanceTimersByTime(100 * MINUTE);
    expect(titles()).toEqual(['Not known', 'Failed']);
  });

  it('of what is under way stay until it is closed, and say what is newer', () => {
    const [notes, titles] = saying();
    const id = notes.during('Writing…', '', GO);
    vi.advanceTimersByTime(100 * MINUTE);
    notes.change(id, '7 of 9 rows');
    expect(notes.list[0]?.message).toBe('7 of 9 rows');
    notes.close(id);
    notes.change(id, '8 of 9 rows');
    expect(titles(), 'what was closed is not said again').toEqual([]);
  });

  it('stay while somebody is at them', () => {
    const [notes, titles] = saying();
    notes.say('info', 'Launched', '', GO);
    notes.undo('Removed', '', 'Undo', () => {});
    vi.advanceTimersByTime(9_000);
    const askNoMore = notes.heldBy(() => true);
    vi.advanceTimersByTime(2 * MINUTE);
    expect(titles(), 'whoever reaches for a button finds it').toEqual(['Launched', 'Removed']);
    askNoMore();
    vi.advanceTimersByTime(6_000);
    expect(titles(), 'and then they go').toEqual([]);
  });

  it('go where their corner has gone before them', async () => {
    const [notes, titles] = saying();
    const { unmount } = render(NotesCorner, { notes });
    notes.say('info', 'Launched', '', GO);
    await tick();
    screen.getByRole('button', { name: 'Open' }).focus();
    vi.advanceTimersByTime(2 * MINUTE);
    expect(titles(), 'the focus is in the corner').toEqual(['Launched']);
    unmount();
    vi.advanceTimersByTime(6_000);
    expect(titles(), 'nobody can be at a corner that is not there').toEqual([]);
  });

  it('are four at most, the last ones', () => {
    const [notes, titles] = saying();
    for (const title of ['1', '2', '3', '4', '5']) notes.say('info', title);
    expect(titles()).toEqual(['2', '3', '4', '5']);
  });

  it('that wait for somebody are pushed out by none', () => {
    const [notes, titles] = saying();
    notes.say('error', 'Failed');
    notes.undo('Removed', '', 'Keep it', () => {});
    notes.say('info', 'Copied');
    notes.say('warning', 'Not known');
    for (const title of ['1', '2']) notes.say('info', title);
    expect(titles(), 'what only informs goes first').toEqual(['Failed', 'Removed', 'Not known', '2']);
    for (const title of ['3', '4']) notes.say('error', title);
    expect(titles(), 'what stays until it is closed does').toEqual(['Failed', 'Removed', 'Not known', '3', '4']);
  });

  it('offer to keep a connection for as long as it can be kept, and no longer', () => {
    const [notes, titles] = saying();
    const gone: string[] = [];
    const undo = new Undo(new MemoryTransport({}), notes, { toDraft: () => undefined });
    notes.heldBy(() => true);
    undo.connection(
      'Turbines',
      () => gone.push('Turbines'),
      () => undefined,
    );
    vi.advanceTimersByTime(9_900);
    expect([titles().length, gone]).toEqual([1, []]);
    vi.advanceTimersByTime(100);
    expect([titles(), gone], 'also under the pointer').toEqual([[], ['Turbines']]);
  });
});
