// What a screen finds around it. Screens take no props for this: they call `useApp()` while they are made.
import { getContext, setContext } from 'svelte';
import type { Batches } from '../batch/batches.svelte';
import type { Landings } from '../desk/landings.svelte';
import type { Guards } from '../guard/guards.svelte';
import type { Plans } from '../plan/plans.svelte';
import type { Transport } from '../transport/transport';
import type { Actions } from './actions';
import type { Drafts } from './drafts';
import type { Exports } from './exports';
import type { Launches } from './launches';
import type { Notes } from './notes.svelte';
import type { Route, Router } from './router.svelte';
import type { Session } from './session.svelte';

export interface AppContext {
  transport: Transport;
  session: Session;
  router: Router;
  notes: Notes;
  drafts: Drafts;
  launches: Launches;
  exports: Exports;
  guards: Guards;
  landings: Landings;
  batches: Batches;
  plans: Plans;
  actions: Actions;
  /** To a place of a connection, which may not be the one in use. */
  lead: (connection: string, to: Route) => void;
}

const KEY = Symbol('app');

export function provideApp(app: AppContext): void {
  setContext(KEY, app);
}

export function useApp(): AppContext {
  return getContext<AppContext>(KEY);
}
