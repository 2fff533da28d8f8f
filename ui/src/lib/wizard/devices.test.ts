// The step that says which devices: what was just added is what may be scolded.
import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { applyEdit, EMPTY_DRAFT } from './edits';
import DevicesStep from './DevicesStep.svelte';
import type { DraftFields } from './fields';
import { Held } from '../../test/held.svelte';

afterEach(cleanup);

it('touches the group that was added, and no other', async () => {
  const draft = new Held({ ...EMPTY_DRAFT, groups: ['Test'] });
  const touched: string[] = [];
  const fields: Partial<DraftFields> = {
    get draft() {
      return draft.value;
    },
    suggestions: { flows: [], groups: [], tags: [], apps: [], demo: false },
    errorAt: () => null,
    mendable: () => [],
    taken: () => null,
    devicesIn: () => null,
    edit: (edit) => (draft.value = applyEdit(draft.value, edit)),
    touch: (field) => touched.push(field),
  };
  render(DevicesStep, { fields: fields as DraftFields });
  await userEvent.type(screen.getByRole('combobox', { name: /^Groups/ }), 'Production{Enter}');
  expect([draft.value.groups, touched]).toEqual([['Test', 'Production'], ['groups.1']]);
});
