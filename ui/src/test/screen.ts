// Opens the application at a screen, over the made-up core, and asks axe about it.
import { render, screen } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { expect } from 'vitest';
import App from '../App.svelte';
import { scripted, type Mood } from '../dev/script';

const MOOD: Mood = { theme: 'light', text: 100, mood: 'live', devices: 400, named: false, unresolved: false };

export async function accessible(): Promise<void> {
  // Colours are not laid out here; their contrast is pinned with the tokens.
  const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  expect(
    result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join('\n')}`),
    'axe finds nothing',
  ).toEqual([]);
}

export function open(mood: Partial<Mood> = {}, hash = '#/deployments') {
  location.hash = hash;
  const transport = scripted({ ...MOOD, ...mood });
  render(App, { transport });
  return { transport, user: userEvent.setup() };
}

/** Chooses from the menu of a deployment's head. */
export async function more(user: UserEvent, name: string): Promise<void> {
  await user.click(await screen.findByRole('button', { name: 'More to do with this deployment' }));
  await user.click(await screen.findByRole('menuitem', { name: new RegExp(`^${name}`) }));
}
