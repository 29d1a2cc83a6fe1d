import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderSarif } from '../../src/report/sarif.ts';
import { hostile } from './hostile.ts';
import { sarifSlice } from './sarif-slice.ts';
import { finding, sampleReport } from './sample.ts';

const ajv = new Ajv({ strict: true });
addFormats.default(ajv);
const validate = ajv.compile(sarifSlice);

const rules = [
  {
    id: 'quality/column-removed-in-use',
    summary: 'A column in use is removed',
    why: 'Readers fail.',
    advice: 'Keep it.',
    severity: 'critical' as const,
  },
  { id: 'quality/unused', summary: 'Never found', why: 'x', advice: 'y', severity: 'low' as const },
];

function sarif(report = sampleReport()) {
  const log = JSON.parse(renderSarif(report, { rules, informationUri: 'https://github.example/pr' }));
  const valid: boolean = validate(log);
  if (!valid) throw new Error(JSON.stringify(validate.errors));
  return log.runs[0];
}

describe('renderSarif', () => {
  it('describes each rule once, and points each result at its rule', () => {
    const run = sarif();
    expect(run.tool.driver.rules.map((it: { id: string }) => it.id)).toEqual([
      'docs/column-undocumented',
      'docs/model-undocumented',
      'governance/pii-exposed',
      'performance/incremental-filter-removed',
      'quality/column-removed-in-use',
      'quality/key-test-removed',
    ]);
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(run.tool.driver.rules[4].shortDescription.text).toBe('A column in use is removed');
  });

  it('gives levels, fingerprints and plain text', () => {
    const { results } = sarif();
    expect(results.map((it: { level: string }) => it.level)).toEqual([
      'error',
      'error',
      'error',
      'warning',
      'note',
      'note',
    ]);
    expect(results[0].partialFingerprints).toEqual({
      'parallelReview/v1': sampleReport().findings[0]!.fingerprint,
    });
    expect(results[0].message.text).toMatch(/^amount is gone from stg_orders, .* still read it\. 3 readers/);
  });

  it('points a removed line at a place that head has, and keeps the line as a related one', () => {
    const { results } = sarif();
    expect(results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'models/marts/customers.sql' },
      region: { startLine: 22, endLine: 22 },
    });
    expect(results[0].relatedLocations[0]).toMatchObject({
      message: { text: '(before) The line that was removed.' },
      physicalLocation: { artifactLocation: { uri: 'models/staging/stg_orders.sql' } },
    });
    expect(results[3].locations[0].physicalLocation.region.startLine).toBe(31);
  });

  it('says of every result whether it is suppressed, by whom or where, and why', () => {
    const accepted = [
      { by: 'bea', reason: 'the reader `moves` first', url: 'https://github.example/1' },
      { by: 'cem', reason: 'seen', url: 'https://github.example/2' },
    ];
    const ignored = {
      rule: 'docs/model-undocumented',
      resource: 'model.shop.x',
      severity: 'low' as const,
      title: 'No words about `x`',
      fingerprint: 'f'.repeat(20),
      location: { path: 'models/x.sql', side: 'head' as const, startLine: 7, endLine: 8 },
      path: 'models/x.sql',
      line: 6,
      reason: 'a throw-away',
      added: true,
    };
    const findings = [finding({ accepted }), finding({ subject: 'tax' })];
    const { results, tool } = sarif(sampleReport({ findings, ignored: [ignored] }));
    expect(results.map((it: { suppressions: unknown }) => it.suppressions)).toEqual([
      [
        { kind: 'external', status: 'accepted', justification: 'bea: the reader moves first' },
        { kind: 'external', status: 'accepted', justification: 'cem: seen' },
      ],
      [],
      [
        {
          kind: 'inSource',
          status: 'accepted',
          justification: 'a throw-away',
          location: {
            physicalLocation: {
              artifactLocation: { uri: 'models/x.sql', uriBaseId: 'SRCROOT' },
              region: { startLine: 6, endLine: 6 },
            },
          },
        },
      ],
    ]);
    expect(results[2]).toMatchObject({
      ruleId: 'docs/model-undocumented',
      level: 'note',
      message: { text: 'No words about x' },
      partialFingerprints: { 'parallelReview/v1': 'f'.repeat(20) },
    });
    expect(tool.driver.rules[results[2].ruleIndex].id).toBe('docs/model-undocumented');
  });

  it('says nothing of suppressions where there are none', () => {
    for (const result of sarif().results) expect(result).not.toHaveProperty('suppressions');
  });

  it('percent-encodes paths', () => {
    const location = { path: 'models/a b%[é]#?.sql', side: 'head' as const, startLine: 1, endLine: 1 };
    const { results } = sarif(sampleReport({ findings: [finding({ location })] }));
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(
      'models/a%20b%25%5B%C3%A9%5D%23%3F.sql',
    );
  });

  it('keeps to 25,000 results', () => {
    const one = finding({ related: [], message: '' });
    expect(sarif(sampleReport({ findings: Array.from({ length: 25_001 }, () => one) })).results).toHaveLength(
      25_000,
    );
  });

  it('says that an incomplete review did not succeed', () => {
    expect(sarif(sampleReport({ verdict: 'incomplete' })).invocations[0].executionSuccessful).toBe(false);
  });

  it('is valid whatever the texts are', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const location = { path: text, side: 'base' as const, startLine: 3, endLine: 1 };
        sarif(
          sampleReport({
            notes: [text],
            ignored: [
              {
                rule: text,
                resource: text,
                path: text,
                reason: text,
                title: text,
                fingerprint: text,
                location,
              },
            ],
            findings: [
              finding({
                title: text,
                message: text,
                why: text,
                advice: text,
                rule: text,
                location,
                accepted: [{ by: text, reason: text, url: text }],
                related: [{ ...location, message: text }],
              }),
            ],
          }),
        );
      }),
      { numRuns: 300 },
    );
  });
});
