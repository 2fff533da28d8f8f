// Deleting drafts, and how each is brought back.
import type { Undo } from '../session/undo';
import type { Wizard } from './wizard.svelte';

export class DraftRemoval {
  readonly #connection: string;
  readonly #wizard: Wizard;
  readonly #undo: Undo;

  constructor(connection: string, wizard: Wizard, undo: Undo) {
    this.#connection = connection;
    this.#wizard = wizard;
    this.#undo = undo;
  }

  /** Deletes the draft on screen; a note brings it back. */
  async discard(): Promise<void> {
    const before = { id: this.#wizard.draftId, draft: this.#wizard.state.draft };
    await this.#wizard.discard();
    // Where it could not be deleted it still is the draft on screen.
    if (this.#wizard.draftId !== before.id) this.#undo.draft(this.#connection, before);
  }

  /** Deletes another; answers with how it is brought back, for a dialog under which no note can be reached. */
  async remove(id: string): Promise<(() => Promise<void>) | null> {
    const { openDrafts } = this.#wizard;
    const draft = await openDrafts.remove(id);
    return draft === null ? null : () => openDrafts.bringBack(id, draft);
  }

  /** Deletes another; a note brings it back. */
  async removeHere(id: string): Promise<void> {
    const draft = await this.#wizard.openDrafts.remove(id);
    if (draft !== null) this.#undo.draft(this.#connection, { id, draft });
  }
}
