/** The day of this machine's clock in UTC, ISO 8601. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
