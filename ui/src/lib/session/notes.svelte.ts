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

const QUIET_MS = 6_000;
/** What leads somewhere is there for longer: notes of what ended while nobody looked would else lie upon one another, and upon the screen. */
const LEADING_MS = 60_000;
const NOBODY = () => false;

export class Notes {
  list: readonly Note[] = $state.raw([]);
  #next = 1;
  #isHeld = NOBODY;

  /**
   * Where the notes are shown is asked from now on whether somebody is at them, with the pointer or the focus: none goes meanwhile.
   * Answers with how to ask no more.
   */
  heldBy(isHeld: () => boolean): () => void {
    this.#isHeld = isHeld;
    return () => {
      this.#isHeld = NOBODY;
    };
  }

  /** Says something; what informs goes by itself, the rest stays until it is closed. */
  say(tone: Note['tone'], title: string, message = '', action: NoteAction | null = null): void {
    const id = this.#put({ tone, title, message, action });
    if (tone === 'info') this.#goes(id, action === null ? QUIET_MS : LEADING_MS);
  }

  /** Says what is under way, until that is closed. Answers with the note's number. */
  during(title: string, message: string, action: NoteAction): number {
    return this.#put({ tone: 'info', title, message, action });
  }

  /** Says what was done, and for ten seconds how to take it back; longer while somebody is at it. Answers with the note's number. */
  undo(title: string, message: string, label: string, back: () => void): number {
    const id = this.#put({ tone: 'info', title, message, action: { label, run: back } });
    this.#goes(id, UNDO_MS);
    return id;
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

  #put(note: Omit<Note, 'id'>): number {
    const id = this.#next++;
    this.list = [...this.#kept(3), { id, ...note }];
    return id;
  }

  /** So many make room for another, the oldest first: what only informs. What waits for somebody is not pushed out, however many there are. */
  #kept(most: number): readonly Note[] {
    let over = this.list.length - most;
    return this.list.filter(({ tone, action }) => !(tone === 'info' && action === null && over-- > 0));
  }

  #goes(id: number, ms: number): void {
    setTimeout(() => (this.#isHeld() ? this.#goes(id, QUIET_MS) : this.close(id)), ms);
  }

  /** Goes where the note leads; it has done its work then. */
  follow(note: Note): void {
    this.close(note.id);
    note.action?.run();
  }
}
