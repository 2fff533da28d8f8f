// What a screen finds around it. Screens take no props for this: they call `useApp()` while they are made.
import { getContext, setContext } from 'svelte';
import type { Actions } from '../actions/offered.svelte';
import type { Batches } from '../batch/batches.svelte';
import type { Landings } from '../desk/landings.svelte';
import type { Updates } from '../desk/updates.svelte';
import type { Guards } from '../guard/guards.svelte';
import type { Plans } from '../plan/plans.svelte';
import type { Transport } from '../transport/transport';
import type { Drafts } from './drafts';
import type { Exports } from './exports';
import type { Help } from './help';
import type { Launches } from './launches';
import type { Notes } from './notes.svelte';
import type { Route, Router } from './router.svelte';
import type { Session } from './session.svelte';
import type { Undo } from './undo';

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
  updates: Updates;
  batches: Batches;
  plans: Plans;
  actions: Actions;
  undo: Undo;
  help: Help;
  /** To a place of a connection, which may not be the one in use. */
  lead: (connection: string, to: Route) => void;
  /** To a draft of a connection. */
  toDraft: (connection: string, draft: string) => void;
}

const KEY = Symbol('app');

export function provideApp(app: AppContext): void {
  setContext(KEY, app);
}

export function useApp(): AppContext {
  return getContext<AppContext>(KEY);
}
