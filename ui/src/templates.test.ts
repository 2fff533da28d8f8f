// Templates as the user meets them: kept from the wizard, used, renamed, deleted, and taken away.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessible, BROKEN, breaks, open } from './test/screen';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

async function opened(step: number | null) {
  const { transport, user } = open({ step }, '#/new');
  await user.click(await screen.findByRole('button', { name: 'Templates' }));
  return { transport, user, dialog: await screen.findByRole('dialog', { name: 'Templates' }) };
}

describe('templates', () => {
  it('that could not be read are not read for ever, and can be asked for again', async () => {
    const { transport, user } = open({}, '#/new');
    const mend = breaks(transport, 'templates');
    await user.click(await screen.findByRole('button', { name: 'Templates' }));
    const dialog = await screen.findByRole('dialog', { name: 'Templates' });
    await within(dialog).findByText(BROKEN);
    expect(within(dialog).queryByText('Reading the templates…'), 'it has failed').toBeNull();
    mend();
    await user.click(within(dialog).getByRole('button', { name: 'Try again' }));
    await within(dialog).findByText('Gateway, staged');
  });

  it('are listed with what they do and ask, and used with what they ask for', async () => {
    const { transport, user, dialog } = await opened(null);
    await within(dialog).findByText('Gateway, staged');
    expect(dialog.textContent).toContain('asks for version of the app (deployment tag), comment');
    expect(within(dialog).getByRole('button', { name: 'Save this draft…' }).hasAttribute('disabled'), 'nothing is typed yet').toBe(true);
    await accessible();
    await user.click(within(dialog).getByRole('button', { name: 'Use Gateway, staged' }));
    const use = await screen.findByRole('dialog', { name: 'Use “Gateway, staged”' });
    await accessible();
    await user.type(within(use).getByRole('textbox', { name: /^Version/ }), '4.13.0');
    await user.type(within(use).getByRole('textbox', { name: 'Comment' }), 'Staged C');
    await user.click(within(use).getByRole('button', { name: 'Use it' }));
    expect(transport.calls.find((call) => call.name === 'template_use')?.parameters).toEqual({
      connection: 'c1',
      template: 't1',
      answers: [
        { ask: { type: 'appVersion' }, value: '4.13.0' },
        { ask: { type: 'comment' }, value: 'Staged C' },
      ],
    });
    await screen.findByRole('heading', { level: 2, name: 'Review' });
    expect(transport.count('launch'), 'it opens for review, and nothing is sent').toBe(0);
  });

  it('open beside what is typed, and throw none of it away', async () => {
    const { transport, user, dialog } = await opened(2);
    await user.click(await within(dialog).findByRole('button', { name: 'Use Nightly on the lab' }));
    await screen.findByRole('heading', { level: 2, name: 'Review' });
    expect(transport.calls.filter((call) => call.name === 'draft_save').at(-1)?.parameters, 'a draft of its own').toMatchObject({
      id: null,
      draft: { groups: ['Lab'] },
    });
    expect(transport.count('draft_discard'), 'the other stays').toBe(0);
  });

  it('are kept from a draft, with what is asked each time', async () => {
    const { transport, user, dialog } = await opened(2);
    await user.click(await within(dialog).findByRole('button', { name: 'Save this draft…' }));
    const save = await screen.findByRole('dialog', { name: 'Save this draft as a template' });
    await accessible();
    const name = within(save).getByRole('textbox', { name: 'Name' });
    await user.clear(name);
    await user.type(name, 'Nightly on the lab');
    await user.click(within(save).getByRole('checkbox', { name: 'channel' }));
    await user.click(within(save).getByRole('button', { name: 'Save' }));
    await within(save).findByText(/already/);
    await user.type(name, ' 2');
    await user.click(within(save).getByRole('button', { name: 'Save' }));
    await screen.findByText('Saved as “Nightly on the lab 2”');
    expect(transport.calls.filter((call) => call.name === 'template_save').at(-1)?.parameters).toMatchObject({
      name: 'Nightly on the lab 2',
      asks: [{ type: 'parameter', name: 'channel' }],
    });
  });

  it('are renamed, deleted after a question, written and read', async () => {
    const { transport, user, dialog } = await opened(null);
    await user.click(await within(dialog).findByRole('button', { name: 'Rename Nightly on the lab' }));
    const rename = await screen.findByRole('dialog', { name: 'Rename “Nightly on the lab”' });
    await user.clear(within(rename).getByRole('textbox', { name: 'Name' }));
    await user.type(within(rename).getByRole('textbox', { name: 'Name' }), 'Lab');
    await user.click(within(rename).getByRole('button', { name: 'Rename' }));
    await user.click(await screen.findByRole('button', { name: 'Delete Lab' }));
    expect(transport.count('template_remove'), 'not before it is confirmed').toBe(0);
    await user.click(await screen.findByRole('button', { name: 'Delete the template' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Use Lab' })).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByRole('button', { name: 'Use Lab' });
    expect(screen.queryByRole('button', { name: 'Undo' }), 'once').toBeNull();
    await user.click(screen.getByRole('button', { name: 'Delete Lab' }));
    await user.click(await screen.findByRole('button', { name: 'Delete the template' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Use Lab' })).toBeNull());
    await user.click(await screen.findByRole('button', { name: 'Export…' }));
    await screen.findByText('Written to /home/ops/flightdeck-templates.json');
    await user.click(screen.getByRole('button', { name: 'Import…' }));
    await screen.findByText('Added: Nightly');
  });
});
