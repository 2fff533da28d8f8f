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

const locale = chooseLocale(typeof navigator === 'undefined' ? [] : [...navigator.languages, navigator.language]);
const plain = new Intl.NumberFormat(locale);

/** The ways a point in time is written, in one zone. */
interface Formats {
  time: Intl.DateTimeFormat;
  timeShort: Intl.DateTimeFormat;
  timeZoned: Intl.DateTimeFormat;
  day: Intl.DateTimeFormat;
  dayYear: Intl.DateTimeFormat;
}

const known = new Map<string, Formats>();

function formatsIn(zone: string): Formats {
  let formats = known.get(zone);
  if (formats === undefined) {
    const time = { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    const day = { timeZone: zone, month: 'short', day: 'numeric' } as const;
    formats = {
      time: new Intl.DateTimeFormat(locale, time),
      timeShort: new Intl.DateTimeFormat(locale, { ...time, second: undefined }),
      timeZoned: new Intl.DateTimeFormat(locale, { ...time, timeZoneName: 'short' }),
      day: new Intl.DateTimeFormat('en', day),
      dayYear: new Intl.DateTimeFormat('en', { ...day, year: 'numeric' }),
    };
    known.set(zone, formats);
  }
  return formats;
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

/** A whole number with its separators. */
export function number(value: number): string {
  return plain.format(value);
}

/** A number with its noun: "1 device", "2 devices". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** A length of time, two units at most: "41 s", "2 min 10 s", "1 h 5 min", "3 d 4 h". */
export function duration(ms: number): string {
  const s = Math.max(0, Math.round(ms / SECOND));
  if (s < 60) return `${s} s`;
  if (s < 3600) return two(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 86_400) return two(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return two(Math.floor(s / 86_400), 'd', Math.floor((s % 86_400) / 3600), 'h');
}

/** A length of time in its largest unit: "41 s", "12 min", "3 h", "2 d". */
export function durationShort(ms: number): string {
  const at = Math.max(0, ms);
  if (at < MINUTE) return `${Math.floor(at / SECOND)} s`;
  if (at < HOUR) return `${Math.floor(at / MINUTE)} min`;
  if (at < DAY) return `${Math.floor(at / HOUR)} h`;
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
  return b === 0 ? `${number(a)} ${unitA}` : `${number(a)} ${unitA} ${b} ${unitB}`;
}

/** How long ago: "5 s ago", "2 min ago", "3 h ago", "yesterday", then the day. */
export function ago(ms: number, now: number, zone = zoneNow()): string {
  const past = now - ms;
  if (past < HOUR || (past < DAY && dayIn(zone, ms) === dayIn(zone, now))) return past < STEP ? 'just now' : `${ageShort(past)} ago`;
  if (dayIn(zone, now) - dayIn(zone, ms) === 1) return 'yesterday';
  return day(ms, now, zone);
}

/** The day, with its year when it is another: "Nov 19", "Nov 19, 2025". */
export function day(ms: number, now: number, zone = zoneNow()): string {
  const { day, dayYear } = formatsIn(zone);
  const whole = dayYear.format(ms);
  return whole.slice(-4) === dayYear.format(now).slice(-4) ? day.format(ms) : whole;
}

/** The time of day today, else day and time: "14:02:11", "Nov 19, 14:02". */
export function clock(ms: number, now: number, zone = zoneNow()): string {
  const { time, timeShort } = formatsIn(zone);
  return dayIn(zone, ms) === dayIn(zone, now) ? time.format(ms) : `${day(ms, now, zone)}, ${timeShort.format(ms)}`;
}

/** The hour and minute today, else day and time: "14:02", "Nov 19, 14:02". */
export function clockShort(ms: number, now: number, zone = zoneNow()): string {
  const { timeShort } = formatsIn(zone);
  return dayIn(zone, ms) === dayIn(zone, now) ? timeShort.format(ms) : `${day(ms, now, zone)}, ${timeShort.format(ms)}`;
}

/** The whole point in time with its zone, for tooltips and the drawer: "Nov 23, 2026, 14:02:11 GMT+1". */
export function absolute(ms: number, zone = zoneNow()): string {
  const { dayYear, timeZoned } = formatsIn(zone);
  return `${dayYear.format(ms)}, ${timeZoned.format(ms)}`;
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
      const { dayYear, time } = formatsIn('UTC');
      return `${dayYear.format(moment.ms)}, ${time.format(moment.ms)} (zone not given, taken as UTC)`;
    }
  }
}

/** Bytes in the unit that suits: "812 B", "64 KiB", "3.2 MiB". */
export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  const kib = value / 1024;
  if (kib < 1024) return `${number(Math.round(kib))} KiB`;
  return `${plain.format(Math.round((kib / 1024) * 10) / 10)} MiB`;
}

/** The day on the calendar of a zone, as a count of days: those of 23 and 25 hours count as one. */
function dayIn(zone: string, ms: number): number {
  return Math.round(Date.parse(`${formatsIn(zone).dayYear.format(ms)} UTC`) / DAY);
}
