// What is said of guards: on the button, as they count, when they fire, and what they did.
import { clockShort, counted, duration, number, percent } from '../locale';
import { today } from '../look/clock.svelte';
import type { GuardAbort, GuardFiring, GuardLimit, GuardRule, GuardTally, GuardView } from '../transport/types';

export function nameOf(guard: GuardView): string {
  return guard.comment ?? guard.deployment ?? 'a launch';
}

/** Per cent with as many decimals as it takes not to stand on the wrong side of the limit. */
export function shareWords(failed: number, finished: number, limit: number): string {
  const exact = finished === 0 ? 0 : (failed * 100) / finished;
  for (let digits = 1; digits < 4; digits += 1) {
    const shown = Math.round(exact * 10 ** digits) / 10 ** digits;
    if (shown > limit === exact > limit) return percent(shown);
  }
  return `${exact > limit ? 'over' : 'at most'} ${percent(limit)}`;
}

/** A limit in a word or two, for the button. */
function limitShort(limit: GuardLimit): string {
  switch (limit.type) {
    case 'failedShare':
      return percent(limit.percent);
    case 'oneCause':
      return `${number(limit.moreThan)} alike`;
    case 'noProgress':
      return `${number(limit.minutes)} min still`;
  }
}

/** When a limit is passed. */
export function limitWords(limit: GuardLimit): string {
  switch (limit.type) {
    case 'failedShare':
      return `more than ${percent(limit.percent)} of at least ${number(limit.least)} finished devices failed`;
    case 'oneCause':
      return `more than ${number(limit.moreThan)} failed for one cause`;
    case 'noProgress':
      return `no device moved for ${number(limit.minutes)} min`;
  }
}

/** What a rule says: "Stops when more than 5 % of …, or no device moved for 15 min". */
export function ruleWords(rule: GuardRule): string {
  const limits = rule.limits.map(limitWords).join(', or ');
  return rule.abort ? `Stops when ${limits}` : `Tells when ${limits}`;
}

/** What the button says. */
export function buttonWords(guard: GuardView | null): string {
  if (guard === null || guard.stage.type === 'disarmed' || guard.stage.type === 'waiting') return 'Guard…';
  if (guard.stage.type === 'over') return 'Guard over';
  if (guard.stage.type === 'fired') return 'Guard fired';
  const { limits, abort } = guard.rule;
  const more = limits.length > 1 ? ', …' : '';
  return `Guard: ${abort ? 'stop' : 'tell'} at ${limits[0] === undefined ? '' : limitShort(limits[0])}${more}`;
}

/** How near it is to each of its limits, as it counts. */
export function countingWords(guard: GuardView): readonly string[] {
  const { tally, rule } = guard;
  if (tally === null) return [];
  return rule.limits.map((limit) => countWords(limit, tally, rule.abort ? 'stops' : 'tells'));
}

function countWords(limit: GuardLimit, tally: GuardTally, does: string): string {
  switch (limit.type) {
    case 'failedShare': {
      const least = `${percent(limit.percent)} of at least ${number(limit.least)}`;
      if (tally.finished === 0) return `none finished yet; ${does} above ${least}`;
      const share = shareWords(tally.failed, tally.finished, limit.percent);
      return `${share} of ${number(tally.finished)} finished failed; ${does} above ${least}`;
    }
    case 'oneCause': {
      const most = tally.cause === null ? 'none alike' : `${number(tally.cause.count)} alike`;
      return `${most} of ${number(tally.lookedAt)} looked at; ${does} above ${number(limit.moreThan)}`;
    }
    case 'noProgress':
      return `no move seen for ${duration(Math.max(0, tally.atMs - tally.unchangedSinceMs))} until the last look; ${does} after ${number(limit.minutes)} min`;
  }
}

/** What its numbers leave out. */
export function leftOut(tally: GuardTally): string | null {
  const parts = [
    tally.excused > 0 ? `${counted(tally.excused, 'acknowledged failure')} not counted` : null,
    tally.shortfall === null ? null : `${number(tally.shortfall.loaded)} of ${number(tally.shortfall.expected)} devices loaded`,
    tally.unreadable > 0 ? `${counted(tally.unreadable, 'record')} unreadable` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** Why it fired: the limit, and what was counted. */
export function firedWords({ limit, tally }: GuardFiring): string {
  const outside = leftOut(tally);
  return `${passedWords(limit, tally)}${outside === null ? '' : ` (${outside})`}`;
}

function passedWords(limit: GuardLimit, tally: GuardTally): string {
  switch (limit.type) {
    case 'failedShare': {
      const share = shareWords(tally.failed, tally.finished, limit.percent);
      return `${number(tally.failed)} of ${number(tally.finished)} finished devices failed: ${share}, more than ${percent(limit.percent)}`;
    }
    case 'oneCause':
      return `${number(tally.cause?.count ?? 0)} failed for one cause, more than ${number(limit.moreThan)}: ${tally.cause?.text ?? ''}`;
    case 'noProgress':
      return `No device moved for ${duration(tally.atMs - tally.unchangedSinceMs)}, longer than ${number(limit.minutes)} min`;
  }
}

/** What it did. */
export function abortWords(abort: GuardAbort): string {
  switch (abort.type) {
    case 'notWanted':
      return 'It only tells; nothing was aborted.';
    case 'nothingLeft':
      return 'Every device had ended: there was nothing to abort.';
    case 'underWay':
      return 'It is asking for the abort.';
    case 'asked':
      switch (abort.outcome.type) {
        case 'accepted':
          return 'The abort was requested and accepted; running devices may still finish.';
        case 'unknown':
          return `Nobody knows whether the abort arrived. ${abort.outcome.why}`;
        case 'refused':
          return `The abort was not carried out, and is not tried again by itself. ${abort.outcome.error.message}`;
      }
  }
}

/** Whether the abort was wanted and did not certainly arrive: then the user must see to it. */
export function abortFailed(abort: GuardAbort): boolean {
  return abort.type === 'asked' && abort.outcome.type !== 'accepted';
}

/** What is amiss with a guard that is armed; null while it sees. */
export function amissWords(guard: GuardView): string | null {
  if (guard.unwritten !== null) return `It should have fired, and could not write that down: ${guard.unwritten.message}`;
  if (guard.blind === null) return null;
  const since =
    guard.blind.sinceMs === null ? 'It sees nothing yet' : `It has seen nothing since ${clockShort(guard.blind.sinceMs, today())}`;
  return `${since}. ${guard.blind.why}`;
}

/** When nothing was guarded; null where it always was. */
export function gapWords(guard: GuardView): string | null {
  if (guard.gap === null) return null;
  const from = clockShort(guard.gap.fromMs, today());
  const to = guard.gap.toMs === null ? '' : ` to ${clockShort(guard.gap.toMs, today())}`;
  return `Not guarded from ${from}${to}, while Flightdeck was closed.`;
}
