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
  history = {
    state: null as unknown,
    replaceState: (state: unknown) => (this.history.state = state),
    back: () => this.moves.push('back'),
    forward: () => this.moves.push('forward'),
  };
  listener: () => void = () => undefined;
  /** The window comes to an entry of its history. */
  comes(hash: string, state: unknown): void {
    this.location.hash = hash;
    this.history.state = state;
    this.listener();
  }
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

  it('goes back to what is of another fleet with that fleet, or not at all', async () => {
    const address = new FakeAddress();
    let inUse = 'a';
    const led: string[] = [];
    const lead = (connection: string, to: Route): Promise<void> => {
      led.push(`${connection} ${toHash(to)}`);
      if (connection === 'gone') return Promise.resolve();
      inUse = connection;
      router.go(to);
      return Promise.resolve();
    };
    const router = new Router(address, { inUse: () => inUse, lead });
    router.go({ name: 'deployment', uuid: 'dp-1' });
    const before = address.history.state;
    inUse = 'b';
    router.go({ name: 'deployments' });
    address.comes('#/deployment/dp-1', before);
    expect([led, inUse, router.route], 'no fleet is asked for the deployment of another').toEqual([
      ['a #/deployment/dp-1'],
      'a',
      { name: 'deployment', uuid: 'dp-1' },
    ]);
    address.comes('#/deployments', { connection: 'b' });
    expect([led.length, inUse, router.route], 'a list is that of the fleet in use').toEqual([1, 'a', { name: 'deployments' }]);
    address.comes('#/deployment/dp-9', { connection: 'gone' });
    await new Promise((resolve) => setTimeout(resolve));
    expect([router.route, address.location.hash], 'the address says what is shown').toEqual([{ name: 'deployments' }, '#/deployments']);
    address.comes('#/deployment/dp-2', null);
    expect([router.route, address.history.state], 'a link is of the fleet in use').toEqual([
      { name: 'deployment', uuid: 'dp-2' },
      { connection: 'a' },
    ]);
  });
});
