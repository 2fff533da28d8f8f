// Ids of devices that are chosen, for the clipboard, and what came of that.
import { copyText } from '../base/clipboard';
import { counted } from '../locale';
import type { Notes } from './notes.svelte';

/** Copies ids, one a line, and says how many. */
export async function copyIds(notes: Pick<Notes, 'say' | 'fail'>, ids: Promise<string>, many: number): Promise<void> {
  try {
    await copyText(ids);
    notes.say('info', `${counted(many, 'device id')} copied, one a line`);
  } catch (thrown) {
    notes.fail(thrown);
  }
}
