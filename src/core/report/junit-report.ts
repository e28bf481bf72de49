import type { Translator } from '../i18n/create-translator';
import type { Knowledge } from '../knowledge/knowledge';
import { causeSentence, headline, type TestReport, unknownSentence } from './test-report';
import { transcriptLines } from './transcript-lines';

/** The tests of one file as JUnit XML, which CI services read: a suite for the file, a case for each account. */
export function junitReport(file: string, reports: readonly TestReport[], knowledge: Knowledge, t: Translator): string {
  const results = reports.map(({ result }) => result);
  const unusable = results.filter(({ fault }) => fault?.kind === 'settings').length;
  const counts = {
    tests: results.length,
    failures: results.filter(({ outcome }) => outcome === 'failed').length - unusable,
    errors: unusable,
    skipped: results.filter(({ outcome }) => outcome === 'cancelled').length,
  };
  const cases = reports.map((report) => testCase(file, report, knowledge, t));
  const began = results.map(({ startedAt }) => startedAt).sort()[0];
  const suite = {
    name: file,
    ...counts,
    // the accounts are tested side by side
    time: seconds(Math.max(0, ...results.map(({ ms }) => ms))),
    ...(began === undefined ? {} : { timestamp: began.replace(/(\.\d+)?Z$/, '') }),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', counts, element('testsuite', suite, ...cases))}\n`;
}

function testCase(file: string, report: TestReport, knowledge: Knowledge, t: Translator): string {
  const { result } = report;
  const transcript = transcriptLines(result).join('\n');
  return element(
    'testcase',
    { name: result.account, classname: file, time: seconds(result.ms) },
    ...(result.outcome === 'passed' ? [] : [outcomeOf(report, knowledge, t)]),
    ...(transcript === '' ? [] : [element('system-out', {}, escaped(transcript))]),
  );
}

function outcomeOf(report: TestReport, knowledge: Knowledge, t: Translator): string {
  const { result, diagnoses, facts = {} } = report;
  const said = headline(t, report);
  if (result.outcome === 'cancelled') return element('skipped', { message: said });
  const { fault } = result;
  if (fault?.kind === 'settings') return element('error', { message: fault.message, type: fault.code }, escaped(said));
  const [cause] = diagnoses;
  const message = cause ? causeSentence(t, cause, facts, knowledge) : unknownSentence(t, facts);
  const text = facts.text ? `${said}\n${facts.text}` : said;
  return element('failure', { message, type: cause?.id ?? 'unknown' }, escaped(text));
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** An element of XML; the attributes are escaped, the content is XML already. */
function element(name: string, attributes: Readonly<Record<string, string | number>>, ...content: string[]): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return content.length === 0 ? `<${name}${head.join('')}/>` : `<${name}${head.join('')}>${content.join('')}</${name}>`;
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
};

/** A text in XML 1.0 (section 2.2): without what is no character there, nor what could steer a terminal. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"\t\n]/g, (character) => references[character] ?? character);
}
