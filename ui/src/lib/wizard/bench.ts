// A wizard on the bench: scripted calls, a clock moved by hand, and what was said.
import { countedIds, HandClock, Scripted } from '../base/scripted';
import type { Draft, DraftReading, LaunchRecord } from '../transport/types';
import { Drafts } from '../session/drafts';
import { Launches } from '../session/launches';
import { EMPTY_DRAFT } from './edits';
import { Wizard } from './wizard.svelte';

export const READY: DraftReading = {
  sentence: [],
  breadth: 'restricted',
  problems: [],
  json: '{}',
  curl: 'curl',
  script: 'sh',
  action: 'step',
  secrets: [],
  confirmPhrase: null,
};
export const RECORD: LaunchRecord = {
  requestId: 'old',
  connection: 'c',
  sentMs: 1,
  flowUuid: 'f',
  flowName: null,
  comment: null,
  target: 'Test',
  outcome: null,
};

export async function open(draft: Partial<Draft> = {}, read: Partial<DraftReading> = {}) {
  const clock = new HandClock();
  const calls = new Scripted({
    suggestions: () => ({ flows: [], groups: ['Test'], tags: [], apps: [], demo: true }),
    drafts: () => [],
    draft_load: () => ({ id: 'd1', draft: { ...EMPTY_DRAFT, ...draft }, savedMs: 1 }),
    draft_save: ({ draft: saved }) => ({ id: 'd1', draft: saved, savedMs: 2 }),
    draft_discard: () => ({ id: 'd1', draft: EMPTY_DRAFT, savedMs: null }),
    draft_read: () => ({ ...READY, ...read }),
    launches_unresolved: () => [],
  });
  const said: string[] = [];
  const drafts = new Drafts(calls);
  const ways = { toDraft: () => undefined, toDeployment: () => undefined };
  const launches = new Launches(calls, drafts, { say: (_tone, title) => said.push(title) }, ways);
  /** Another wizard of the same session, or of a new one. */
  const again = (newSession = false) =>
    new Wizard('c', { calls, drafts: newSession ? new Drafts(calls) : drafts, launches, after: clock.after, makeId: countedIds() });
  const wizard = again();
  await wizard.open();
  return { wizard, calls, clock, said, again };
}

export function comment(text: string) {
  return { type: 'release', change: { comment: text } } as const;
}
