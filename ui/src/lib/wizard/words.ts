// The wizard's own words that depend on the draft: what Deploy will do, and what a flow is called.
import type { Breadth, Draft, DraftRow, FlowSuggestion } from '../transport/types';
import { counted } from '../locale';

/** Longer names of groups are counted instead: a button is read at a glance. */
const NAMED = 48;

/** What the Deploy button does. How many devices that is nobody knows before the service has answered, so no number of devices is said. */
export function deployWords(draft: Draft, breadth: Breadth | null = null): string {
  if (draft.batch !== undefined) return 'Send one deployment per device';
  const matching = draft.filters.length > 0;
  if (breadth === 'almost') return 'Deploy to almost the whole fleet';
  if (draft.groups.length === 0) return matching ? 'Deploy to matching devices' : 'Deploy to the whole fleet';
  const where = groupsWords(draft.groups);
  return matching ? `Deploy to matching devices in ${where}` : `Deploy to ${where}`;
}

/** The groups by name, or their number where there are too many to be read. */
function groupsWords(groups: readonly string[]): string {
  const named = [groups.slice(0, -1).join(', '), groups.at(-1) ?? ''].filter((part) => part !== '').join(' and ');
  return groups.length <= 3 && named.length <= NAMED ? named : counted(groups.length, 'group');
}

/** What a draft in a list is called: its comment, else whom it is for, else its flow. */
export function titleOfDraft({ comment, target, flow }: DraftRow): string {
  return [comment.trim(), target ?? '', flow].find((one) => one !== '') ?? 'Without a name';
}

/** The second line of a draft in a list: its flow and its target, as far as they are not its name already. */
export function aboutDraft(row: DraftRow): string {
  const title = titleOfDraft(row);
  const parts = [row.flow === '' ? 'no flow yet' : row.flow, row.target ?? 'no devices chosen yet'];
  return parts.filter((part) => part !== title).join(' · ');
}

/** The suggestion a uuid belongs to. */
export function flowOf(flows: readonly FlowSuggestion[], uuid: string): FlowSuggestion | null {
  const trimmed = uuid.trim();
  return trimmed === '' ? null : (flows.find((flow) => flow.uuid === trimmed) ?? null);
}

/** Options of a list that hold what is typed, those that begin with it first. */
export function matching(options: readonly string[], typed: string): string[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return [...options];
  const holding = options.filter((option) => option.toLowerCase().includes(wanted));
  return [
    ...holding.filter((option) => option.toLowerCase().startsWith(wanted)),
    ...holding.filter((option) => !option.toLowerCase().startsWith(wanted)),
  ];
}

/** How a request in which something is masked is shown, and what is copied of it. */
export function copyWords(shown: string, label: string, secrets: number, token: boolean): string {
  const whole =
    secrets === 1
      ? `${shown} Copying takes the ${label} as it is sent, with its value in the clear`
      : `${shown} Copying takes the ${label} as it is sent, with their values in the clear`;
  return token ? `${whole}; the token stays a variable.` : `${whole}.`;
}
