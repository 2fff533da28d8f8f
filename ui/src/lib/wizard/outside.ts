// What the wizard needs of the rest of the page.
import type { After, Calls, MakeId } from '../base/outside';
import type { Drafts } from '../session/drafts';
import type { Launches } from '../session/launches';

/** So long after the last change a draft is saved, and read. */
export const SAVE_AFTER_MS = 400;
export const READ_AFTER_MS = 150;

export interface WizardOutside {
  readonly calls: Calls;
  readonly drafts: Drafts;
  readonly launches: Launches;
  readonly after?: After;
  readonly makeId?: MakeId;
}
