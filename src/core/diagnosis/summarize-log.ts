import { diagnoseText } from './diagnose-text';
import type { ProviderSigns } from './find-server';
import { redactText } from './redact-text';
import type { Rule } from './rule';

/** One cause of a mail log. */
export interface LogCause {
  /** Id of the cause; `unknown` for refusals that no rule knows. */
  cause: string;
  /** Named by a rule of the workspace's own. */
  local?: true;
  count: number;
  /** Times as the log writes them; empty where lines have none. */
  first: string;
  last: string;
  /** The first line, shortened and redacted. */
  example: string;
}

/** A mail log, read line by line. */
export interface LogSummary {
  /** Takes the next line. */
  add(line: string): void;
  /** The causes so far, the most frequent first. */
  causes(): LogCause[];
  /** Lines read. */
  readonly lines: number;
}

/** Remembered refusals, told apart by their words without names and numbers. */
const maximumRemembered = 4000;

/** What a line must have to be a failure. */
const failure =
  /status=(?:deferred|bounced|expired|undeliverable)|\breject|\b[45]\d\d[ -][45]?\.?|\b[45]\.\d{1,3}\.\d{1,3}\b|refused|timed out|timeout|unreachable|not found|\bfail|\berror|warning: |fatal|denied|SSL_|certificate|lost connection|stat=(?!Sent)|\*\* |== /i;

/** Beginnings of lines: syslog, ISO 8601, Exim. */
const time =
  /^(?:<\d{1,3}>)?((?:[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d)|(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?))/;

/** What differs between two lines of one cause: addresses, host names, numbers of queues and processes, times. */
const particulars =
  /[^\s<>@]{1,64}@[^\s<>]{1,200}|\b[a-z][\w-]{0,62}(?:\.[\w-]{1,63}){1,8}|\[[\d.:a-f]{1,45}\]|\b\d{1,9} (?=sec|min|hour)|\d{4,}|delays?=[\d./]{1,60}|\b[A-F0-9]{8,16}\b/gi;

/** Starts an empty summary. Memory does not grow with the log. */
export function summarizeLog(rules: readonly Rule[], signs: Readonly<Record<string, ProviderSigns>>): LogSummary {
  const causes = new Map<string, LogCause>();
  const remembered = new Map<string, Pick<LogCause, 'cause' | 'local'> | undefined>();
  let lines = 0;
  let previous = '';
  const causeOf = (line: string): Pick<LogCause, 'cause' | 'local'> | undefined => {
    const reply = line.indexOf('status=');
    const key = line.slice(Math.max(0, reply), 1200).replace(time, '').replace(particulars, '');
    if (remembered.has(key)) return remembered.get(key);
    const { diagnoses, facts } = diagnoseText(line, {}, rules, signs);
    const refused = facts.some(
      ({ code, enhanced, errorCode }) => code !== undefined || enhanced !== undefined || errorCode,
    );
    const [best] = diagnoses;
    const cause = best
      ? { cause: best.id, ...(best.local ? { local: best.local } : {}) }
      : refused
        ? { cause: 'unknown' }
        : undefined;
    if (remembered.size >= maximumRemembered) {
      const oldest = remembered.keys().next().value;
      if (oldest !== undefined) remembered.delete(oldest);
    }
    remembered.set(key, cause);
    return cause;
  };
  return {
    add(line) {
      lines += 1;
      // the name of a secret can stand in the line before it
      const before = previous;
      previous = line;
      if (line.includes('status=sent') || !failure.test(line)) return;
      const cause = causeOf(line);
      if (cause === undefined) return;
      const when = line.match(time)?.[1] ?? '';
      const key = cause.local ? `local/${cause.cause}` : cause.cause;
      const known = causes.get(key);
      if (known) {
        known.count += 1;
        if (when) known.last = when;
        return;
      }
      const example = lastLine(redactText(`${before}\n${line}`))
        .replace(/\s+/g, ' ')
        .slice(0, 300);
      causes.set(key, { ...cause, count: 1, first: when, last: when, example });
    },
    causes: () => [...causes.values()].sort((a, b) => b.count - a.count || a.cause.localeCompare(b.cause)),
    get lines() {
      return lines;
    },
  };
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}
