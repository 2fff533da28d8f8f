// A link is copied, and what came of that is said.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { rejected, Scripted } from '../base/scripted';
import { Notes } from '../session/notes.svelte';
import { copyLink } from './linking';

function clipboard(writeText: (text: string) => Promise<void>) {
  vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: { writeText } } }));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a link', () => {
  it('is core’s, of the deployment or of the device that is open in it', async () => {
    const copied: string[] = [];
    clipboard((text) => (copied.push(text), Promise.resolve()));
    const calls = new Scripted({ link_to: ({ place }) => `flightdeck://${place.type}` });
    const notes = new Notes();
    await copyLink(calls, notes, 'c1', 'dp-1', null);
    await copyLink(calls, notes, 'c1', 'dp-1', 'd-1');
    expect(calls.of('link_to').map(({ place }) => place)).toEqual([
      { type: 'deployment', connection: 'c1', deployment: 'dp-1' },
      { type: 'device', connection: 'c1', deployment: 'dp-1', device: 'd-1' },
    ]);
    expect(copied).toEqual(['flightdeck://deployment', 'flightdeck://device']);
    expect(notes.list.map((note) => note.title)).toEqual(['Link to the deployment copied', 'Link to the device copied']);
  });

  it('is shown where it cannot be copied, and what went wrong is said', async () => {
    clipboard(() => Promise.reject(new Error('not allowed')));
    const calls = new Scripted({ link_to: () => 'flightdeck://deployments?fleet=a' });
    const notes = new Notes();
    await copyLink(calls, notes, 'c1', 'dp-1', null);
    expect(notes.list.at(-1), 'to be read and typed').toMatchObject({
      title: 'The link could not be copied',
      message: 'flightdeck://deployments?fleet=a',
    });
    calls.script.link_to = () => null;
    await copyLink(calls, notes, 'c1', 'a/b', null);
    expect(notes.list.at(-1)?.title).toBe('This has no link');
    calls.script.link_to = () => rejected('internal', 'no');
    await copyLink(calls, notes, 'c1', 'dp-1', null);
    expect(notes.list.at(-1)?.message).toBe('no');
  });
});
