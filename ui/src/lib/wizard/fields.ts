// What the fields of a draft need of whoever holds it. The wizard holds one; a plan holds its request, and a target for each wave.
import type { AppError, Draft, PastedParameters, Problem, Suggested, SuggestedKind, Suggestions } from '../transport/types';
import type { Edit } from './edits';
import { errorAt, mendable, secretsOf, warningsAt } from './judge';
import { takenWords } from './reachWords';
import type { Wizard } from './wizard.svelte';

/** A problem for which one press takes over what is most likely meant. */
export type Mendable = Pick<Problem, 'field' | 'title' | 'message'> & { readonly instead: string };

export interface DraftFields {
  readonly draft: Draft;
  readonly suggestions: Suggestions;
  /** The names of its parameters that are secret by their look, or by what was said of the flow; all of them, until that is known. */
  readonly secrets: readonly string[];
  /** What is said beside a field. */
  errorAt(field: string): string | null;
  warningsAt(field: string): readonly string[];
  /** What can be mended of the fields that begin so. */
  mendable(fields: string): readonly Mendable[];
  edit(edit: Edit): void;
  /** The field was left. */
  touch(field: string): void;
  /** Names the chosen flow on this computer; answers why it could not be kept. */
  nameFlow(name: string): Promise<AppError | null>;
  /** Says whether a parameter is secret; answers why that could not be kept with the flow. */
  markSecret(index: number, secret: boolean): Promise<AppError | null>;
  readPasted(text: string): Promise<PastedParameters>;
  /** Known devices or deployments that fit what is typed. */
  suggest(what: SuggestedKind, text: string): Promise<readonly Suggested[]>;
  /** How many known devices a part of the target leaves out; null where that is not known. */
  taken(field: string): { readonly text: string; readonly title: string } | null;
  /** The known devices in a group; null where that is not known. */
  devicesIn(group: string): number | null;
}

/** The fields of the draft that the wizard holds. */
export class WizardFields implements DraftFields {
  readonly #wizard: Wizard;

  constructor(wizard: Wizard) {
    this.#wizard = wizard;
  }

  get draft(): Draft {
    return this.#wizard.state.draft;
  }

  get suggestions(): Suggestions {
    return this.#wizard.state.suggestions;
  }

  get secrets(): readonly string[] {
    return secretsOf(this.#wizard.state);
  }

  errorAt(field: string): string | null {
    return errorAt(this.#wizard.state, field);
  }

  warningsAt(field: string): readonly string[] {
    return warningsAt(this.#wizard.state, field);
  }

  mendable(fields: string): readonly Mendable[] {
    return mendable(this.#wizard.state, fields);
  }

  edit(edit: Edit): void {
    this.#wizard.edit(edit);
  }

  touch(field: string): void {
    this.#wizard.touch(field);
  }

  nameFlow(name: string): Promise<AppError | null> {
    return this.#wizard.nameFlow(name);
  }

  markSecret(index: number, secret: boolean): Promise<AppError | null> {
    return this.#wizard.markSecret(index, secret);
  }

  readPasted(text: string): Promise<PastedParameters> {
    return this.#wizard.asks.readPasted(text);
  }

  suggest(what: SuggestedKind, text: string): Promise<readonly Suggested[]> {
    return this.#wizard.asks.suggest(what, text);
  }

  taken(field: string): { readonly text: string; readonly title: string } | null {
    return takenWords(this.#wizard.reached.of(this.#wizard.state.edition), field);
  }

  /** For as long as groups are the same. */
  devicesIn(group: string): number | null {
    return this.#wizard.reached.lately?.groups.find(({ value }) => value === group)?.devices ?? null;
  }
}
