// Until core has said which values are secret, none is shown.
import { cleanup, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { draftOf, readingOf } from '../../dev/reading';
import { mountApp } from '../../test/app';
import { rejected } from '../base/scripted';
import type { Draft, DraftReading } from '../transport/types';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

const SECRET = draftOf('secret');

/** The wizard at a step of a draft with secrets; core reads it when, and if, it is let. */
function wizard(step: number, draft_read: () => Promise<DraftReading>) {
  const harmless = { name: 'open', value: 'in the clear', secret: false };
  const draft: Draft = { ...SECRET, step, parameters: [...SECRET.parameters, harmless] };
  return mountApp('#/new', { draft_load: () => ({ id: 'd1', draft, savedMs: 1 }), draft_read });
}

const values = () => screen.getAllByLabelText<HTMLInputElement>(/^Parameter \d+: value/);
const masked = () => values().map((one) => one.type === 'password');

it('masks every value of the parameters before the first reading, but those called harmless', async () => {
  let answer: (reading: DraftReading) => void = () => undefined;
  wizard(2, () => new Promise((resolve) => (answer = resolve)));
  await waitFor(() => expect(values().length).toBe(SECRET.parameters.length + 1));
  expect(masked(), 'nobody has said yet which are secret').toEqual([...SECRET.parameters.map(() => true), false]);
  const { secrets } = readingOf(SECRET);
  answer(readingOf(SECRET));
  await waitFor(() => expect(masked()).toEqual([...SECRET.parameters.map(({ name }) => secrets.includes(name)), false]));
});

it('shows no secret value where the draft cannot be read', async () => {
  wizard(4, () => rejected('unreachable', 'It did not answer.'));
  await screen.findByText('The draft could not be checked');
  const shown = SECRET.parameters.filter(({ value }) => value !== '' && document.body.textContent.includes(`= ${value}`));
  expect([shown, document.body.textContent.includes('in the clear')]).toEqual([[], true]);
  await userEvent.click(screen.getByRole('button', { name: 'Change parameters' }));
  await waitFor(() => expect(masked()).toEqual([...SECRET.parameters.map(() => true), false]));
});
