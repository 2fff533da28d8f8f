import { describe, expect, it } from 'vitest';
import { MemoryTransport } from '../transport/memory';
import type { Found, Ranked } from '../transport/types';
import { PaletteSearch, piecesOf, type Item } from './palette.svelte';
import { keyOfThing, thingOf, withDone } from './recent';

const NOBODY: Found = { deployments: [], devices: [], launches: [] };
const item = (key: string, more: Partial<Item> = {}): Item => ({
  key,
  group: 'actions',
  label: key,
  look: { icon: 'search' },
  run: () => undefined,
  ...more,
});

/** Core, as far as the palette asks it: what holds the text, in the order in which it was sent. */
function core(find: (text: string) => Found | Promise<Found> = () => NOBODY, delays: Record<string, Promise<void>> = {}) {
  const ranked = (text: string, texts: readonly string[]): Ranked[] =>
    texts.flatMap((one, place) =>
      one.includes(text) ? [{ place, marks: text === '' ? [] : [{ from: one.indexOf(text), to: one.indexOf(text) + text.length }] }] : [],
    );
  return new MemoryTransport({
    rank: async ({ text, texts }) => {
      await delays[text];
      return ranked(text, texts);
    },
    find: ({ text }) => find(text),
  });
}

const search = (transport: MemoryTransport, things: readonly Item[], recent: readonly string[] = []) =>
  new PaletteSearch(transport, {
    connection: 'c1',
    things: () => things,
    found: (found) => found.deployments.map(({ id }) => item(`found ${id}`, { group: 'deployments' })),
    recent,
  });

describe('what the palette shows', () => {
  it('is what was done last, before anything is typed, and each thing once', async () => {
    const palette = search(core(), [item('one'), item('two'), item('three')], ['three', 'gone']);
    await palette.start();
    expect(palette.shown.map(({ group, items }) => [group, items.map(({ key }) => key)])).toEqual([
      ['recent', ['three']],
      ['actions', ['one', 'two']],
    ]);
  });

  it('puts first what was done before, of what fits as well', async () => {
    const palette = search(core(), [item('retry a'), item('retry b')], ['retry b']);
    await palette.type('retry');
    expect(palette.items.map(({ key }) => key)).toEqual(['retry b', 'retry a']);
  });

  it('puts last what cannot be done now, and leaves it out unasked', async () => {
    const palette = search(core(), [item('abort', { off: 'Nothing moves' }), item('about')]);
    await palette.type('ab');
    expect(palette.items.map(({ key }) => key)).toEqual(['about', 'abort']);
    await palette.type('');
    expect(
      palette.items.map(({ key }) => key),
      'a list of refusals helps nobody',
    ).toEqual(['about']);
  });

  it('is never what was typed before, however late its answer comes', async () => {
    let release: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (release = resolve));
    const palette = search(core(undefined, { slow: late }), [item('slow'), item('quick')]);
    const slow = palette.type('slow');
    await palette.type('quick');
    release();
    await slow;
    expect(palette.items.map(({ key }) => key)).toEqual(['quick']);
  });

  it('keeps what the keys went on to when more is found', async () => {
    let release: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (release = resolve));
    const found = {
      ...NOBODY,
      deployments: [{ id: 'd', comment: null, idMarks: [], created: { type: 'absent' } as const, standing: null, counts: null }],
    };
    const palette = search(
      core(async () => {
        await late;
        return found;
      }),
      [item('z', { group: 'fleets' }), item('y', { group: 'fleets' })],
    );
    const typed = palette.type('');
    await expect.poll(() => palette.items.length).toBe(2);
    palette.move(1);
    release();
    await typed;
    expect(
      palette.items.map(({ key }) => key),
      'deployments stand before fleets',
    ).toEqual(['found d', 'z', 'y']);
    expect(palette.items[palette.chosen]?.key, 'Enter must do what was looked at').toBe('y');
  });

  it('goes around its ends', async () => {
    const palette = search(core(), [item('one'), item('two')]);
    await palette.start();
    palette.move(-1);
    expect(palette.chosen).toBe(1);
    palette.move(1);
    expect(palette.chosen).toBe(0);
  });

  it('says when it could not look, and shows what it has', async () => {
    const palette = search(
      core(() => Promise.reject(new Error('the disk is gone'))),
      [item('one')],
    );
    await palette.type('one');
    expect(palette.items.map(({ key }) => key)).toEqual(['one']);
    expect(palette.looking, 'it does not look for ever').toBe(false);
    expect(palette.failed, 'and does not say that nothing else is called so').not.toBeNull();
    await palette.again();
    expect(palette.failed, 'what is ranked once more says nothing of what could not be looked for').not.toBeNull();
  });

  it('forgets that it could not look once it could, and what was found for another text once it cannot', async () => {
    const found = {
      ...NOBODY,
      deployments: [{ id: 'd', comment: null, idMarks: [], created: { type: 'absent' } as const, standing: null, counts: null }],
    };
    let broken = true;
    const palette = search(
      core(() => (broken ? Promise.reject(new Error('the disk is gone')) : found)),
      [],
    );
    await palette.type('one');
    broken = false;
    await palette.type('two');
    expect([palette.failed, palette.items.length]).toEqual([null, 1]);
    broken = true;
    await palette.type('three');
    expect([palette.failed === null, palette.items.length], 'that deployment was found for “two”').toEqual([false, 0]);
  });
});

it('a label is cut where something was found, and where its name begins', () => {
  const label = 'Retry the 3 failed of Gateway';
  const pieces = piecesOf({
    label,
    nameFrom: 22,
    marks: [
      { from: 0, to: 3 },
      { from: 20, to: 24 },
    ],
  });
  expect(pieces.map(({ text }) => text).join(''), 'nothing is lost').toBe(label);
  expect(pieces.filter(({ found }) => found).map(({ text }) => text)).toEqual(['Ret', 'f ', 'Ga']);
  expect(
    pieces
      .filter(({ name }) => name)
      .map(({ text }) => text)
      .join(''),
  ).toBe('Gateway');
});

describe('what was done before', () => {
  it('is read back, whatever stands in it', () => {
    const thing = { kind: 'device', connection: 'c|1', id: 'd%/|', name: 'a | b' } as const;
    expect(thingOf(keyOfThing(thing))).toEqual(thing);
    for (const other of ['go.fleet', '', 'device|c', 'moon|c|d|e', 'device|%E0%A4%A|d|e']) expect(thingOf(other), other).toBeNull();
  });

  it('stands first, once, under its newest name', () => {
    const key = (name: string) => keyOfThing({ kind: 'deployment', connection: 'c', id: 'd', name });
    expect(withDone([key('Before'), 'go.fleet'], key('Now'))).toEqual([key('Now'), 'go.fleet']);
    expect(withDone(['go.fleet', 'go.plans'], 'go.plans')).toEqual(['go.plans', 'go.fleet']);
    expect(
      withDone(
        Array.from({ length: 30 }, (_, n) => String(n)),
        'x',
      ),
    ).toHaveLength(30);
  });
});
