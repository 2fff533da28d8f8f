// What the list says, in words: its rows, its counts, and what neither of them includes.
import { counted, number } from '../locale';
import { sumOf } from '../look/states';
import { ATTENTION_RULE, type LaunchedHere, type ListNotice, type ListView, type RowStatus, type Standing } from '../transport/types';

type Known = Extract<RowStatus, { type: 'known' }>;

/** Where a deployment stands, with what went wrong in it: a red tip on a bar is too easily passed over. */
export function standingWords({ counts, standing }: Known): string {
  const all = sumOf(counts);
  const bad = [
    { count: counts.failed, word: 'failed' },
    { count: counts.unknown, word: 'unknown' },
  ].filter(({ count }) => count > 0);
  const wrong = bad.map(({ count, word }) => `${number(count)} ${word}`).join(', ');
  const of = ` of ${number(all)}`;
  switch (standing) {
    case 'noDevice':
      return 'no device yet';
    case 'moving':
      return wrong === '' ? 'moving' : `moving, ${wrong}`;
    case 'attention':
      return `${counts.pending + counts.inProgress > 0 ? 'moving, ' : ''}${wrong}${of}`;
    case 'aborted':
      return `${number(counts.aborted)} aborted${wrong === '' ? '' : `, ${wrong}`}${of}`;
    case 'finished':
      return wrong === '' ? 'finished' : `finished, ${wrong}${of}`;
  }
}

export function devicesWord(status: RowStatus): string {
  if (status.type !== 'known') return '–';
  const devices = sumOf(status.counts);
  return status.shortfall === null ? number(devices) : `${number(devices)} of ${number(status.shortfall.expected)}`;
}

/** The second line of a row: what this computer knows of its launch. */
export function launchedWords({ flowName, flowUuid, target }: LaunchedHere): string {
  return `${flowName ?? flowUuid} · ${target}`;
}

/** How many loaded deployments were looked at. */
export function lookedAt({ standings }: ListNotice): number {
  return standings.noDevice + standings.moving + standings.attention + standings.aborted + standings.finished;
}

/** Whether there are more than those loaded. */
function partial(notice: ListNotice): boolean {
  return notice.more || (notice.announced ?? 0) > notice.loaded;
}

/** Behind a count that may be of more. */
const MORE = '+';

/** What stands behind the count of all. */
export function allRemark(notice: ListNotice | null): string | undefined {
  return notice !== null && partial(notice) ? MORE : undefined;
}

/** What stands behind each other count while some were not looked at: none of ten is no all-clear for a hundred. */
function standingRemark(notice: ListNotice | null): { remark?: string; title?: string } {
  if (notice === null || notice.notLooked === 0) return {};
  const looked = lookedAt(notice);
  return {
    remark: MORE,
    title: `Of the ${number(looked)} looked at; ${number(notice.notLooked)} were not looked at yet`,
  };
}

/** What a count of a standing is of: what the word means where that is not plain, and what is missing. */
export function standingTitle(filter: Standing, notice: ListNotice | null): { remark?: string; title?: string } {
  const missing = standingRemark(notice);
  if (filter !== 'attention') return missing;
  return { ...missing, title: missing.title === undefined ? ATTENTION_RULE : `${ATTENTION_RULE}\n${missing.title}` };
}

/** What the counts and the search do not include; said beside them, so that they are never taken for the whole. */
export function lookedWords(notice: ListNotice, searching: boolean): string {
  const parts: string[] = [];
  const { announced, loaded } = notice;
  if (notice.remembered && notice.more) parts.push(`the newest ${number(loaded)} of those last seen`);
  else if (searching && partial(notice)) parts.push(`only the ${number(loaded)} loaded so far are searched`);
  else if (notice.more)
    parts.push(
      announced !== null && announced > loaded
        ? `${number(loaded)} of ${number(announced)} loaded`
        : `${number(loaded)} loaded, more to come`,
    );
  else if (announced !== null && announced > loaded && loaded > 0) parts.push(`${number(announced)} announced, ${number(loaded)} sent`);
  if (notice.notLooked > 0) parts.push(`${number(lookedAt(notice))} of ${number(loaded)} looked at`);
  if (notice.unreadable > 0) parts.push(`${number(notice.unreadable)} could not be read`);
  return parts.join(' · ');
}

/** Why no row is shown. */
export function emptyWords(notice: ListNotice | null, view: ListView): { title: string; text: string } {
  if (view.filter === 'all' && view.text === '') {
    if (notice === null || notice.lastGoodMs === null)
      return { title: 'Not read yet', text: 'Until the list could be read, nobody knows what this fleet has.' };
    if (notice.remembered) return { title: 'There were none', text: 'When this fleet was last seen, it had no deployment.' };
    const announced = notice.announced ?? 0;
    if (announced === 0) return { title: 'No deployments yet', text: 'This fleet has none that the service tells of.' };
    return {
      title: `The service announces ${counted(announced, 'deployment')} and sent none`,
      text: 'Whether there are any cannot be told from here. Look again, or try a wider token.',
    };
  }
  return { title: 'Nothing matches', text: unmatchedWords(notice, view) };
}

/** Why nothing matches, or what of it is not certain. */
function unmatchedWords(notice: ListNotice | null, view: ListView): string {
  const searched = notice !== null && partial(notice) ? number(notice.loaded) : null;
  const unseen = notice !== null && notice.notLooked > 0 && view.filter !== 'all' ? number(notice.notLooked) : null;
  if (searched !== null && unseen !== null)
    return `Only the ${searched} loaded so far were searched, and ${unseen} of them were not looked at yet.`;
  if (searched !== null) return `Only the ${searched} loaded so far were searched.`;
  if (unseen !== null) return `${unseen} of them were not looked at yet.`;
  return 'No deployment fits the search and the chosen count.';
}
