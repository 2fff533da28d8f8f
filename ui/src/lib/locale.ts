// Numbers, times, durations and ages in words. The locale is chosen once and guarded: with LANG=C.UTF-8 the window calls its language "C", and Intl throws on it.
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
const timeOnly = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const timeShort = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayOnly = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
const dayYear = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', year: 'numeric' });

const SECOND = 1000;
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
  if (at < MINUTE) return `${Math.round(at / SECOND)} s`;
  if (at < HOUR) return `${Math.floor(at / MINUTE)} min`;
  if (at < DAY) return `${Math.floor(at / HOUR)} h`;
  return `${number(Math.floor(at / DAY))} d`;
}

function two(a: number, unitA: string, b: number, unitB: string): string {
  return b === 0 ? `${number(a)} ${unitA}` : `${number(a)} ${unitA} ${b} ${unitB}`;
}

/** How long ago: "4 s ago", "2 min ago", "3 h ago", "yesterday", then the day. */
export function ago(ms: number, now: number): string {
  const past = now - ms;
  if (past < HOUR || (past < DAY && sameDay(ms, now))) return past < SECOND ? 'just now' : `${durationShort(past)} ago`;
  if (sameDay(ms + DAY, now)) return 'yesterday';
  return day(ms, now);
}

/** The day, with its year when it is another: "Nov 19", "Nov 19, 2025". */
export function day(ms: number, now: number): string {
  return (new Date(ms).getFullYear() === new Date(now).getFullYear() ? dayOnly : dayYear).format(ms);
}

/** The time of day today, else day and time: "14:02:11", "Nov 19, 14:02". */
export function clock(ms: number, now: number): string {
  return sameDay(ms, now) ? timeOnly.format(ms) : `${day(ms, now)}, ${timeShort.format(ms)}`;
}

/** The hour and minute today, else day and time: "14:02", "Nov 19, 14:02". */
export function clockShort(ms: number, now: number): string {
  return sameDay(ms, now) ? timeShort.format(ms) : `${day(ms, now)}, ${timeShort.format(ms)}`;
}

/** The whole point in time, for tooltips: "Nov 23, 2026, 14:02:11". */
export function absolute(ms: number): string {
  return `${dayYear.format(ms)}, ${timeOnly.format(ms)}`;
}

/** A moment in full, with what had to be assumed: for tooltips and the drawer. */
export function momentFull(moment: Moment): string {
  switch (moment.type) {
    case 'absent':
      return 'not given';
    case 'unreadable':
      return `${moment.raw} (not understood, shown as it came)`;
    case 'at':
      return moment.zoneAssumed ? `${absolute(moment.ms)} (zone assumed UTC)` : absolute(moment.ms);
  }
}

/** Bytes in the unit that suits: "812 B", "64 KiB", "3.2 MiB". */
export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  const kib = value / 1024;
  if (kib < 1024) return `${number(Math.round(kib))} KiB`;
  return `${plain.format(Math.round((kib / 1024) * 10) / 10)} MiB`;
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
