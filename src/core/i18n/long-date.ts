import type { Translator } from './create-translator';

/** A day, a month or a year, written out in the translator's language. */
export function longDate(t: Translator, date: string): string {
  const [year = 2000, month, day] = date.split('-').map(Number);
  if (month === undefined) return String(year);
  const style: Intl.DateTimeFormatOptions =
    day === undefined ? { year: 'numeric', month: 'long' } : { dateStyle: 'long' };
  return new Intl.DateTimeFormat(t.language, { ...style, timeZone: 'UTC' }).format(
    new Date(Date.UTC(year, month - 1, day ?? 1)),
  );
}
