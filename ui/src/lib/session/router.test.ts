import { describe, expect, it } from 'vitest';
import { fromHash, Router, toHash, type Route } from './router.svelte';

const ROUTES: Route[] = [
  { name: 'welcome' },
  { name: 'help' },
  { name: 'help', page: 'list' },
  { name: 'help', page: 'list', part: 'all-fleets' },
  { name: 'deployments' },
  { name: 'fleets' },
  { name: 'fleet' },
  { name: 'fleet', device: 'd/7 ü' },
  { name: 'launches' },
  { name: 'launches', launch: 'r/1' },
  { name: 'new' },
  { name: 'plans' },
  { name: 'plans', id: 'p/1 ü' },
  { name: 'deployment', uuid: 'dp-1/2 %' },
  { name: 'deployment', uuid: 'dp-1', device: 'd/7' },
  { name: 'comparison', a: 'dp-1/2', b: 'dp 3' },
  { name: 'settings' },
  { name: 'settings', connection: 'c 1' },
  { name: 'settings', section: 'keyboard' },
];

class FakeAddress {
  location = { hash: '' };
  moves: string[] = [];
  history = { back: () => this.moves.push('back'), forward: () => this.moves.push('forward') };
  listener: () => void = () => undefined;
  addEventListener(_type: 'hashchange', listener: () => void): void {
    this.listener = listener;
  }
}

describe('the router', () => {
  it.each(ROUTES)('finds %o again after a reload', (route) => {
    expect(fromHash(toHash(route)), 'the address tells the whole place').toEqual(route);
  });

  it.each(['', '#/nowhere', '#/deployment/', '#/deployment', '#/comparison', '#/comparison/dp-1', '#/comparison/dp-1/'])(
    'opens %s at the list',
    (hash) => {
      expect(fromHash(hash)).toEqual({ name: 'deployments' });
    },
  );

  it('survives an address that is not well formed', () => {
    expect(fromHash('#/deployment/%E0%A4%A')).toEqual({ name: 'deployment', uuid: '%E0%A4%A' });
  });

  it('goes back and forward as the window remembers', () => {
    const address = new FakeAddress();
    const router = new Router(address);
    router.back();
    router.forward();
    expect(address.moves, 'the address follows, and the router follows the address').toEqual(['back', 'forward']);
  });

  it('follows the address when the user goes back', () => {
    const address = new FakeAddress();
    const router = new Router(address);
    router.go({ name: 'new' });
    expect(address.location.hash).toBe('#/new');
    address.location.hash = '#/deployments';
    address.listener();
    expect(router.route).toEqual({ name: 'deployments' });
  });
});
