/** The day after a day, the month after a month (ISO 8601). */
export function dateAfter(date: string): string {
  const [year = 0, month = 1, day] = date.split('-').map(Number);
  const next = day === undefined ? new Date(Date.UTC(year, month, 1)) : new Date(Date.UTC(year, month - 1, day + 1));
  return next.toISOString().slice(0, date.length);
}
