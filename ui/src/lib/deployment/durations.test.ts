// How long devices took, at its edges: one device, and no time at all.
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import type { Durations } from '../transport/types';
import DurationsDialog from './DurationsDialog.svelte';

afterEach(cleanup);

const AT_ONCE: Durations = { counted: 1, bars: [1], upToMs: 0, medianMs: 0, p95Ms: 0, mostMs: 0, slowest: [] };

it('draws one device that took no time at all', () => {
  render(DurationsDialog, { durations: AT_ONCE, onopen: () => undefined, onclose: () => undefined });
  expect(screen.getByText('1 device counted')).toBeTruthy();
  const marks = [...document.querySelectorAll<HTMLElement>('.mark')].map((mark) => mark.style.left);
  expect(marks, 'nothing of nothing is a place').toEqual(['0%', '0%']);
});
