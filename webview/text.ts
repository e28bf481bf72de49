import type { Strings } from '../src/protocol/messages';

/** Looks up a text of the view by key and fills in its `{{names}}`; the key itself when the text is missing. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** A `Translate` over the texts that the extension sent. */
export function translator(strings: Strings): Translate {
  return (key, values = {}) => {
    const text = Object.hasOwn(strings, key) ? strings[key] : undefined;
    return (text ?? key).replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : whole,
    );
  };
}

/** A day or a month (ISO 8601) written out in the reader's language; the text itself when it is neither. */
export function writtenDate(iso: string, language: string): string {
  const date = new Date(iso);
  if (!/^\d{4}-\d{2}(-\d{2})?$/.test(iso) || Number.isNaN(date.getTime())) return iso;
  const style: Intl.DateTimeFormatOptions =
    iso.length === 7 ? { year: 'numeric', month: 'long' } : { dateStyle: 'long' };
  return new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC' }).format(date);
}

/** A moment (ISO 8601) as the reader writes it: the time alone when it is today. */
export function writtenTime(iso: string, language: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const isToday = moment.toDateString() === new Date().toDateString();
  const style: Intl.DateTimeFormatOptions = isToday
    ? { timeStyle: 'short' }
    : { dateStyle: 'medium', timeStyle: 'short' };
  return new Intl.DateTimeFormat(language, style).format(moment);
}
