import { render, screen, waitFor } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import Copy from './Copy.svelte';

const clipboard = vi.hoisted(() => ({ copyText: vi.fn<() => Promise<void>>() }));
vi.mock('../base/clipboard', () => clipboard);

it('says whether it was copied', async () => {
  render(Copy, { text: 'd-1', what: 'device id' });
  clipboard.copyText.mockResolvedValueOnce();
  await userEvent.click(screen.getByRole('button', { name: 'Copy device id' }));
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copied'));
  clipboard.copyText.mockRejectedValueOnce(new Error('no clipboard'));
  await userEvent.click(screen.getByRole('button', { name: 'Copy device id' }));
  await waitFor(() => expect(screen.getByRole('status').textContent, 'pasting it would paste something else').toBe('Not copied'));
});
