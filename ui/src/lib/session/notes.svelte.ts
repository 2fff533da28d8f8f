// Short notes in the corner: what was done, what went wrong where no better place says it.
import { lookOf } from '../failures';
import { Failure } from '../transport/transport';

export interface Note {
  id: number;
  tone: 'info' | 'warning' | 'error';
  title: string;
  message: string;
}

const QUIET_NOTE_MS = 6000;

export class Notes {
  list: readonly Note[] = $state.raw([]);
  #next = 1;

  /** Says something; what only informs goes by itself, the rest stays until it is closed. */
  say(tone: Note['tone'], title: string, message = ''): void {
    const id = this.#next++;
    this.list = [...this.list.slice(-3), { id, tone, title, message }];
    if (tone === 'info') setTimeout(() => this.close(id), QUIET_NOTE_MS);
  }

  /** Says a failure in the words of the one table; silent ones are not said. */
  fail(thrown: unknown): void {
    const { error } = Failure.of(thrown);
    const { tone, title } = lookOf(error.code);
    if (tone !== 'silent') this.say(tone, title, error.message);
  }

  close(id: number): void {
    this.list = this.list.filter((note) => note.id !== id);
  }
}
