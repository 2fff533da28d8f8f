// Readings of drafts as core made them (`readings.ts` is generated). Nothing is judged here: a draft nobody read beforehand has no reading.
import type { Draft, DraftReading } from '../lib/transport/types';
import { READINGS } from './readings';

/** A draft that core read beforehand, opened at a step. */
export function draftOf(name: string, step = 0): Draft {
  const known = READINGS[name];
  if (known === undefined) throw new Error(`There is no reading named ${name}.`);
  return { ...known.draft, step };
}

/** What is shown for any other draft: nothing wrong, and nothing to send. */
const UNREAD: DraftReading = {
  sentence: [{ text: 'Devices nobody can tell on this page.', value: false, mono: false }],
  breadth: 'restricted',
  problems: [],
  json: null,
  curl: null,
  script: null,
  action: null,
  secrets: [],
  confirmPhrase: null,
};

export function readingOf(draft: Draft): DraftReading {
  const wanted = keyOf(draft);
  return Object.values(READINGS).find((known) => keyOf(known.draft) === wanted)?.reading ?? UNREAD;
}

/** Everything but the step, whatever the order of the fields. */
function keyOf(draft: Draft): string {
  const { flowUuid, appName, appVersion, comment } = draft;
  const filters = draft.filters.map(({ kind, operand, value, extra }) => [kind, operand, value, extra]);
  const parameters = draft.parameters.map(({ name, value }) => [name, value]);
  return JSON.stringify([flowUuid, draft.groups, filters, parameters, appName, appVersion, comment]);
}
