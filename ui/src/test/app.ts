// Mounts the whole page over a transport in memory, opened at a screen, and checks it with axe.
import { render } from '@testing-library/svelte';
import axe from 'axe-core';
import { expect } from 'vitest';
import App from '../App.svelte';
import { draftOf, readingOf } from '../dev/reading';
import { FIRST_SETTINGS } from '../lib/session/session.svelte';
import { MemoryTransport, type Script } from '../lib/transport/memory';
import type { Boot, ConnectionView } from '../lib/transport/types';

export const TURBINES: ConnectionView = {
  id: 'c1',
  name: 'Wind turbines',
  baseUrl: 'https://api.example.test',
  fleetKey: 'wturb',
  demo: false,
  rules: { production: false, readOnly: false, askAbove: null, forbidden: [] },
  token: { type: 'keyring' },
};
export const DEMO: ConnectionView = { ...TURBINES, id: 'c2', name: 'Demo fleet', demo: true, token: { type: 'notAsked' } };
export const BOOT: Boot = {
  version: '0.1.0',
  epoch: 1,
  connections: [TURBINES],
  active: 'c1',
  remembered: { place: null, recent: [] },
  settings: FIRST_SETTINGS,
  notes: [],
};
const EMPTY = draftOf('empty');

export function mountApp(hash: string, script: Script): MemoryTransport {
  window.location.hash = hash;
  const transport = new MemoryTransport({
    boot: () => BOOT,
    window_visible: () => null,
    remember: () => null,
    list_rows: ({ start }) => ({ revision: 1, start, total: 0, rows: [] }),
    list_refresh: () => null,
    list_unwatch: () => null,
    parameter_secret_set: () => null,
    launches_unresolved: () => [],
    suggestions: () => ({ flows: [], groups: [], tags: [], apps: [], demo: false }),
    drafts: () => [],
    draft_load: () => ({ id: 'd1', draft: EMPTY, savedMs: null }),
    draft_save: ({ draft }) => ({ id: 'd1', draft, savedMs: 1 }),
    draft_discard: () => ({ id: 'd1', draft: EMPTY, savedMs: null }),
    draft_read: ({ draft }) => readingOf(draft),
    ...script,
  });
  render(App, { transport });
  return transport;
}

/** Names, roles and relations are right; colours are checked where they are drawn, in the real window. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
    'every control has a role and a name',
  ).toEqual([]);
}
