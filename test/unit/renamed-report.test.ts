import { describe, expect, it } from 'vitest';
import { renamedReport } from '../../src/core/report/renamed-report';
import type { TestReport } from '../../src/core/report/test-report';

const report = {
  result: { account: 'shop', outcome: 'failed' },
  facts: { account: 'shop', code: 535 },
  diagnoses: [
    {
      id: 'sender-not-allowed',
      fixes: [
        {
          id: 'use-sender',
          edits: [
            { path: ['accounts', 'shop', 'from'], value: 'me@example.com' },
            { path: ['test', 'to'], value: 'me@example.com' },
            { path: ['accounts', 'other', 'from'], value: 'me@example.com' },
          ],
        },
      ],
    },
  ],
} as unknown as TestReport;

describe('renamedReport', () => {
  it('leads fixes and names to the account as it is called now, and leaves the report as it was', () => {
    const before = structuredClone(report);
    const { result, facts, diagnoses } = renamedReport(report, 'shop', 'store');
    expect([result.account, facts?.account]).toEqual(['store', 'store']);
    expect(diagnoses[0]?.fixes[0]?.edits.map(({ path }) => path)).toEqual([
      ['accounts', 'store', 'from'],
      ['test', 'to'],
      ['accounts', 'other', 'from'],
    ]);
    expect(report).toEqual(before);
  });
});
