import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { reportJsonSchema, reportSchema } from '../../src/report/schema.ts';
import { sampleReport } from './sample.ts';

describe('the JSON schema', () => {
  const committed = JSON.parse(
    readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8'),
  );
  const validate = new Ajv2020({ strict: true, strictTuples: false }).compile(reportJsonSchema());

  it('is the committed one', () => {
    expect(committed).toEqual(reportJsonSchema());
  });

  it('takes a report, with keys that a later version may add', () => {
    expect(validate({ ...sampleReport(), later: 1 })).toBe(true);
    expect(reportSchema.parse(sampleReport())).toEqual(sampleReport());
  });

  it.each([
    'schemaVersion',
    'conclusion',
    'verdict',
    'base',
    'head',
    'findings',
    'agents',
    'coverage',
    'timing',
    'usage',
  ])('does not take a report without %s', (key) => {
    const { [key]: _, ...rest } = sampleReport() as Record<string, unknown>;
    expect(validate(rest)).toBe(false);
  });

  it('does not take a line 0 or an unknown verdict', () => {
    const [finding] = sampleReport().findings;
    const moved = { ...finding, location: { ...finding!.location, startLine: 0 } };
    expect(validate({ ...sampleReport(), findings: [moved] })).toBe(false);
    expect(validate({ ...sampleReport(), verdict: 'maybe' })).toBe(false);
  });
});
