import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Glow, glowing } from './glow';
import { mosaicOf } from './mosaic';

const ROOM = { devices: 5000, width: 640, height: 208, ratio: 1 };
const range = (count: number, step = 1): Uint32Array => Uint32Array.from({ length: count }, (_, n) => n * step);

describe('the cells that glow', () => {
  const mosaic = mosaicOf(ROOM);
  it.each<[string, Uint32Array | null, number[]]>([
    ['those that changed', Uint32Array.of(3, 70, 4999), [3, 70, 4999]],
    ['none where nobody knows which', null, []],
    ['none where nothing did', new Uint32Array(), []],
  ])('are %s', (_, changed, cells) => {
    expect(glowing(changed, mosaic)).toEqual(cells);
  });

  it('are none where too many changed, as while a first look comes', () => {
    expect(glowing(range(300), mosaic)).toHaveLength(300);
    expect(glowing(range(301), mosaic)).toEqual([]);
  });

  it('are those that are seen, once each', () => {
    const close = mosaicOf(ROOM, { from: 1000, wish: 100 });
    expect(glowing(Uint32Array.of(3, close.from, close.from + 2, close.to), close)).toEqual([0, 2]);
    const shared = mosaicOf({ ...ROOM, devices: 1_000_000 });
    expect(glowing(Uint32Array.of(0, 1, shared.perCell), shared), 'two of one cell').toEqual([0, 1]);
  });
});

describe('glowing', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function make(): { drawn: [readonly number[], number][]; glow: Glow } {
    const drawn: [readonly number[], number][] = [];
    return { drawn, glow: new Glow((cells, strength) => drawn.push([cells, strength])) };
  }

  it('fades in four steps within a second, and then nothing runs', () => {
    const { drawn, glow } = make();
    glow.begin([1, 2]);
    vi.advanceTimersByTime(1000);
    const strengths = drawn.map(([, strength]) => strength);
    expect(strengths).toHaveLength(4);
    expect(strengths, 'fainter each time').toEqual([...strengths].sort((a, b) => b - a));
    expect(strengths.at(-1), 'and at last as it is').toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(drawn).toHaveLength(4);
  });

  it('draws nothing where nothing glows', () => {
    const { drawn, glow } = make();
    glow.begin([]);
    glow.end();
    expect([drawn, vi.getTimerCount()]).toEqual([[], 0]);
  });

  it('lets go of the old cells when others begin', () => {
    const { drawn, glow } = make();
    glow.begin([1]);
    vi.advanceTimersByTime(300);
    glow.begin([2]);
    expect(drawn.slice(2), 'the old one is drawn as it is first').toEqual([
      [[1], 0],
      [[2], 0.55],
    ]);
    vi.advanceTimersByTime(5000);
    expect(drawn.filter(([cells]) => cells[0] === 1).at(-1)?.[1]).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('draws nothing more once it is forgotten', () => {
    const { drawn, glow } = make();
    glow.begin([1]);
    glow.forget();
    vi.advanceTimersByTime(5000);
    expect([drawn.length, vi.getTimerCount()]).toEqual([1, 0]);
  });
});
