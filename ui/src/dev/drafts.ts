// Drafts that are open, made up: kept, listed and deleted as core would.
import { Failure } from '../lib/transport/transport';
import type { Script } from '../lib/transport/memory';
import type { Draft, DraftRow, SavedDraft } from '../lib/transport/types';
import { NOW } from './data';
import { draftOf } from './reading';

const AGES = [180_000, 5_400_000, 190_000_000];

/** `open` is the one the wizard opens; so many others were begun before. */
export function draftAnswers(open: Draft, others: number): Script {
  const empty = draftOf('empty');
  const kept = new Map<string, SavedDraft>();
  for (let n = 0; n < others; n += 1) {
    const comment = n === 1 ? '' : n === 0 ? 'Gateway firmware 4.13.0, staged C' : `Camera hotfix ${n}`;
    const draft = { ...draftOf(n === 2 ? 'walkFlow' : 'filled'), comment, step: n };
    kept.set(`o${n}`, { id: `o${n}`, draft, savedMs: NOW - (AGES[n] ?? 86_400_000 * n) });
  }
  let begun = 0;
  const row = ({ id, draft, savedMs }: SavedDraft): DraftRow => ({
    id,
    comment: draft.comment,
    flow: draft.flowUuid === 'f-7b56-3336' ? 'Gateway A/B update' : draft.flowUuid,
    target: draft.groups.length === 0 ? null : `Devices in ${draft.groups.join(' or ')}.`,
    savedMs: savedMs ?? NOW,
  });
  const fresh = (draft: Draft): SavedDraft => ({ id: `n${(begun += 1)}`, draft, savedMs: null });
  return {
    parameter_secret_set: () => null,
    drafts: () => [...kept.values()].map(row).sort((a, b) => b.savedMs - a.savedMs),
    draft_load: ({ id }) => {
      if (id === null) return fresh(begun === 0 ? open : empty);
      const found = kept.get(id);
      if (found === undefined) throw new Failure({ code: 'notFound', message: 'This draft is there no more.', retryable: false });
      return found;
    },
    draft_save: ({ id, draft }) => {
      const saved = { id: id ?? fresh(draft).id, draft, savedMs: Date.now() };
      kept.set(saved.id, saved);
      return saved;
    },
    draft_discard: ({ id }) => {
      kept.delete(id);
      return fresh(empty);
    },
  };
}
