// The dialog for many parameters: what it shows is of the text that stands there, and nothing is taken before it is shown.
import { describe, expect, it } from 'vitest';
import { Failure } from '../transport/transport';
import type { ParameterDraft, PastedParameters } from '../transport/types';
import { open } from './bench';
import { Pasting } from './pasting.svelte';

const FOUND: PastedParameters = {
  format: 'env',
  parameters: [
    { name: 'VERSION', value: '2', line: 1, secret: false, findings: [] },
    { name: 'TOKEN', value: 'hunter2', line: 2, secret: true, findings: [] },
  ],
  refused: [],
};

function later<T>() {
  let answer: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => ([answer, fail] = [resolve, reject]));
  return { promise, answer, fail };
}

describe('reading a pasted text', () => {
  it('shows what it would do against the draft as it stands', async () => {
    const parameters: ParameterDraft[] = [{ name: 'VERSION', value: '2' }];
    const pasting = new Pasting({ read: () => Promise.resolve(FOUND), parameters: () => parameters });
    pasting.type('VERSION=2\nTOKEN=hunter2');
    await pasting.read();
    expect(pasting.rows.map((row) => row.change)).toEqual(['same', 'added']);
    expect(
      pasting.taken.map((row) => row.parameter.name),
      'what is as it is needs no taking',
    ).toEqual(['TOKEN']);
    pasting.reopen();
    expect([pasting.found, pasting.text], 'the text is there to be changed').toEqual([null, 'VERSION=2\nTOKEN=hunter2']);
  });

  it('forgets an answer to a text that is not there any more', async () => {
    const first = later<PastedParameters>();
    const answers = [first.promise, Promise.resolve({ ...FOUND, parameters: [] })];
    const pasting = new Pasting({ read: () => answers.shift() ?? first.promise, parameters: () => [] });
    pasting.type('A=1');
    const early = pasting.read();
    pasting.type('B=1');
    expect(pasting.reading, 'nothing is read of the new text yet').toBe(false);
    await pasting.read();
    first.answer(FOUND);
    await early;
    expect(pasting.rows, 'the answer to the first text would be another text’s parameters').toEqual([]);
  });

  it('says why a text cannot be read, until it is changed', async () => {
    const error = { code: 'invalidInput', message: 'This is not JSON.', field: 'text', retryable: false } as const;
    const pasting = new Pasting({ read: () => Promise.reject(new Failure(error)), parameters: () => [] });
    pasting.type('{');
    await pasting.read();
    expect([pasting.error?.message, pasting.reading, pasting.found]).toEqual(['This is not JSON.', false, null]);
    pasting.type('{}');
    expect(pasting.error).toBeNull();
  });
});

describe('the wizard', () => {
  it('reads through core, takes verbatim, and saves', async () => {
    const { wizard, calls, clock } = await open({ flowUuid: 'f-1', parameters: [{ name: 'VERSION', value: '1' }] });
    calls.script.parameters_paste = () => FOUND;
    expect(await wizard.asks.readPasted('text')).toEqual(FOUND);
    expect(calls.of('parameters_paste')).toEqual([{ text: 'text' }]);
    wizard.edit({
      type: 'paste',
      parameters: [
        { name: 'VERSION', value: '2' },
        { name: 'KEY', value: ' a\nb ' },
      ],
    });
    await clock.wind(1000);
    expect(calls.of('draft_save').at(-1)?.draft.parameters).toEqual([
      { name: 'VERSION', value: '2' },
      { name: 'KEY', value: ' a\nb ' },
    ]);
  });
});
