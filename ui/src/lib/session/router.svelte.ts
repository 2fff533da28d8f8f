// Where the user is: one of a few places, kept in the address so that a reloaded page opens where it was.

export type Route =
  | { name: 'welcome' }
  /** A page of the guide, at one of its headings. */
  | { name: 'help'; page?: string; part?: string }
  | { name: 'deployments' }
  /** The devices of the fleet as far as they are known; with a device, that is opened. */
  | { name: 'fleet'; device?: string }
  /** The deployments of all fleets. */
  | { name: 'fleets' }
  /** What was sent from here; with a launch, that is opened. */
  | { name: 'launches'; launch?: string }
  | { name: 'new' }
  /** The rollout plans; with an id, that one: the board of one that was started, else what is written of it. */
  | { name: 'plans'; id?: string }
  /** One deployment for each of several devices. */
  | { name: 'batch'; id: string }
  /** One deployment; with a device, that is opened. */
  | { name: 'deployment'; uuid: string; device?: string }
  /** Two of them side by side. */
  | { name: 'comparison'; a: string; b: string }
  /** Settings; with a connection, opened at that connection's token; with a section, opened there. */
  | { name: 'settings'; connection?: string; section?: string };

export function toHash(route: Route): string {
  switch (route.name) {
    case 'welcome':
    case 'deployments':
    case 'fleets':
    case 'new':
      return `#/${route.name}`;
    case 'help':
      return ['#/help', route.page, route.page === undefined ? undefined : route.part].filter((part) => part !== undefined).join('/');
    case 'fleet':
      return route.device === undefined ? '#/fleet' : `#/fleet/device/${encodeURIComponent(route.device)}`;
    case 'launches':
      return route.launch === undefined ? '#/launches' : `#/launches/${encodeURIComponent(route.launch)}`;
    case 'plans':
      return route.id === undefined ? '#/plans' : `#/plans/${encodeURIComponent(route.id)}`;
    case 'batch':
      return `#/batch/${encodeURIComponent(route.id)}`;
    case 'deployment':
      return ['#/deployment', route.uuid, ...(route.device === undefined ? [] : ['device', route.device])]
        .map((part, n) => (n === 0 ? part : encodeURIComponent(part)))
        .join('/');
    case 'comparison':
      return `#/comparison/${encodeURIComponent(route.a)}/${encodeURIComponent(route.b)}`;
    case 'settings':
      if (route.connection !== undefined) return `#/settings/connection/${encodeURIComponent(route.connection)}`;
      return route.section === undefined ? '#/settings' : `#/settings/section/${encodeURIComponent(route.section)}`;
  }
}

export function fromHash(hash: string): Route {
  const [name = '', first, second, third] = hash.replace(/^#\/?/, '').split('/');
  switch (name) {
    case 'welcome':
    case 'fleets':
    case 'new':
      return { name };
    case 'help':
      return { name, ...(first ? { page: decoded(first) } : {}), ...(first && second ? { part: decoded(second) } : {}) };
    case 'fleet':
      return first === 'device' && second !== undefined && second !== '' ? { name, device: decoded(second) } : { name };
    case 'launches':
      return first === undefined || first === '' ? { name } : { name, launch: decoded(first) };
    case 'plans':
      return first === undefined || first === '' ? { name } : { name, id: decoded(first) };
    case 'batch':
      return first === undefined || first === '' ? { name: 'launches' } : { name, id: decoded(first) };
    case 'deployment':
      if (first === undefined || first === '') return { name: 'deployments' };
      return second === 'device' && third !== undefined && third !== ''
        ? { name, uuid: decoded(first), device: decoded(third) }
        : { name, uuid: decoded(first) };
    case 'comparison': {
      const whole = first !== undefined && first !== '' && second !== undefined && second !== '';
      return whole ? { name, a: decoded(first), b: decoded(second) } : { name: 'deployments' };
    }
    case 'settings':
      if (second === undefined || second === '') return { name };
      if (first === 'connection') return { name, connection: decoded(second) };
      return first === 'section' ? { name, section: decoded(second) } : { name };
    default:
      return { name: 'deployments' };
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a place names what only one fleet knows. */
function isOfOneFleet(route: Route): boolean {
  switch (route.name) {
    case 'deployment':
    case 'comparison':
    case 'batch':
      return true;
    case 'fleet':
      return route.device !== undefined;
    case 'launches':
      return route.launch !== undefined;
    case 'plans':
      return route.id !== undefined;
    case 'welcome':
    case 'help':
    case 'deployments':
    case 'fleets':
    case 'new':
    case 'settings':
      return false;
  }
}

/** The connection that an entry of the window's history was written with. */
function connectionOf(state: unknown): string | null {
  const connection = typeof state === 'object' && state !== null && 'connection' in state ? state.connection : null;
  return typeof connection === 'string' ? connection : null;
}

/** What the router needs of the connections. */
export interface Fleets {
  /** The one in use. */
  inUse(): string | null;
  /** To a place of another one; it says itself where that cannot be. */
  lead(connection: string, to: Route): Promise<void>;
}

const ONE_FLEET: Fleets = { inUse: () => null, lead: () => Promise.resolve() };

/** What the router needs of the window. */
export interface Address {
  location: { hash: string };
  history: { readonly state: unknown; replaceState(state: unknown, unused: string): void; back(): void; forward(): void };
  addEventListener(type: 'hashchange', listener: () => void): void;
}

export class Router {
  route: Route = $state.raw({ name: 'deployments' });
  readonly #address: Address;
  readonly #fleets: Fleets;

  constructor(address: Address, fleets: Fleets = ONE_FLEET) {
    this.#address = address;
    this.#fleets = fleets;
    this.route = fromHash(address.location.hash);
    address.addEventListener('hashchange', () => {
      if (address.location.hash !== toHash(this.route)) void this.#follow(fromHash(address.location.hash));
    });
  }

  /** The address was changed: by a link, or back and forward, which may lead to what another fleet knows. */
  async #follow(route: Route): Promise<void> {
    const connection = connectionOf(this.#address.history.state);
    if (connection === null || connection === this.#fleets.inUse() || !isOfOneFleet(route)) {
      this.route = route;
      this.#mark();
      return;
    }
    await this.#fleets.lead(connection, route);
    // Where that fleet could not be opened, the address says again what is shown.
    if (this.#address.location.hash !== toHash(this.route)) this.go(this.route);
  }

  /** Which fleet this place is of is not in its address: the window's history keeps it beside that. */
  #mark(): void {
    this.#address.history.replaceState({ connection: this.#fleets.inUse() }, '');
  }

  /** Where the user was before; nothing where that was nowhere. */
  back(): void {
    this.#address.history.back();
  }

  forward(): void {
    this.#address.history.forward();
  }

  go(route: Route): void {
    this.route = route;
    this.#address.location.hash = toHash(route);
    this.#mark();
  }
}
