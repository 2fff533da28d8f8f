// The known fleet in words: where the knowledge comes from and how old it is, who is chosen, what there is to do where nothing is known.
import { lookOf } from '../failures';
import { ago, counted, number } from '../locale';
import type { FactSource, FleetChosen, FleetNotice, FleetReads, FleetDeviceRow } from '../transport/types';

/** Why there is no way on from a device that a link led to. */
export const UNPLACED = 'It was not opened from the table, so none is next to it';

/** What reading from the service came to, and the whole of it behind that. */
export function readWords(service: FleetReads, now: number): { text: string; title?: string } {
  switch (service.type) {
    case 'notAsked':
      return { text: 'not read from the service yet' };
    case 'opening':
      return { text: `opening what was known… ${number(service.loaded)} of ${number(service.of)}` };
    case 'reading':
      return { text: service.loaded === 0 ? 'reading from the service…' : `reading from the service… ${number(service.loaded)} so far` };
    case 'read': {
      const when = `read from the service ${ago(service.atMs, now)}`;
      return service.whole
        ? { text: when }
        : { text: `${when}, not to its end`, title: `${counted(service.devices, 'device')} came, and the service announced more` };
    }
    case 'notAvailable':
      return { text: 'the service does not list its devices to this token', title: service.why };
    case 'trouble':
      return {
        text: service.atMs === null ? 'could not be read yet' : `last read from the service ${ago(service.atMs, now)}`,
        title: service.error.message,
      };
  }
}

/** What is not in a file of the fleet, since it is not known; empty where it was read whole. */
export function leftOutWords(service: FleetReads): string {
  switch (service.type) {
    case 'opening':
    case 'reading':
      return 'The fleet is still being read: what comes later is not in the file.';
    case 'read':
      return service.whole ? '' : 'The service announced more devices than came: those are not in the file.';
    case 'notAsked':
    case 'notAvailable':
    case 'trouble':
      return 'Only what is known here is in the file: it may not be the whole fleet.';
  }
}

/** The moment that words about the reading are about; null where they do not age. */
export function readAbout(service: FleetReads): number | null {
  return service.type === 'read' || service.type === 'trouble' ? service.atMs : null;
}

/** The imported lists in a word or two; empty where there are none. */
export function listsWords({ imported }: FleetNotice): string {
  const [first, ...more] = imported;
  if (first === undefined) return '';
  return more.length === 0 ? first.name : `${number(imported.length)} imported lists`;
}

/** What is known of the fleet from nothing but deployments that were watched here. */
export function seenOnlyWords({ seenOnly, devices }: FleetNotice): string {
  if (seenOnly === 0) return '';
  return seenOnly === devices ? 'known from deployments watched here' : `${number(seenOnly)} known from deployments only`;
}

/** Whom a choice holds, behind their number. */
export function chosenWords(chosen: FleetChosen, whole: boolean, shown: string): string {
  if (whole) return `${shown === '' ? 'all that are known' : shown} · and whoever comes to match`;
  return chosen.rule ? 'those that matched, changed by hand · and whoever comes to match' : 'chosen one by one';
}

/** What stands where no row does. */
export function emptyWords(notice: FleetNotice): { title: string; text: string } {
  const { service } = notice;
  if (notice.devices > 0)
    return { title: 'No device matches', text: `None of the ${counted(notice.devices, 'known device')} fits the search and the facets.` };
  switch (service.type) {
    case 'notAsked':
      return {
        title: 'Nothing is known of this fleet yet',
        text: 'Read it from the service, or import a list of its devices. What deployments name that you watch here is added by itself.',
      };
    case 'opening':
      return { title: 'Opening what was known', text: 'What an earlier run knew of this fleet is being taken in.' };
    case 'reading':
      return { title: 'Reading the fleet', text: 'The service is asked for its devices, a page at a time.' };
    case 'read':
      return { title: 'The service lists no devices', text: 'This fleet may be empty. A list of devices can be imported all the same.' };
    case 'notAvailable':
      return {
        title: 'The service does not list its devices to this token',
        text: `${sentence(service.why)} Everything else works without it. A list of devices can be imported, and what deployments name that you watch here is added by itself.`,
      };
    case 'trouble':
      return { title: lookOf(service.error.code).title, text: `The fleet could not be read. ${service.error.message}` };
  }
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

/** When a device was last seen, for its row: a sign of life that is fresh says "probably", any other its age. */
export function seenWords({ seen, seenMs }: Pick<FleetDeviceRow, 'seen' | 'seenMs'>, now: number): string {
  if (seen === 'online') return 'probably online';
  return seenMs === null ? '' : ago(seenMs, now);
}

/** Where a fact comes from. */
export function sourceWords(source: FactSource): string {
  switch (source.type) {
    case 'service':
      return 'the service';
    case 'list':
      return source.name;
    case 'deployment':
      return source.comment ?? source.deployment;
  }
}
