import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { type HostTestEvent, resultMark } from './host-test-event';

/**
 * What VS Code calls to run the compiled tests beside this file. Every result goes to the console as one line, from which the
 * runner counts; with `SMTP_DOCTOR_TEST_REPORTER=spec` mocha prints its own list for people instead.
 * `SMTP_DOCTOR_TEST_GREP` selects tests by their title. Rejects when a test fails or none is found.
 */
export async function run(): Promise<void> {
  const grep = process.env.SMTP_DOCTOR_TEST_GREP;
  const readable = process.env.SMTP_DOCTOR_TEST_REPORTER === 'spec';
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 20_000,
    reporter: readable ? 'spec' : Silent,
    ...(grep ? { grep } : {}),
  });
  for (const file of testFiles(__dirname)) {
    mocha.addFile(file);
  }
  await mocha.loadFilesAsync();
  const counts = await new Promise<{ passed: number; failed: number; pending: number }>((resolve) => {
    const counted = { passed: 0, failed: 0, pending: 0 };
    const runner = mocha.run(() => resolve(counted));
    runner.on('test', (test) => report({ event: 'start', title: test.fullTitle() }));
    runner.on('pass', (test) => {
      counted.passed += 1;
      report({ event: 'pass', title: test.fullTitle(), ms: test.duration ?? 0 });
    });
    runner.on('pending', (test) => {
      counted.pending += 1;
      report({ event: 'pending', title: test.fullTitle() });
    });
    runner.on('fail', (test, error: unknown) => {
      counted.failed += 1;
      report({ event: 'fail', title: test.fullTitle(), error: describe(error) });
    });
  });
  report({ event: 'end', ...counts });
  if (counts.failed > 0 || counts.passed === 0) {
    throw new Error(`${counts.passed} passed, ${counts.failed} failed`);
  }
}

/** A mocha reporter that prints nothing. */
class Silent extends Mocha.reporters.Base {}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(folder, name));
}

function report(event: HostTestEvent): void {
  if (process.env.SMTP_DOCTOR_TEST_REPORTER === 'spec') {
    return;
  }
  console.log(`${resultMark}${JSON.stringify(event)}`);
}

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, 4000);
}
