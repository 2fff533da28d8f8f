// Days of the week and minutes of the day, as they are typed and shown.

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

/** Hours of the week as they are typed. */
export interface TypedHours {
  days: number[];
  from: string;
  to: string;
}

/** The hours to keep of those typed; null while one of them cannot be. */
export function hoursOf(spans: readonly TypedHours[]): { days: number[]; from: number; to: number }[] | null {
  const kept = [];
  for (const { days, from, to } of spans) {
    const [begin, end] = [minuteOf(from), minuteOf(to)];
    if (days.length === 0 || begin === null || end === null) return null;
    // Midnight as an end is that of the same day.
    kept.push({ days: [...days], from: begin, to: end === 0 ? 1440 : end });
  }
  return kept;
}
