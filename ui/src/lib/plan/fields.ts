// The fields of a plan's request, of what is sent back, and of a wave's target, as the wizard's own parts need them.
import { Failure, type Transport } from '../transport/transport';
import type { AppError, Draft, PastedParameters, Suggested, SuggestedKind, Suggestions } from '../transport/types';
import { applyEdit, EMPTY_DRAFT, type Edit } from '../wizard/edits';
import type { DraftFields, Mendable } from '../wizard/fields';
import type { PlanEditor } from './editor.svelte';

/** Where a draft stands in the plan. */
interface Part {
  /** The plan as a draft, as far as these fields are of it. */
  draft: () => Draft;
  put: (draft: Draft) => void;
  /** Its fields' places begin so; a wave's place changes with its order. */
  at: () => string;
  secrets: () => readonly string[];
}

class PlanFields implements DraftFields {
  readonly #editor: PlanEditor;
  readonly #calls: Pick<Transport, 'call'>;
  readonly #part: Part;

  constructor(editor: PlanEditor, calls: Pick<Transport, 'call'>, part: Part) {
    this.#editor = editor;
    this.#calls = calls;
    this.#part = part;
  }

  get draft(): Draft {
    return this.#part.draft();
  }

  get suggestions(): Suggestions {
    return this.#editor.suggestions;
  }

  get secrets(): readonly string[] {
    return this.#part.secrets();
  }

  errorAt(field: string): string | null {
    return this.#editor.errorAt(`${this.#part.at()}.${field}`);
  }

  warningsAt(field: string): readonly string[] {
    return this.#editor.warningsAt(`${this.#part.at()}.${field}`);
  }

  /** What is most likely meant, a plan's reading does not tell. */
  mendable(): readonly Mendable[] {
    return [];
  }

  edit(edit: Edit): void {
    const before = this.draft;
    const draft = applyEdit(before, edit);
    if (draft === before) return;
    const list = { removeGroup: 'groups', removeFilter: 'filters', removeParameter: 'parameters' }[edit.type as string];
    if (list !== undefined && 'index' in edit) {
      const { index } = edit;
      this.#editor.placesMoved(`${this.#part.at()}.${list}`, (at) => (at === index ? null : at > index ? at - 1 : at));
    }
    this.#part.put(draft);
  }

  touch(field: string): void {
    this.#editor.touch(`${this.#part.at()}.${field}`);
  }

  async nameFlow(name: string): Promise<AppError | null> {
    const { connection } = this.#editor;
    const named = { connection, flowUuid: this.draft.flowUuid.trim(), name: name.trim() };
    return this.#ask(async () => {
      this.#editor.suggestions = await this.#calls.call('flow_name_set', named);
    });
  }

  async markSecret(index: number, secret: boolean): Promise<AppError | null> {
    const { flowUuid, parameters } = this.draft;
    const name = parameters[index]?.name ?? '';
    this.edit({ type: 'changeParameter', index, change: { secret } });
    if (flowUuid.trim() === '' || name.trim() === '') return null;
    return this.#ask(() => this.#calls.call('parameter_secret_set', { connection: this.#editor.connection, flowUuid, name, secret }));
  }

  readPasted(text: string): Promise<PastedParameters> {
    return this.#calls.call('parameters_paste', { text });
  }

  async suggest(what: SuggestedKind, text: string): Promise<readonly Suggested[]> {
    try {
      return await this.#calls.call('fleet_suggest', { connection: this.#editor.connection, what, text: text.trim() });
    } catch {
      // Suggestions are a convenience: without them everything can still be typed.
      return [];
    }
  }

  taken(): null {
    return null;
  }

  devicesIn(): null {
    return null;
  }

  async #ask(call: () => Promise<unknown>): Promise<AppError | null> {
    try {
      await call();
      return null;
    } catch (thrown) {
      return Failure.of(thrown).error;
    }
  }
}

type Calls = Pick<Transport, 'call'>;

/** What each wave sends. */
export function requestFields(editor: PlanEditor, calls: Calls): DraftFields {
  return new PlanFields(editor, calls, {
    draft: () => editor.plan.request,
    put: (request) => editor.change({ ...editor.plan, request }),
    at: () => 'request',
    secrets: () => editor.secrets.of('request', editor.plan.request),
  });
}

/** What is sent back where the plan stops. */
export function backFields(editor: PlanEditor, calls: Calls): DraftFields {
  const draft = (): Draft => editor.plan.back?.request ?? EMPTY_DRAFT;
  return new PlanFields(editor, calls, {
    draft,
    put: (request) => {
      const { back } = editor.plan;
      if (back !== undefined) editor.setBack({ ...back, request });
    },
    at: () => 'back.request',
    secrets: () => editor.secrets.of('back', draft()),
  });
}

/** Whom a wave reaches by groups and filters. */
export function waveFields(editor: PlanEditor, calls: Calls, index: () => number): DraftFields {
  return new PlanFields(editor, calls, {
    draft: () => {
      const target = editor.plan.waves[index()]?.target;
      return target?.type === 'filters' ? { ...EMPTY_DRAFT, groups: target.groups, filters: target.filters } : EMPTY_DRAFT;
    },
    put: ({ groups, filters }) =>
      editor.changeWave(index(), (wave) =>
        wave.target.type === 'filters' ? { ...wave, target: { ...wave.target, groups, filters } } : wave,
      ),
    at: () => `waves.${index()}`,
    secrets: () => [],
  });
}
