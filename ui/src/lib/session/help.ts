// The way to the help and back: which page of the guide is about which screen, and where the user was before.
import type { Route, Router } from './router.svelte';

/** A place of the guide. */
interface Place {
  readonly page: string;
  readonly part?: string;
}

/** The page that is about a screen. */
export function placeOf(route: Route): Place {
  switch (route.name) {
    case 'welcome':
      return { page: 'first-run' };
    case 'deployments':
      return { page: 'list' };
    case 'fleets':
      return { page: 'list', part: 'all-fleets' };
    case 'fleet':
      return { page: 'fleet' };
    case 'launches':
      return route.launch === undefined ? { page: 'launches' } : { page: 'launches', part: 'one-launch' };
    case 'new':
      return { page: 'launching' };
    case 'plans':
      return { page: 'plans' };
    case 'batch':
      return { page: 'batches' };
    case 'deployment':
      return { page: route.device === undefined ? 'watching' : 'device' };
    case 'comparison':
      return { page: 'compare' };
    case 'settings':
      if (route.connection !== undefined) return { page: 'connect', part: 'change-or-remove-a-connection' };
      return route.section === 'keyboard' ? { page: 'settings', part: 'keyboard' } : { page: 'settings' };
    case 'help':
      return { page: 'index' };
  }
}

export class Help {
  readonly #router: Router;
  #from: Route = { name: 'deployments' };

  constructor(router: Router) {
    this.#router = router;
  }

  /** Opens the page about a screen: the one the router is at, unless another is shown in its place. */
  open(about: Route = this.#router.route): void {
    if (this.#router.route.name !== 'help') this.show(placeOf(about));
  }

  /** Opens a place of the guide. */
  show(place: Place): void {
    if (this.#router.route.name !== 'help') this.#from = this.#router.route;
    this.#router.go({ name: 'help', ...place });
  }

  /** Back to where it was opened. */
  close(): void {
    this.#router.go(this.#from);
  }
}
