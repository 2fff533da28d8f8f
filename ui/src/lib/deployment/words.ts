// What the deployment screen says in words: its counts, its order.
import { ageShort, clockShort, counted, duration, durationShort, number } from '../locale';
import { STATES, stateLook } from '../look/states';
import { waitsWords } from '../status/known';
import type {
  BatchOutcome,
  BatchPlan,
  BatchProgress,
  Causes,
  Chosen,
  ConnectionView,
  Counts,
  Course,
  DeviceRow,
  Forecast,
  Judgement,
  Judgements,
  KnownOf,
  Notice,
  Phase,
  RowsView,
  Why,
} from '../transport/types';

export function countsWords(counts: Counts): string {
  const words = STATES.filter((state) => counts[state] > 0).map(
    (state) => `${number(counts[state])} ${stateLook(state).word.toLowerCase()}`,
  );
  return words.length === 0 ? 'no devices' : words.join(', ');
}

export function orderWords(view: RowsView): string {
  switch (view.sort) {
    case 'attention':
      return 'most urgent first';
    case 'state':
      return view.descending ? 'by state, turned round' : 'by state';
    case 'device':
      return view.descending ? 'by id, last first' : 'by id';
    case 'inState':
      return view.descending ? 'longest in state first' : 'newest in state first';
    case 'started':
      return view.descending ? 'latest start first' : 'earliest start first';
    case 'took':
      return view.descending ? 'slowest first' : 'quickest first';
  }
}

/** Why there is nothing left to abort; null while there may be. A state this version does not know may still be running. */
export function nothingToAbort(notice: Notice | null): string | null {
  if (notice === null || notice.total === 0 || notice.phase.type === 'syncing') return null;
  const { pending, inProgress, unknown } = notice.counts;
  return pending + inProgress + unknown === 0 ? 'Every device has ended: there is nothing left to abort' : null;
}

/** When the last device may land: the forecast, where looks still go on. Without looks it would stand still and grow wrong. */
export function expected(course: Course | null, phase: Phase | null): { forecast: Forecast; atMs: number } | null {
  const forecast = course?.forecast ?? null;
  if (course === null || forecast === null || (phase?.type !== 'live' && phase?.type !== 'stale')) return null;
  return { forecast, atMs: course.toMs + forecast.aboutMs };
}

/** Whether it is seen going on: devices move, and looks go on. */
export function goesOn(notice: Notice): boolean {
  const { type } = notice.phase;
  return nothingToAbort(notice) === null && (type === 'live' || type === 'syncing' || type === 'settling');
}

/** How long it has been going on, or took: "for 19 min", "took 23 min". Without looks only how long it was seen to. */
export function elapsedWords(course: Course, notice: Notice, now: number): string {
  const length = durationShort(course.toMs - course.fromMs);
  if (nothingToAbort(notice) !== null) return `took ${length}`;
  return goesOn(notice) ? `for ${durationShort(now - course.fromMs)}` : `for ${length} when last seen`;
}

/** How long it may still take, and the range of it where it says more: "about 6 min left", "4 min to 9 min". */
export function leftWords(forecast: Forecast, passedMs: number): { about: string; range: string | null } {
  const { aboutMs, leastMs, mostMs } = forecast;
  if (mostMs <= passedMs) return { about: 'slower than its rate told', range: null };
  const left = (ms: number): string => durationShort(ms - passedMs);
  const [least, most] = [left(leastMs), left(mostMs)];
  return { about: `about ${left(aboutMs)} left`, range: least === most ? null : `${least} to ${most}` };
}

/** How long a device is in its state; "≥" where that is only since it was first seen so here. A device that is gone is in none. */
export function inStateWords(row: Pick<DeviceRow, 'sinceMs' | 'sinceLeast' | 'goneMs'>, now: number): string {
  if (row.sinceMs === null || row.goneMs !== null) return '';
  return `${row.sinceLeast ? '≥ ' : ''}${ageShort(now - row.sinceMs)}`;
}

/** What a judgement is called. */
export const JUDGED: Record<Judgement, string> = { stuck: 'Stuck', unreached: 'Not reached' };

/** By what devices are judged so, in a sentence; null while nobody can be. */
export function judgementWords(judgement: Judgement, judged: Judgements | undefined): string | null {
  if (judged === undefined) return null;
  const { stuckAfterMs, ended, unreachedAfterMs, unseen, triggered, started } = judged;
  if (judgement === 'stuck') {
    if (stuckAfterMs === null) return null;
    return `In progress for longer than ${duration(stuckAfterMs)}: at least twice the median, and beyond 99 % of the ${number(ended)} that ended`;
  }
  if (unreachedAfterMs === null) return null;
  const waiting = `Pending for over ${durationShort(unreachedAfterMs)}, in which at most 1 % of the ${number(started)} that started did so: they may be offline, or kept by their update trigger`;
  const kept = keptWords(unseen, triggered);
  return kept === null ? waiting : `${waiting}. ${kept}`;
}

/** What is known of those not reached besides: how many have a reason that the known fleet tells. */
function keptWords(unseen: number, triggered: number): string | null {
  const away = number(unseen);
  const kept = counted(triggered, 'has its update trigger on', 'have their update trigger on');
  if (unseen > 0 && triggered > 0) return `As the fleet is known, ${away} of them had not been seen for a day, and ${kept}`;
  if (unseen > 0) return `As the fleet is known, ${away} of them had not been seen for a day`;
  return triggered > 0 ? `As the fleet is known, ${kept}` : null;
}

/** Why a device is in its state, in the words of its row. */
export function whyWords(why: Why | undefined, known: KnownOf | undefined, now: number): { text: string; title: string } {
  const waits = waitsWords(known, now);
  switch (why?.type) {
    case undefined:
      return { text: waits.text, title: waits.text === '' ? '' : waits.sentences.join('\n') };
    case 'cause':
      return { text: why.text, title: why.text };
    case 'stuck':
      return { text: 'stuck', title: 'In progress for much longer than others took' };
    case 'unreached':
      return {
        text: waits.text === '' ? 'not reached' : `not reached · ${waits.text}`,
        title: [
          `Pending long after the others started${waits.text === '' ? ': it may be offline, or kept by its update trigger' : ''}`,
          ...waits.sentences,
        ].join('\n'),
      };
  }
}

/** What stands over the causes, and what they leave out. */
export function causesWords(counts: Counts | null, causes: Causes | null): { title: string; aside: string } {
  const failed = counts?.failed ?? 0;
  if (failed === 0) return { title: 'Failures', aside: '' };
  const lookedAt = causes?.lookedAt ?? 0;
  const title = `Why ${number(failed)} failed`;
  if (lookedAt === 0) return { title, aside: '' };
  return { title, aside: lookedAt >= failed ? 'all looked at' : `${number(lookedAt)} of ${number(failed)} looked at` };
}

/** What stands there while no device failed: never an all-clear over what is not known. */
export function noFailureWords(counts: Counts | null, over: boolean): string {
  if (counts === null) return 'Looking…';
  if (counts.unknown > 0) return `None reported; ${number(counts.unknown)} unknown`;
  return over ? 'No failures' : 'None so far';
}

/** Those chosen, by state. */
export function chosenWords({ counts, gone }: Pick<Chosen, 'counts' | 'gone'>): string {
  const words = STATES.filter((state) => counts[state] > 0).map(
    (state) => `${number(counts[state])} ${stateLook(state).word.toLowerCase()}`,
  );
  if (gone > 0) words.push(`${number(gone)} gone`);
  return words.join(', ');
}

/** Why nobody chosen can be stopped; null while somebody may. */
export function nothingChosenToAbort({ counts }: Pick<Chosen, 'counts'>): string | null {
  return counts.pending + counts.inProgress + counts.unknown === 0 ? 'All chosen devices have ended: there is nothing left to abort' : null;
}

/** How far stopping those chosen is. */
export function batchWords({ devices, accepted, unknown, refused, waitsUntilMs }: BatchProgress, now: number): string {
  const parts = [`${number(accepted + unknown + refused)} of ${number(devices)} asked`];
  if (refused > 0) parts.push(`${number(refused)} refused`);
  if (unknown > 0) parts.push(`${number(unknown)} without an answer`);
  if (waitsUntilMs !== null) parts.push(`the service asked to wait until ${clockShort(waitsUntilMs, now)}`);
  return parts.join(' · ');
}

/** What stopping those chosen would do, in sentences. */
export function batchPlanWords({ sentences, devices }: BatchPlan): string[] {
  if (devices === 0) return sentences;
  return [...sentences, `${counted(devices, 'request is', 'requests are')} sent, one a device; it can be stopped on the way.`];
}

/** What became of it, in sentences. */
export function batchOutcomeWords({ accepted, unknownCount, refusedCount, unsent, gaveUp }: BatchOutcome): string[] {
  const said: string[] = [];
  if (accepted > 0)
    said.push(`${counted(accepted, 'request was', 'requests were')} accepted; the rows are marked until their devices stop.`);
  if (unknownCount > 0)
    said.push(
      unknownCount === 1
        ? 'Of 1 request nobody knows whether it arrived; the next looks will tell.'
        : `Of ${number(unknownCount)} requests nobody knows whether they arrived; the next looks will tell.`,
    );
  if (refusedCount > 0) said.push(`${counted(refusedCount, 'request was', 'requests were')} refused.`);
  if (unsent > 0) said.push(`${counted(unsent, 'device was', 'devices were')} not asked.`);
  if (gaveUp !== null) said.push(`It stopped by itself: ${gaveUp}`);
  return said;
}

/** Why nothing is aborted in a connection at all, by the user's own rules; null where it may be. */
export function ruledOut(connection: ConnectionView | null): string | null {
  return connection?.rules.readOnly === true ? 'This connection is read only, by your own rule' : null;
}
