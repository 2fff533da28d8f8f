// What a pasted text would do to the parameters of a draft: added, changed, or the same. Pure.
import type { ParameterDraft, PastedParameter, PastedParameters } from '../transport/types';

export type Change = 'added' | 'changed' | 'same';

export interface PastedRow {
  readonly parameter: PastedParameter;
  readonly change: Change;
  /** The value that would be replaced. */
  readonly before: string | null;
}

/** Each pasted parameter against the draft's parameter of the same name. */
export function against(parameters: readonly ParameterDraft[], pasted: PastedParameters): PastedRow[] {
  return pasted.parameters.map((parameter) => {
    const before = parameters.find((one) => one.name === parameter.name)?.value ?? null;
    if (before === null) return { parameter, change: 'added', before };
    return { parameter, change: before === parameter.value ? 'same' : 'changed', before };
  });
}

/** The parameters with what was pasted: values changed where their names stand, new ones behind. Rows in which nothing stands go. */
export function merged(parameters: readonly ParameterDraft[], pasted: readonly ParameterDraft[]): ParameterDraft[] {
  const value = new Map(pasted.map((one) => [one.name, one.value]));
  const kept = parameters
    .filter((one) => one.name !== '' || one.value !== '')
    .map((one) => ({ ...one, value: value.get(one.name) ?? one.value }));
  const added = pasted.filter((one) => !parameters.some((known) => known.name === one.name));
  return [...kept, ...added.map(({ name, value: text }) => ({ name, value: text }))];
}

const FORMATS = { json: 'JSON', env: 'NAME=value lines', csv: 'two columns', tsv: 'two columns with tabs', yaml: 'YAML' } as const;

/** What was read, and what it would do, in a sentence. */
export function summary(rows: readonly PastedRow[], pasted: PastedParameters): string {
  const count = (change: Change) => rows.filter((row) => row.change === change).length;
  const parts = [
    [count('added'), 'new'],
    [count('changed'), 'changed'],
    [count('same'), 'unchanged'],
    [pasted.refused.length, pasted.refused.length === 1 ? 'line refused' : 'lines refused'],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return `Read as ${FORMATS[pasted.format]}: ${told.join(', ')}.`;
}
