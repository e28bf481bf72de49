/** Months after which facts are called possibly outdated. */
const freshMonths = 12;

/** True when what was true on `date` is older than a year on `today` (both ISO 8601 days; a month is its first day). */
export function isOutdated(date: string, today: string): boolean {
  const limit = new Date(date);
  limit.setUTCMonth(limit.getUTCMonth() + freshMonths);
  return limit < new Date(today);
}
