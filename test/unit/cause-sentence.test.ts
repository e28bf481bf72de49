import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openData } from '../../src/core/data';
import type { Diagnosis } from '../../src/core/diagnosis/diagnosis';
import { languages } from '../../src/core/i18n/languages';
import { causeSentence } from '../../src/core/report/test-report';

const data = openData(join(__dirname, '../../dist'));
const refused: Diagnosis = { id: 'connection-refused', confidence: 1, rule: 'r', evidence: [], fixes: [] };

describe('the sentence of a cause', () => {
  it.each(languages)('has no gap in %s where a text does not say which host and port it is about', (language) => {
    const say = (facts: object) => causeSentence(data.translator(language), refused, facts, data.knowledge());
    const whole = say({ host: 'mail.example.com', port: 587 });
    expect(say({})).toBe(whole.replace('mail.example.com', '…').replace('587', '…'));
  });
});
