import { describe, expect, it } from 'vitest';
import { renderCheckRun } from '../../src/report/check-run.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { finding, sampleLinks, sampleReport } from './sample.ts';

const links = sampleLinks;
const huge = '語'.repeat(3_000);

describe('renderCheckRun', () => {
  it('puts the verdict into the title and summary, and the findings into the text', () => {
    const { title, summary, text } = renderCheckRun(sampleReport(), { links });
    expect(title).toBe('Blocked: 2 critical findings — breaks 3 models');
    expect(summary).toContain('🛑 **Blocked**');
    expect(summary).toContain('7 of 9 changed files reviewed');
    expect(text).not.toContain('**Blocked**');
    expect(text).toContain('is gone from `stg_orders`');
  });

  it('annotates by importance: failure, warning, notice', () => {
    const { annotations } = renderCheckRun(sampleReport(), { links });
    expect(annotations.map((it) => [it.annotation_level, it.path, it.start_line])).toEqual([
      ['failure', 'models/marts/customers.sql', 22],
      ['failure', 'models/marts/crm_export.sql', 5],
      ['warning', 'models/staging/events.sql', 18],
      ['notice', 'models/marts/crm_export.sql', 1],
      ['notice', 'models/marts/crm_export.sql', 5],
    ]);
  });

  it('annotates a removed line at the nearest line that is left', () => {
    const { annotations } = renderCheckRun(sampleReport(), { links, headLine: (_, line) => line - 1 });
    expect(annotations[0]).toMatchObject({
      path: 'models/staging/stg_orders.sql',
      start_line: 8,
      end_line: 8,
    });
    expect(annotations).toHaveLength(6);
  });

  it('annotates no file that is gone', () => {
    const { annotations } = renderCheckRun(sampleReport(), {
      links,
      atHead: (path) => path.endsWith('events.sql'),
    });
    expect(annotations.map((it) => it.path)).toEqual(['models/staging/events.sql']);
  });

  it('keeps to the limits of GitHub, in bytes', () => {
    const findings = Array.from({ length: 120 }, (_, i) =>
      finding({ title: `\u202E${i} ${huge}`, message: huge, why: huge, advice: huge }),
    );
    const output = renderCheckRun(sampleReport({ findings }), { links });
    expect(Buffer.byteLength(output.text)).toBeLessThanOrEqual(65_535);
    expect(Buffer.byteLength(output.summary)).toBeLessThanOrEqual(65_535);
    expect(output.annotations).toHaveLength(120);
    for (const { title, message } of output.annotations) {
      expect(Buffer.byteLength(title)).toBeLessThanOrEqual(255);
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(64_000);
      expect(title).toMatch(/^‹U\+202E›\d/);
    }
  });

  it('has no empty title, and no text where there is nothing to tell', () => {
    const output = renderCheckRun(
      sampleReport({
        verdict: 'passed',
        conclusion: 'success',
        findings: [],
        notes: [],
        impact: undefined,
        agents: [],
        coverage: { changedFiles: 1, reviewedFiles: 1, notReviewed: [] },
      }),
      { links },
    );
    expect(output).toMatchObject({ title: 'Passed: no findings', text: '', annotations: [] });
  });
});

describe('renderSummary', () => {
  it('stays under 1,000 KB', () => {
    const findings = Array.from({ length: 600 }, (_, i) => finding({ title: `${i}`, message: huge }));
    const summary = renderSummary(sampleReport({ findings }), { links });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_000_000);
    expect(summary).toContain('All of it is in the JSON report');
  });
});

describe('renderMarkdown', () => {
  it('links to files of the work tree, but not to lines that are gone', () => {
    const text = renderMarkdown(sampleReport());
    expect(text).toContain('[`models/marts/crm_export.sql:5`](<models/marts/crm_export.sql#L5>)');
    expect(text).toContain('`models/staging/stg_orders.sql:9` (removed)');
  });
});
