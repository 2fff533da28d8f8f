// The rules of a connection as they are typed and as they read. What can be kept is core's to say.
import { counted, number } from '../locale';
import type { ConnectionRules } from '../transport/types';

export const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** A minute of the day as a clock shows it; the last one is midnight. */
export function timeOf(minute: number): string {
  const at = minute % 1440;
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
}

/** The minute of the day of what a time field holds; none for what is no time. */
export function minuteOf(time: string): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(time.trim()) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(hours) < 24 && Number(minutes) < 60 ? minute : null;
}

/** What is forbidden or asked, in a line; empty where nothing is. */
export function rulesWords(rules: ConnectionRules): string {
  const parts: string[] = [];
  if (rules.readOnly) parts.push('read only');
  if (rules.askAbove !== null) parts.push(`asks above ${number(rules.askAbove)} devices`);
  if (rules.forbidden.length > 0) parts.push(`${counted(rules.forbidden.length, 'span')} of forbidden hours`);
  return parts.join(' · ');
}
