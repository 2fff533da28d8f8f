import { render, screen, waitFor } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import FacetPanel from './FacetPanel.svelte';
import type { FacetEntry } from './facets';

it('goes on at the first of those that were asked for: the button that was pressed is gone', async () => {
  const entries = Array.from({ length: 12 }, (_, at): FacetEntry => {
    const value = `group ${String(at)}`;
    return { facet: 'groups', value, label: value, devices: 1, lit: false };
  });
  const facets = [{ name: 'groups', title: 'Group', entries, more: 0 } as const];
  render(FacetPanel, { facets, ontoggle: () => undefined, onclear: () => undefined });
  await userEvent.click(screen.getByRole('button', { name: 'Show 4 more' }));
  await waitFor(() => expect(document.activeElement?.textContent).toContain('group 8'));
});
