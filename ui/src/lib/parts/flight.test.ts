import { describe, expect, it } from 'vitest';
import { Flight, LANDED_MS } from './flight';

describe('a flight over rows', () => {
  it.each<[string, number[], number, boolean[]]>([
    ['begins with the second leap', [400, 400, 400], 16, [false, true, true]],
    ['is none while rows can be followed', [100, 250, 299], 16, [false, false, false]],
    ['is over with the first small step', [400, 400, 20, 400], 16, [false, true, false, true]],
    ['is none where leaps are far apart', [400, 400, 400], LANDED_MS + 1, [false, false, false]],
  ])('%s', (_, steps, apart, flies) => {
    const flight = new Flight();
    expect(steps.map((by, i) => flight.moved(by, 400, 1000 + i * apart))).toEqual(flies);
  });
});
