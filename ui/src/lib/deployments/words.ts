// What a row of the list says, in words.
import { number } from '../locale';
import { sumOf } from '../look/states';
import type { DeploymentRow, ListNotice, RowStatus, Standing } from '../transport/types';

export function standingWord(standing: Standing): string {
  switch (standing) {
    case 'noDevice':
      return 'no device yet';
    case 'moving':
      return 'moving';
    case 'attention':
      return 'needs attention';
    case 'aborted':
      return 'aborted';
    case 'finished':
      return 'finished';
  }
}

export function devicesWord(status: RowStatus): string {
  if (status.type !== 'known') return '–';
  const devices = sumOf(status.counts);
  return status.shortfall === null ? number(devices) : `${number(devices)} of ${number(status.shortfall.expected)}`;
}

/** The second line of a row: what this machine knows of its launch. */
export function launchedWords(row: DeploymentRow): string {
  if (row.launched === null) return 'launched outside this computer';
  return `${row.launched.flowName ?? row.launched.flowUuid} · ${row.launched.target}`;
}

/** What the counts do not include yet; said beside them, so that they are never taken for the whole. */
export function lookedWords(notice: ListNotice): string {
  const parts: string[] = [];
  if (notice.announced !== null && notice.announced > notice.loaded)
    parts.push(`${number(notice.loaded)} of ${number(notice.announced)} loaded`);
  else if (notice.more) parts.push(`${number(notice.loaded)} loaded, more to come`);
  if (notice.notLooked > 0) parts.push(`${number(notice.notLooked)} not looked at yet`);
  if (notice.unreadable > 0) parts.push(`${number(notice.unreadable)} could not be read`);
  return parts.join(' · ');
}
