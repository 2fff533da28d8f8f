// The drafts beside the one on screen: what was deleted can be taken back.
import { render, screen, waitFor } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { UNDO_MS } from './lib/base/undoing';
import type { DraftRow } from './lib/transport/types';
import DraftsDialog from './lib/wizard/DraftsDialog.svelte';
import type { Wizard } from './lib/wizard/wizard.svelte';

it('are each given their whole time to be taken back, also when one is deleted after another', async () => {
  const row = (id: string): DraftRow => ({ id, comment: id, flow: 'Gateway', target: null, savedMs: 1 });
  const openDrafts = { rows: [row('first'), row('second')], busy: false, error: null, load: () => Promise.resolve() };
  const wizard = { draftId: 'other', openDrafts, flush: () => undefined } as unknown as Wizard;
  const timers = vi.spyOn(globalThis, 'setTimeout');
  render(DraftsDialog, {
    wizard,
    ondiscard: () => undefined,
    onremove: () => Promise.resolve(() => Promise.resolve()),
    onclose: () => undefined,
  });
  const begun = () => timers.mock.calls.filter(([, ms]) => ms === UNDO_MS).length;
  for (const [at, id] of ['first', 'second'].entries()) {
    await userEvent.click(screen.getByRole('button', { name: `Delete ${id}` }));
    await userEvent.click(screen.getByRole('button', { name: `Delete ${id} for good` }));
    await waitFor(() => expect(begun(), 'the second does not go with the time of the first').toBe(at + 1));
  }
  timers.mockRestore();
});
