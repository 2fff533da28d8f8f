// What can be done wherever the user is: going to places, how it all looks, the palette and the keys.
import type { Offer, Offers } from '../actions/offered.svelte';
import { SETTINGS_RANGES, type Settings } from '../transport/types';
import type { AppContext } from './app';
import type { Route } from './router.svelte';

/** Text grows and shrinks by this, in per cent. */
export const TEXT_STEP = 10;
const USUAL_TEXT = 100;

export interface AppWays {
  readonly toPalette: () => void;
  readonly toKeys: () => void;
  readonly toHelp: () => void;
}

export function appOffers({ session, router, notes }: Pick<AppContext, 'session' | 'router' | 'notes'>, ways: AppWays): Offers {
  const change = (settings: Partial<Settings>) => (): void => {
    session.change(settings).catch((thrown: unknown) => notes.fail(thrown));
  };
  const { textPercent, theme } = session.settings;
  const { least, most } = SETTINGS_RANGES.textPercent;
  const text = (percent: number): Offer => ({
    run: change({ textPercent: Math.min(most, Math.max(least, percent)) }),
    off: percent > most ? 'The text is as large as it gets' : percent < least ? 'The text is as small as it gets' : null,
  });
  const looks = (wanted: Settings['theme']): Offer => ({
    run: change({ theme: wanted }),
    off: theme === wanted ? 'It is so already' : null,
  });
  const everywhere: Offers = {
    'go.settings': to({ name: 'settings' }),
    'go.back': { run: () => router.back() },
    'go.forward': { run: () => router.forward() },
    'looks.system': looks('system'),
    'looks.light': looks('light'),
    'looks.dark': looks('dark'),
    'looks.larger': text(textPercent + TEXT_STEP),
    'looks.smaller': text(textPercent - TEXT_STEP),
    'looks.usual': { run: change({ textPercent: USUAL_TEXT }), off: textPercent === USUAL_TEXT ? 'It is so already' : null },
    'app.palette': { run: ways.toPalette },
    'app.keys': { run: ways.toKeys },
    'app.help': { run: ways.toHelp },
    'app.shortcuts': to({ name: 'settings', section: 'keyboard' }),
  };
  if (session.active === null) return everywhere;
  return {
    ...everywhere,
    'go.deployments': to({ name: 'deployments' }),
    'go.fleet': to({ name: 'fleet' }),
    'go.plans': to({ name: 'plans' }),
    'go.launches': to({ name: 'launches' }),
    'go.new': to({ name: 'new' }),
    'go.connect': to({ name: 'welcome' }),
    ...(session.connections.length > 1 ? { 'go.fleets': to({ name: 'fleets' }) } : {}),
  };

  function to(route: Route): Offer {
    return { run: () => router.go(route) };
  }
}
