// The same numbers, moments and lengths of time in five locales: other separators, other digits, another calendar, another direction.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  absolute,
  ago,
  bytes,
  clock,
  counted,
  day,
  duration,
  durationShort,
  momentFull,
  number,
  percent,
  tellTimesIn,
  writeAsIn,
} from './locale';

const NOW = Date.UTC(2026, 10, 23, 14, 2, 11);
const DAYS = 86_400_000;

/** As Intl itself knows them, in the place that uses them. */
const PLACES = [
  {
    locale: 'en-US',
    january: 'Jan 2',
    million: '1,234,567',
    share: '2.5 %',
    took: '2 min 10 s',
    clock: '14:02:11',
    day: 'Nov 19',
    lastYear: 'Oct 19, 2025',
    then: 'Nov 19, 14:02',
    full: 'Nov 23, 2026, 14:02:11 UTC',
    size: '3.2 MB',
  },
  {
    locale: 'de-DE',
    january: '2. Jan.',
    million: '1.234.567',
    share: '2,5 %',
    took: '2 min 10 s',
    clock: '14:02:11',
    day: '19. Nov.',
    lastYear: '19. Okt. 2025',
    then: '19. Nov., 14:02',
    full: '23. Nov. 2026, 14:02:11 UTC',
    size: '3,2 MB',
  },
  {
    locale: 'ar-EG',
    january: '⁨٢ يناير⁩',
    million: '١٬٢٣٤٬٥٦٧',
    share: '٢٫٥ %',
    took: '٢ min ١٠ s',
    clock: '⁨١٤:٠٢:١١⁩',
    day: '⁨١٩ نوفمبر⁩',
    lastYear: '⁨١٩ أكتوبر ٢٠٢٥⁩',
    then: '⁨١٩ نوفمبر، ١٤:٠٢⁩',
    full: '⁨٢٣ نوفمبر ٢٠٢٦، ١٤:٠٢:١١ UTC⁩',
    size: '٣٫٢ MB',
  },
  {
    locale: 'fa-IR',
    january: '⁨۱۲ دی ۱۴۰۴⁩',
    million: '۱٬۲۳۴٬۵۶۷',
    share: '۲٫۵ %',
    took: '۲ min ۱۰ s',
    clock: '⁨۱۴:۰۲:۱۱⁩',
    day: '⁨۲۸ آبان⁩',
    lastYear: '⁨۲۷ مهر ۱۴۰۴⁩',
    then: '⁨۲۸ آبان، ۱۴:۰۲⁩',
    full: '⁨۲ آذر ۱۴۰۵، ۱۴:۰۲:۱۱ (UTC)⁩',
    size: '۳٫۲ MB',
  },
  {
    locale: 'ja-JP',
    january: '1月2日',
    million: '1,234,567',
    share: '2.5 %',
    took: '2 min 10 s',
    clock: '14:02:11',
    day: '11月19日',
    lastYear: '2025年10月19日',
    then: '11月19日 14:02',
    full: '2026年11月23日 14:02:11 UTC',
    size: '3.2 MB',
  },
] as const;

describe.each(PLACES)('written as in $locale', (place) => {
  beforeAll(() => {
    writeAsIn(place.locale);
    tellTimesIn('UTC');
  });
  afterAll(() => {
    writeAsIn('en-US');
    tellTimesIn(null);
  });

  it('separates and writes numbers', () => {
    expect(number(1_234_567)).toBe(place.million);
    expect(percent(2.5)).toBe(place.share);
    expect(bytes(3_200_000)).toBe(place.size);
    expect(counted(1_234_567, 'device')).toBe(`${place.million} devices`);
  });

  it('writes lengths of time with its digits; their units are the same everywhere', () => {
    expect(duration(130_000)).toBe(place.took);
    expect(durationShort(7 * 60_000)).toBe(`${number(7)} min`);
    expect(ago(NOW - 3 * 3_600_000, NOW)).toBe(`${number(3)} h ago`);
  });

  it('writes days and times by its calendar, in an order of its own', () => {
    expect(clock(NOW, NOW)).toBe(place.clock);
    expect(day(NOW - 4 * DAYS, NOW)).toBe(place.day);
    expect(day(NOW - 400 * DAYS, NOW), 'with the year, which is another').toBe(place.lastYear);
    expect(clock(NOW - 4 * DAYS, NOW), 'day and time by one format, not put together here').toBe(place.then);
    expect(absolute(NOW)).toBe(place.full);
  });

  it('tells yesterday by the days of the zone, and this year by the calendar that is written', () => {
    expect(ago(NOW - 20 * 3_600_000, NOW)).toBe('yesterday');
    // The Persian year began in March: the two days are of one year elsewhere, and of two there.
    expect(day(Date.UTC(2026, 0, 2), NOW)).toBe(place.january);
  });

  it('keeps a text of the other direction apart from the sentence around it', () => {
    const told = momentFull({ type: 'at', ms: NOW, zoneAssumed: true });
    const turned = /[؀-ۿ]/.test(told);
    expect(told.startsWith('⁨'), 'the words after it would be drawn between its parts').toBe(turned);
    expect(told).toContain('(zone not given, taken as UTC)');
  });
});
