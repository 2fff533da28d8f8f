// Short notes in the corner: what was done, what went wrong where no better place says it.
import { UNDO_MS } from '../base/undoing';
import { lookOf } from '../failures';
import { Failure } from '../transport/transport';

/** Where a note leads. */
export interface NoteAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Note {
  id: number;
  tone: 'info' | 'warning' | 'error';
  title: string;
  message: string;
  action: NoteAction | null;
}

const QUIET_NOTE_MS = 6000;

export class Notes {
  list: readonly Note[] = $state.raw([]);
  #next = 1;

  /** Says something; what only informs goes by itself, the rest stays until it is closed. Answers with the note's number. */
  say(tone: Note['tone'], title: string, message = '', action: NoteAction | null = null): number {
    const id = this.#next++;
    this.list = [...this.list.slice(-3), { id, tone, title, message, action }];
    if (tone === 'info' && action === null) setTimeout(() => this.close(id), QUIET_NOTE_MS);
    return id;
  }

  /** Says what was done, and for ten seconds how to take it back. */
  undo(title: string, message: string, label: string, back: () => void): void {
    const id = this.say('info', title, message, { label, run: back });
    setTimeout(() => this.close(id), UNDO_MS);
  }

  /** A note says something newer; nothing where it was closed. */
  change(id: number, message: string): void {
    this.list = this.list.map((note) => (note.id === id ? { ...note, message } : note));
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

  /** Goes where the note leads; it has done its work then. */
  follow(note: Note): void {
    this.close(note.id);
    note.action?.run();
  }
}
