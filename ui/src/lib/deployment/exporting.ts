// What an export of a deployment holds, in words: which devices, and what is missing in them.
import { counted, number } from '../locale';
import type { Causes, ExportFormat, Notice, RowsView, SearchReading } from '../transport/types';

/** All devices, those shown, those chosen, or those known to have failed for one cause. */
export type Extent = 'all' | 'shown' | 'chosen' | 'cause';

/** The view of an export: as it is sorted, with or without what restricts it; or of one cause alone. */
export function viewOf(extent: Extent, view: RowsView, cause: number | null): RowsView {
  return extent === 'shown' ? view : { ...view, states: [], gone: false, judged: [], cause: extent === 'cause' ? cause : null, text: '' };
}

/** How many devices there are to be written: those that are gone are among them, and say so. */
export function allWords({ total, gone }: Notice): string {
  const words = `All ${counted(total + gone, 'device')}`;
  return gone === 0 ? words : `${words}, ${number(gone)} of them gone`;
}

/** What whoever reads the file should know beforehand. */
export function cautions(
  notice: Notice,
  extent: Extent,
  format: ExportFormat,
  reading: SearchReading | null,
  causes: Causes | null,
): string[] {
  const said: string[] = [];
  if (notice.phase.type === 'syncing') said.push('The first look is still under way: what came so far is written.');
  if (notice.phase.type === 'stale') said.push('The last look failed: what is written is older than the pace of looks.');
  if (notice.shortfall !== null)
    said.push(`The service sent ${number(notice.shortfall.loaded)} of ${counted(notice.shortfall.expected, 'device')} it announced.`);
  if (notice.unreadable > 0) said.push(`${counted(notice.unreadable, 'record')} could not be read; the file lacks what is in them.`);
  if (extent === 'cause' && format !== 'report' && causes !== null && causes.lookedAt < causes.failed)
    said.push(
      `${number(causes.lookedAt)} of ${number(causes.failed)} failed devices were looked at: others may have failed for this cause, too.`,
    );
  const leftOut = reading?.terms.filter((term) => term.words === null).length ?? 0;
  if (extent === 'shown' && format !== 'report' && leftOut > 0)
    said.push(`${counted(leftOut, 'term')} of the search could not be understood: more devices are shown than it may have meant.`);
  return said;
}
