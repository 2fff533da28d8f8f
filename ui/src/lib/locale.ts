// Numbers, times, durations and ages in words. The locale is chosen once and guarded: with LANG=C.UTF-8 the window calls its language "C", and Intl throws on it.
import { createSubscriber } from 'svelte/reactivity';
import type { Moment } from './transport/types';

/** The first of the wished locales that Intl accepts, else English. */
export function chooseLocale(wished: readonly string[]): string {
  for (const name of wished) {
    try {
      if (Intl.NumberFormat.supportedLocalesOf(name).length > 0) return name;
    } catch {
      // Not a language tag at all ("C", "POSIX"): try the next.
    }
  }
  return 'en';
}

/** What numbers and times are written with. */
let locale = chooseLocale(typeof navigator === 'undefined' ? [] : [...navigator.languages, navigator.language]);
let plain = new Intl.NumberFormat(locale);
let known = new Map<string, Formats>();

/** Writes everything in this locale from now on: for those who look at a page as it is elsewhere. What is drawn already stays. */
export function writeAsIn(name: string): void {
  locale = name;
  plain = new Intl.NumberFormat(locale);
  known = new Map();
}

/** The ways a point in time is written, in one zone. */
interface Formats {
  time: Intl.DateTimeFormat;
  day: Intl.DateTimeFormat;
  dayYear: Intl.DateTimeFormat;
  timeShort: Intl.DateTimeFormat;
  dayTime: Intl.DateTimeFormat;
  dayYearTime: Intl.DateTimeFormat;
  full: Intl.DateTimeFormat;
  fullZoned: Intl.DateTimeFormat;
  year: Intl.DateTimeFormat;
  /** For counting days, whatever calendar they are told by. */
  calendar: Intl.DateTimeFormat;
}

function formatsIn(zone: string): Formats {
  let formats = known.get(zone);
  if (formats === undefined) {
    const written = (parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
      new Intl.DateTimeFormat(locale, { timeZone: zone, ...parts });
    // By 24 hours everywhere: times stand under each other, and beside those of logs.
    const timeShort = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    const time = { ...timeShort, second: '2-digit' } as const;
    const day = { month: 'short', day: 'numeric' } as const;
    const dayYear = { ...day, year: 'numeric' } as const;
    formats = {
      time: written(time),
      timeShort: written(timeShort),
      day: written(day),
      dayYear: written(dayYear),
      dayTime: written({ ...day, ...timeShort }),
      dayYearTime: written({ ...dayYear, ...timeShort }),
      full: written({ ...dayYear, ...time }),
      fullZoned: written({ ...dayYear, ...time, timeZoneName: 'short' }),
      year: written({ year: 'numeric' }),
      calendar: new Intl.DateTimeFormat('en', { timeZone: zone, ...dayYear }),
    };
    known.set(zone, formats);
  }
  return formats;
}

/** Beginning and end of a text of its own direction: what stands beside it would be drawn into it. */
const [APART, TOGETHER] = ['\u2068', '\u2069'];
/** A letter or a digit of a script that is written from right to left. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** What was written in the user's locale, for a sentence that is English. */
function apart(written: string): string {
  return RIGHT_TO_LEFT.test(written) ? `${APART}${written}${TOGETHER}` : written;
}

/** The zone times are told in: this computer's own until a setting says otherwise. */
let shownZone = ownZone();
let redraw: () => void = () => undefined;
const zoneRead = createSubscriber((update) => {
  redraw = update;
  return () => {
    redraw = () => undefined;
  };
});

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Tells all times in this zone from now on; null is this computer's own. What shows a time is drawn again. */
export function tellTimesIn(zone: string | null): void {
  const next = zone ?? ownZone();
  if (next === shownZone) return;
  shownZone = next;
  redraw();
}

/** Minutes that the zone in which times are told is ahead of UTC at a moment. */
export function zoneMinutes(at: number): number {
  return shownZone === 'UTC' ? 0 : 0 - new Date(at).getTimezoneOffset();
}

function zoneNow(): string {
  zoneRead();
  return shownZone;
}

const SECOND = 1000;
/** Short ages grow in such steps: words by the second would have the window painted each second for as long as anything is fresh. */
export const STEP = 5 * SECOND;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A number with its separators and digits. */
export function number(value: number): string {
  return plain.format(value);
}

/** A share of a hundred: "5 %", "0.2 %". */
export function percent(hundredths: number): string {
  return `${number(hundredths)} %`;
}

/** A number with its noun: "1 device", "2 devices". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** A length of time, two units at most: "41 s", "2 min 10 s", "1 h 5 min", "3 d 4 h". */
export function duration(ms: number): string {
  const s = Math.max(0, Math.round(ms / SECOND));
  if (s < 60) return `${number(s)} s`;
  if (s < 3600) return two(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 86_400) return two(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return two(Math.floor(s / 86_400), 'd', Math.floor((s % 86_400) / 3600), 'h');
}

/** A length of time in its largest unit: "41 s", "12 min", "3 h", "2 d". */
export function durationShort(ms: number): string {
  const at = Math.max(0, ms);
  if (at < MINUTE) return `${number(Math.floor(at / SECOND))} s`;
  if (at < HOUR) return `${number(Math.floor(at / MINUTE))} min`;
  if (at < DAY) return `${number(Math.floor(at / HOUR))} h`;
  return `${number(Math.floor(at / DAY))} d`;
}

/** A growing length of time, in steps of five seconds while it is short: "0 s", "5 s", then as any other. */
export function ageShort(ms: number): string {
  return durationShort(ms < MINUTE ? Math.floor(ms / STEP) * STEP : ms);
}

/** A shrinking length of time, in the same steps: never less than it still is. */
export function waitShort(ms: number): string {
  return durationShort(ms < MINUTE ? Math.ceil(ms / STEP) * STEP : ms);
}

function two(a: number, unitA: string, b: number, unitB: string): string {
  return b === 0 ? `${number(a)} ${unitA}` : `${number(a)} ${unitA} ${number(b)} ${unitB}`;
}

/** How long ago: "5 s ago", "2 min ago", "3 h ago", "yesterday", then the day. */
export function ago(ms: number, now: number, zone = zoneNow()): string {
  const past = now - ms;
  if (past < STEP) return 'just now';
  // A day on which clocks go back has 25 hours.
  if (past < HOUR || dayIn(zone, ms) === dayIn(zone, now))
    return `${past < DAY ? ageShort(past) : `${number(Math.floor(past / HOUR))} h`} ago`;
  if (dayIn(zone, now) - dayIn(zone, ms) === 1) return 'yesterday';
  return day(ms, now, zone);
}

/** The day, with its year when it is another: "Nov 19", "Nov 19, 2025". */
export function day(ms: number, now: number, zone = zoneNow()): string {
  const { day, dayYear } = formatsIn(zone);
  return apart((yearIn(zone, ms) === yearIn(zone, now) ? day : dayYear).format(ms));
}

/** The time of day today, else day and time: "14:02:11", "Nov 19, 14:02". */
export function clock(ms: number, now: number, zone = zoneNow()): string {
  return dayIn(zone, ms) === dayIn(zone, now) ? apart(formatsIn(zone).time.format(ms)) : dayAndTime(ms, now, zone);
}

/** The hour and minute today, else day and time: "14:02", "Nov 19, 14:02". */
export function clockShort(ms: number, now: number, zone = zoneNow()): string {
  return dayIn(zone, ms) === dayIn(zone, now) ? apart(formatsIn(zone).timeShort.format(ms)) : dayAndTime(ms, now, zone);
}

function dayAndTime(ms: number, now: number, zone: string): string {
  const { dayTime, dayYearTime } = formatsIn(zone);
  return apart((yearIn(zone, ms) === yearIn(zone, now) ? dayTime : dayYearTime).format(ms));
}

/** The whole point in time with its zone, for tooltips and the drawer: "Nov 23, 2026, 14:02:11 GMT+1". */
export function absolute(ms: number, zone = zoneNow()): string {
  return apart(formatsIn(zone).fullZoned.format(ms));
}

/**
 * The zone a moment is told in. One that came without a zone is taken as UTC and shown as it was written: converted, it would look as exact
 * as the others and be hours off.
 */
function zoneOf(moment: Moment & { type: 'at' }): string {
  return moment.zoneAssumed ? 'UTC' : zoneNow();
}

/** A moment in short: how long ago, or the time of day and the day where it is another. Empty where none was given. */
export function momentShort(moment: Moment, form: 'ago' | 'clock', now: number): string {
  switch (moment.type) {
    case 'absent':
      return '';
    case 'unreadable':
      return moment.raw;
    case 'at':
      return (form === 'ago' ? ago : clock)(moment.ms, now, zoneOf(moment));
  }
}

/** A moment in full, with its zone and what had to be assumed: for tooltips and the drawer. */
export function momentFull(moment: Moment): string {
  switch (moment.type) {
    case 'absent':
      return 'not given';
    case 'unreadable':
      return `${moment.raw} (not understood, shown as it came)`;
    case 'at': {
      if (!moment.zoneAssumed) return absolute(moment.ms);
      return `${apart(formatsIn('UTC').full.format(moment.ms))} (zone not given, taken as UTC)`;
    }
  }
}

/** Bytes in the unit that suits, each a thousand of the one before, as the setting counts them: "812 B", "64 kB", "3.2 MB". */
export function bytes(value: number): string {
  if (value < 1000) return `${number(value)} B`;
  const thousands = Math.round(value / 1000);
  if (thousands < 1000) return `${number(thousands)} kB`;
  return `${number(Math.round(value / 100_000) / 10)} MB`;
}

/** The day on the calendar of a zone, as a count of days: those of 23 and 25 hours count as one. */
function dayIn(zone: string, ms: number): number {
  return Math.round(Date.parse(`${formatsIn(zone).calendar.format(ms)} UTC`) / DAY);
}

function yearIn(zone: string, ms: number): string {
  return formatsIn(zone).year.format(ms);
}
