/** Starts every console line that the runner reads; the rest of the line is a `HostTestEvent` in JSON. */
export const resultMark = 'SMTP_DOCTOR_TEST ';

/** What a mocha run inside VS Code says to the runner outside. */
export type HostTestEvent =
  | { event: 'start' | 'pending'; title: string }
  | { event: 'pass'; title: string; ms: number }
  | { event: 'fail'; title: string; error: string }
  | { event: 'end'; passed: number; failed: number; pending: number };
