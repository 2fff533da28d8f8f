// Opens the application at a screen, over the made-up core, and asks axe about it.
import { render, screen } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { expect } from 'vitest';
import App from '../App.svelte';
import { scripted, type Mood } from '../dev/script';
import { rejected } from '../lib/base/scripted';
import type { MemoryTransport } from '../lib/transport/memory';
import type { Commands } from '../lib/transport/types';

const MOOD: Mood = { theme: 'light', text: 100, mood: 'live', devices: 400, named: false, unresolved: false };

export async function accessible(): Promise<void> {
  // Colours are not laid out here; their contrast is pinned with the tokens.
  const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  expect(
    result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join('\n')}`),
    'axe finds nothing',
  ).toEqual([]);
}

/** With what is `broken` already when the page starts, one of the calls that fail from then on. */
export function open(mood: Partial<Mood> = {}, hash = '#/deployments', broken: keyof Commands | null = null) {
  location.hash = hash;
  const transport = scripted({ ...MOOD, ...mood });
  if (broken !== null) breaks(transport, broken);
  render(App, { transport });
  return { transport, user: userEvent.setup() };
}

/** What is said of a call that was broken. */
export const BROKEN = 'The file is damaged.';

/** Lets every call of this name fail from now on; the answer mends it. */
export function breaks(transport: MemoryTransport, name: keyof Commands): () => void {
  const call = transport.call.bind(transport);
  transport.call = (asked, parameters) => (asked === name ? rejected('storage', BROKEN) : call(asked, parameters));
  return () => (transport.call = call);
}

/** Changes what every call of this name answers from now on. */
export function changes<K extends keyof Commands>(
  transport: MemoryTransport,
  name: K,
  change: (answer: Commands[K]['answer']) => Commands[K]['answer'],
): void {
  const call = transport.call.bind(transport);
  transport.call = async (asked, parameters) => {
    const answer: unknown = await call(asked, parameters);
    return (asked === (name as string) ? change(answer as Commands[K]['answer']) : answer) as never;
  };
}

/** Chooses from the menu of a deployment's head. */
export async function more(user: UserEvent, name: string): Promise<void> {
  await user.click(await screen.findByRole('button', { name: 'More to do with this deployment' }));
  await user.click(await screen.findByRole('menuitem', { name: new RegExp(`^${name}`) }));
}
