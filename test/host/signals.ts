import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostTestEvent, resultMark } from './host-test-event';

/** True where a Playwright driver accompanies the tests (`onPage` of the runner); without one, skip what needs clicks. */
export function isDriven(): boolean {
  return process.env.SMTP_DOCTOR_SIGNALS !== undefined;
}

/** Tells the Playwright driver that the tests reached a point; it waits there with `signals.waitFor(name)`. */
export function sendSignal(name: string): void {
  const event: HostTestEvent = { event: 'signal', name };
  console.log(`${resultMark}${JSON.stringify(event)}`);
}

/** Waits until the Playwright driver calls `signals.send(name, text)`; resolves with the text, rejects after the time given. */
export async function waitForSignal(name: string, timeoutMs = 15_000): Promise<string> {
  const folder = process.env.SMTP_DOCTOR_SIGNALS;
  if (folder === undefined) {
    throw new Error('No driver accompanies these tests.');
  }
  const file = join(folder, name);
  const deadline = Date.now() + timeoutMs;
  while (!existsSync(file)) {
    if (Date.now() > deadline) {
      throw new Error(`The driver did not send "${name}" within ${timeoutMs} ms.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return readFileSync(file, 'utf8');
}
