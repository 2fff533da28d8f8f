// The templates of a connection: kept by core, used to make a draft. Nothing is launched by any of it.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, Draft, DraftAgain, Template, TemplateAnswer, TemplateAsk } from '../transport/types';

export class TemplateShelf {
  templates: readonly Template[] | null = $state.raw(null);
  error: AppError | null = $state.raw(null);
  busy = $state(false);
  /** Deleted last, and can be brought back. */
  removed: Template | null = $state.raw(null);
  /** What was done last, in words. */
  said = $state('');
  readonly #calls: Calls;
  readonly #connection: string;

  constructor(calls: Calls, connection: string) {
    this.#calls = calls;
    this.#connection = connection;
  }

  load(): Promise<boolean> {
    return this.#take(() => this.#calls.call('templates', { connection: this.#connection }), '');
  }

  /** Keeps a draft by a name. Answers whether it is kept. */
  save(name: string, draft: Draft, asks: readonly TemplateAsk[]): Promise<boolean> {
    return this.#take(
      () => this.#calls.call('template_save', { connection: this.#connection, template: null, name, draft, asks: [...asks] }),
      `Saved as “${name.trim()}”`,
    );
  }

  rename(template: string, name: string): Promise<boolean> {
    return this.#take(() => this.#calls.call('template_rename', { connection: this.#connection, template, name }), 'Renamed');
  }

  async remove(template: Template): Promise<boolean> {
    const { id } = template;
    const gone = await this.#take(() => this.#calls.call('template_remove', { connection: this.#connection, template: id }), '');
    if (gone) this.removed = template;
    return gone;
  }

  /** The template that was deleted last is there again. */
  async bringBack(): Promise<void> {
    const { removed } = this;
    if (removed === null) return;
    const { name, draft, asks } = removed;
    if (await this.save(name, draft, asks)) this.removed = null;
  }

  /** The draft that these answers make of a template; null where it could not be made. */
  async use(template: string, answers: readonly TemplateAnswer[]): Promise<DraftAgain | null> {
    let made: DraftAgain | null = null;
    await this.#at(async () => {
      made = await this.#calls.call('template_use', { connection: this.#connection, template, answers: [...answers] });
    });
    return made;
  }

  /** Writes all of them to a file that the user chooses. */
  async write(): Promise<void> {
    await this.#at(async () => {
      const { path } = await this.#calls.call('templates_export', { connection: this.#connection });
      if (path !== null) this.said = `Written to ${path}`;
    });
  }

  /** Adds those of a file that the user chooses. */
  async read(): Promise<void> {
    await this.#at(async () => {
      const { added, templates } = await this.#calls.call('templates_import', { connection: this.#connection });
      this.templates = templates;
      if (added.length > 0) this.said = `Added: ${added.join(', ')}`;
    });
  }

  async #take(ask: () => Promise<Template[]>, said: string): Promise<boolean> {
    return await this.#at(async () => {
      this.templates = await ask();
      this.said = said;
    });
  }

  async #at(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    this.said = '';
    try {
      await work();
    } catch (thrown) {
      ({ error: this.error } = Failure.of(thrown));
    }
    this.busy = false;
    return this.error === null;
  }
}
