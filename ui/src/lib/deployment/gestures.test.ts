import { describe, expect, it } from 'vitest';
import { Gestures } from './gestures';

function make(movable = true) {
  const told: string[] = [];
  const gestures = new Gestures({
    begin: () => {
      told.push('begin');
      return movable;
    },
    drag: (dx, dy) => told.push(`drag ${dx} ${dy}`),
    pinch: (factor, { x, y }) => told.push(`pinch ${factor} at ${x} ${y}`),
  });
  return { told, gestures };
}

describe('pointers on the picture', () => {
  it('click where they do not move', () => {
    const { told, gestures } = make();
    gestures.down(1, { x: 10, y: 10 });
    gestures.move(1, { x: 12, y: 11 });
    gestures.up(1);
    expect([told, gestures.moved], 'a hand is never quite still').toEqual([[], false]);
  });

  it('hover without being down', () => {
    const { told, gestures } = make();
    gestures.move(1, { x: 90, y: 90 });
    expect([told, gestures.busy]).toEqual([[], false]);
  });

  it('drag from where they went down, and the click that follows is none', () => {
    const { told, gestures } = make();
    gestures.down(1, { x: 10, y: 10 });
    gestures.move(1, { x: 10, y: 20 });
    gestures.move(1, { x: 15, y: 40 });
    expect(gestures.busy).toBe(true);
    gestures.up(1);
    expect(told).toEqual(['begin', 'drag 0 10', 'drag 5 30']);
    expect([gestures.moved, gestures.busy]).toEqual([true, false]);
    gestures.down(1, { x: 10, y: 10 });
    expect(gestures.moved, 'the next one is a click again').toBe(false);
  });

  it('move nothing where all is seen', () => {
    const { told, gestures } = make(false);
    gestures.down(1, { x: 10, y: 10 });
    gestures.move(1, { x: 10, y: 60 });
    gestures.move(1, { x: 10, y: 70 });
    expect([told, gestures.busy]).toEqual([['begin'], false]);
  });

  it('pinch about their middle, step by step', () => {
    const { told, gestures } = make();
    gestures.down(1, { x: 0, y: 0 });
    gestures.down(2, { x: 100, y: 0 });
    gestures.move(2, { x: 200, y: 0 });
    gestures.move(1, { x: 100, y: 0 });
    gestures.up(2);
    gestures.move(1, { x: 0, y: 0 });
    gestures.up(1);
    expect(told, 'the one that is left drags nothing').toEqual(['pinch 2 at 100 0', 'pinch 0.5 at 150 0']);
    expect(gestures.moved, 'nor does it click').toBe(true);
  });
});
