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

/** The end of a month (ISO 8601) in the translator's language, for where no day is known. */
export function endOfMonth(t: Translator, month: string): string {
  // with a day, the month has the case that it also has after a word such as “end”
  const parts = new Intl.DateTimeFormat(t.language, { dateStyle: 'long', timeZone: 'UTC' }).formatToParts(
    new Date(`${month}-01`),
  );
  const part = (type: 'month' | 'year') => parts.find((one) => one.type === type)?.value ?? '';
  return t('endOfMonth', { month: part('month'), year: part('year') });
}
