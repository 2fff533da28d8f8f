// The facets of the known fleet: what can be chosen beside the table, with how many devices each holds. Pure.
import { STATES, stateLook } from '../look/states';
import type { DeviceState, FleetFacets, FleetView, SeenWhen } from '../transport/types';

export type FacetName = 'groups' | 'seen' | 'tags' | 'last' | 'trigger';

export interface FacetEntry {
  /** Whose it is, and which. */
  facet: FacetName;
  value: string;
  label: string;
  devices: number;
  /** It is in force. */
  lit: boolean;
  /** Its glyph is that of a state. */
  state?: DeviceState;
  /** It is named by what it is not: in quieter words. */
  untold?: boolean;
  /** What the label leaves out. */
  title?: string;
}

export interface Facet {
  name: FacetName;
  title: string;
  /** Said beside the title. */
  note?: string;
  entries: readonly FacetEntry[];
  /** So many more values there are that were not sent. */
  more: number;
}

/** How long ago devices were last seen, in words; online is a guess from the last sign of life and called that. */
export const SEEN: Record<SeenWhen, { label: string; title: string }> = {
  online: { label: 'probably online', title: 'Gave a sign of life within three reporting cycles of when it was read' },
  withinDay: { label: 'within a day', title: 'Gave its last sign of life within the day before it was read' },
  longer: { label: 'longer ago', title: 'Gave its last sign of life more than a day before it was read' },
  unknown: { label: 'not told', title: 'Nothing tells when it last gave a sign of life' },
};

const SEEN_ORDER: readonly SeenWhen[] = ['online', 'withinDay', 'longer', 'unknown'];

/** What a group is called; the empty name stands for those of which none was told. */
export function groupLabel(group: string): string {
  return group === '' ? 'no group told' : group;
}

/** The facets that hold anything, in their order: a value in force stays in sight even where nothing fits it any more. */
export function facetsOf(counts: FleetFacets, view: FleetView): Facet[] {
  const groups = named('groups', counts.groups, view.groups, groupLabel);
  const tags = named('tags', counts.tags, view.tags, (tag) => tag);
  const seen = SEEN_ORDER.flatMap((value): FacetEntry[] => {
    const devices = counts.seen.find((one) => one.value === value)?.devices ?? 0;
    const lit = view.seen.includes(value);
    const { label, title } = SEEN[value];
    return devices === 0 && !lit ? [] : [{ facet: 'seen', value, label, devices, lit, title, untold: value === 'unknown' }];
  });
  const last = STATES.flatMap((value): FacetEntry[] => {
    const devices = counts.last.find((one) => one.value === value)?.devices ?? 0;
    const lit = view.last.includes(value);
    return devices === 0 && !lit ? [] : [{ facet: 'last', value, label: stateLook(value).word, devices, lit, state: value }];
  });
  const trigger: FacetEntry[] =
    counts.trigger === 0 && !view.trigger
      ? []
      : [
          {
            facet: 'trigger',
            value: 'on',
            label: 'refuses updates',
            devices: counts.trigger,
            lit: view.trigger,
            title: 'Its Update Trigger is on: deployments stay pending there while it is',
          },
        ];
  const all: Facet[] = [
    { name: 'groups', title: 'Group', entries: groups, more: counts.moreGroups },
    { name: 'seen', title: 'Last seen', entries: seen, more: 0 },
    { name: 'tags', title: 'Tag', note: 'a device can have several', entries: tags, more: counts.moreTags },
    { name: 'last', title: 'Last deployment', note: 'as seen here', entries: last, more: 0 },
    { name: 'trigger', title: 'Update trigger', entries: trigger, more: 0 },
  ];
  return all.filter((facet) => facet.entries.length > 0);
}

function named(
  facet: 'groups' | 'tags',
  counts: readonly { value: string; devices: number }[],
  lit: readonly string[],
  label: (value: string) => string,
): FacetEntry[] {
  const gone = lit.filter((value) => !counts.some((one) => one.value === value)).map((value) => ({ value, devices: 0 }));
  return [...gone, ...counts].map(({ value, devices }) => ({
    facet,
    value,
    label: label(value),
    devices,
    lit: lit.includes(value),
    ...(value === '' ? { untold: true } : {}),
  }));
}

/** The view with a value of a facet put into force, or taken out. */
export function toggled(view: FleetView, facet: FacetName, value: string): FleetView {
  switch (facet) {
    case 'groups':
      return { ...view, groups: turned(view.groups, value) };
    case 'tags':
      return { ...view, tags: turned(view.tags, value) };
    case 'seen':
      return { ...view, seen: turned(view.seen, value as SeenWhen) };
    case 'last':
      return { ...view, last: turned(view.last, value as DeviceState) };
    case 'trigger':
      return { ...view, trigger: !view.trigger };
  }
}

function turned<T>(values: readonly T[], value: T): T[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
}

/** Whether no facet restricts the view. */
export function unrestricted(view: FleetView): boolean {
  return view.groups.length + view.seen.length + view.tags.length + view.last.length === 0 && !view.trigger;
}

/** What a view shows, in a few words: "Production or Test · failed · tagged gateway". Empty where it shows all. */
export function viewWords(view: FleetView): string {
  const any = (values: readonly string[]): string => values.join(' or ');
  return [
    any(view.groups.map(groupLabel)),
    any(view.last.map((state) => stateLook(state).word.toLowerCase())),
    view.tags.length === 0 ? '' : `tagged ${any(view.tags)}`,
    view.seen.length === 0
      ? ''
      : any(
          view.seen.map((seen) =>
            seen === 'unknown' ? 'not told when seen' : seen === 'online' ? SEEN.online.label : `seen ${SEEN[seen].label}`,
          ),
        ),
    view.trigger ? 'refusing updates' : '',
    view.text === '' ? '' : `“${view.text}”`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
