import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderComment } from '../../src/report/comment.ts';
import type { Report } from '../../src/report/schema.ts';
import { acting, hostile, toHtml } from './hostile.ts';
import { finding, sampleLinks, sampleReport } from './sample.ts';

const marker = '<!-- parallel-review -->';

function comment(report: Report, limit?: number): string {
  return renderComment(report, {
    links: sampleLinks,
    marker,
    checkUrl: 'https://github.example/runs/1',
    ...(limit !== undefined && { limit }),
  });
}

function many(count: number, text = 'x'.repeat(300)): Report {
  const severities = ['critical', 'high', 'medium', 'low'] as const;
  const findings = severities.flatMap((severity) =>
    Array.from({ length: count }, (_, i) =>
      finding({ severity, title: `${severity} ${i}`, message: `${text} ${i}`, subject: `${severity}${i}` }),
    ),
  );
  return sampleReport({ findings });
}

describe('the first line', () => {
  const first = (changes: Partial<Report>) => comment(sampleReport(changes)).split('\n')[1];

  it('says what is blocked, and what breaks', () => {
    expect(first({})).toBe('### 🛑 **Blocked**: 2 critical findings — breaks 3 models');
  });

  it('says how many break at least if it may not know all of them', () => {
    const { nodes, edges } = sampleReport().impact!;
    const breaks = (states: RegExp) =>
      first({ impact: { nodes: nodes.filter(({ state }) => states.test(state)), edges, omitted: 1 } });
    expect(breaks(/changed|broken/)).toBe(
      '### 🛑 **Blocked**: 2 critical findings — breaks at least 3 models',
    );
    // What breaks is drawn before what is reached.
    expect(breaks(/broken|affected/)).toBe('### 🛑 **Blocked**: 2 critical findings — breaks 3 models');
  });

  it('passes with and without findings', () => {
    const low = sampleReport().findings.filter((it) => !it.blocking);
    expect(first({ verdict: 'passed', findings: [] })).toBe('### ✅ **Passed**: no findings');
    expect(first({ verdict: 'passed', findings: low })).toBe(
      '### ✅ **Passed**: 1 high, 1 medium and 2 low findings, none of which blocks',
    );
  });

  it('names who owes an answer', () => {
    expect(first({ verdict: 'incomplete', findings: [] })).toBe(
      '### ⚠️ **Incomplete**: no answer from docs (timed out after 3.0 s: no answer within 3 s)',
    );
  });

  it('says that there is nothing to review, and that a block was overridden', () => {
    expect(first({ verdict: 'nothing-to-review', findings: [] })).toBe(
      '### ✅ **Nothing to review**: none of the 9 changed files is for an agent here',
    );
    expect(first({ verdict: 'overridden' })).toBe(
      '### ⚠️ **Overridden**: 2 critical findings would block, and merging was allowed all the same',
    );
  });
});

describe('the body', () => {
  it('begins with the marker, which stands nowhere else', () => {
    const body = comment(sampleReport({ notes: [marker, `\`${marker}\``] }));
    expect(body.startsWith(`${marker}\n`)).toBe(true);
    expect(body.split(marker)).toHaveLength(2);
  });

  it('links a finding to its exact lines, in the revision they belong to', () => {
    const body = comment(sampleReport());
    expect(body).toContain(
      '/blob/9d8c7b6a5f4e3d2c1b0a99887766554433221100/models/staging/stg_orders.sql#L9-L9>) (removed)',
    );
    expect(body).toContain('/blob/4f1c9a2b7d3e5f60718293a4b5c6d7e8f9012345/models/exposures.yml#L12-L18>)');
  });

  it('shows what merging had to say, of what blocks and of the rest', () => {
    for (const severity of ['critical', 'low'] as const) {
      const notes = ['The edit that docs suggests is left out: quality changes `a.sql`.'];
      const body = comment(sampleReport({ findings: [finding({ severity, notes })] }));
      expect(body).toContain('The edit that docs suggests is left out: quality changes `a.sql`.');
    }
  });

  it('folds what does not block, by agent', () => {
    const [open, ...folds] = comment(sampleReport()).split('<details>');
    expect(open).not.toContain('no longer tested');
    expect(folds.map((it) => /<summary>(.*)<\/summary>/.exec(it)![1])).toEqual([
      '🟠 performance: 1 high finding',
      '🟡 quality: 1 medium finding',
      '⚪ docs: 2 low findings',
      'Not reviewed: 2 files',
    ]);
  });

  it('lists the findings of one rule together, and says once what they have in common', () => {
    const of = (rule: string, path: string, message: string, advice: string) =>
      finding({
        ...{ rule, severity: 'high', title: path, message, advice, related: [] },
        location: { path, side: 'head', startLine: 1, endLine: 1 },
      });
    const body = comment(
      sampleReport({
        findings: [
          of('quality/a', 'a.sql', 'It fails.', 'Mend it.'),
          of('quality/b', 'b.sql', 'It fails.', 'Look.'),
          of('quality/a', 'c.sql', 'It fails.', 'Mend it.'),
          of('quality/a', 'd.sql', 'It waits.', 'Mend it.'),
        ],
      }),
    );
    const list = body.split('\n').filter((line) => /^(- 🟠|  <br>)/.test(line));
    expect(list.map((line) => line.replace(/^- .*: /, ''))).toEqual([
      ...['a.sql', '  <br>It fails. Mend it.', 'c.sql', '  <br>As above.', 'd.sql', '  <br>It waits.'],
      ...['b.sql', '  <br>It fails. Look.'],
    ]);
  });

  it('says once why a rule blocks, and with each finding what to do', () => {
    const findings = ['a', 'b'].map((subject) =>
      finding({ subject, why: 'It goes stale.', advice: 'Mend it.' }),
    );
    const body = comment(sampleReport({ findings }));
    expect(body.match(/\*\*Why it matters:\*\* It goes stale\./g)).toHaveLength(1);
    expect(body.match(/\*\*What to do:\*\* Mend it\./g)).toHaveLength(2);
  });

  it('ends with agents, time, speed-up, coverage and the way to the full report', () => {
    expect(comment(sampleReport()).split('\n').at(-1)).toBe(
      '<sub>5 agents in 3.2 s, 2.6× as fast as one after the other (8.3 s; at best 2.8×) · 7 of 9 changed files reviewed · `4f1c9a2b7` · [full report](<https://github.example/runs/1>)</sub>',
    );
  });

  it('is the same for the same report', () => {
    expect(comment(sampleReport())).toBe(comment(structuredClone(sampleReport())));
  });
});

describe('the limit', () => {
  it.each([1, 20, 100, 400])('is kept with %d findings of each severity', (count) => {
    const body = comment(many(count));
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
    expect(body).toContain('**Blocked**');
  });

  it('is counted in bytes, which are never fewer than characters', () => {
    expect(Buffer.byteLength(comment(many(60, '語'.repeat(900))))).toBeLessThanOrEqual(65_536);
  });

  it('costs the explanations of the least severe first, and says what is left out and where it is', () => {
    const body = comment(many(40));
    const explained = (severity: string) =>
      body.match(new RegExp(`${severity} \\d+\\n[^]{0,400}x{300}`)) !== null;
    expect(explained('critical')).toBe(true);
    expect(explained('low')).toBe(false);
    expect(body).toContain('explanations left out');
    expect(body).toMatch(/All of it is in \[the check run, the job summary and the JSON report\]\(<https:/);
  });

  it('costs the least important findings at last', () => {
    const body = comment(many(400));
    expect(body).toContain(' critical 0\n');
    expect(body).not.toContain(': low 399');
    expect(body).toMatch(/Too long for GitHub: .*400 low findings left out/);
  });

  it('holds for any hostile text and any small limit', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 400, max: 9_000 }), (text, limit) => {
        expect(Buffer.byteLength(comment(poisoned(text), limit))).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 200 },
    );
  });
});

/** The sample with the text in every place that a pull request can write to. */
function poisoned(text: string): Report {
  const place = { path: `models/${text}.sql`, side: 'head' as const, startLine: 3, endLine: 4 };
  return sampleReport({
    notes: [`note ${text}`],
    findings: [true, false].map((blocking) =>
      finding({
        blocking,
        title: `title ${text} \`${text}\``,
        message: `message ${text}`,
        why: `why ${text}`,
        advice: `advice ${text}`,
        notes: [`note ${text}`],
        resource: text,
        subject: text,
        location: place,
        related: [{ ...place, message: `related ${text}` }],
      }),
    ),
    coverage: {
      changedFiles: 1,
      reviewedFiles: 0,
      notReviewed: [{ path: `p ${text}`, reason: `reason ${text}` }],
    },
    agents: sampleReport().agents.map((agent) => ({ ...agent, reason: `reason ${text}` })),
    impact: {
      nodes: [
        { id: 'a', label: `label ${text}`, type: 'model', state: 'changed' },
        { id: `b ${text}`, label: `label ${text}`, type: 'bi_file', state: 'exposed' },
      ],
      edges: [['a', `b ${text}`]],
      omitted: 0,
    },
  });
}

describe('the lineage picture', () => {
  it('draws a BI file in a look of its own, and says what it means', () => {
    const { impact } = sampleReport();
    const view = { id: 'looker/a.lkml', label: 'LookML view a', type: 'bi_file', state: 'exposed' } as const;
    const text = comment(
      sampleReport({
        impact: {
          nodes: [impact!.nodes[0]!, view],
          edges: [['model.shop.stg_orders', view.id]],
          omitted: 0,
        },
      }),
    );
    expect(text).toContain('  n0["stg_orders"]:::changed\n  n1("LookML view a"):::bi\n  n0 --> n1\n');
    expect(text).toMatch(/^ {2}classDef bi fill:#\w{6},stroke:#\w{6},color:#\w{6}/m);
    expect(text).toContain('<sub>🔵 changed here · 🟠 BI that likely breaks</sub>');
    expect(text).not.toContain('🟡 exposed');
  });

  it('leaves out what is changed beside the rest, and counts it, but nothing that breaks', () => {
    const node = (id: string, state: 'changed' | 'broken' | 'affected') =>
      ({ id, label: id, type: 'model', state }) as const;
    const nodes = [
      node('a', 'changed'),
      node('b', 'affected'),
      node('beside', 'changed'),
      node('broken', 'broken'),
    ];
    const text = comment(sampleReport({ impact: { nodes, edges: [['a', 'b']], omitted: 2 } }));
    const [picture = ''] = /```mermaid[^`]*```/.exec(text) ?? [];
    expect(picture.match(/\["\w+"\]:::\w+/g)).toEqual([
      '["a"]:::changed',
      '["b"]:::affected',
      '["broken"]:::broken',
    ]);
    expect(text).toContain('· and 3 more not shown</sub>');
  });
});

describe('a hostile pull request', () => {
  /** Code spans and the spans around dollar signs do nothing, and links differ by their path. */
  const shape = (body: string) =>
    acting(toHtml(body))
      .filter((it) => !/^\/?(code|span)$/.test(it))
      .map((it) => it.replace(/href="(https:\/\/github\.example\/[^/]+\/)[^"]*"/, 'href="$1…"'));

  it('adds no element, link, mention or image', () => {
    const harmless = shape(comment(poisoned('name')));
    expect(harmless.filter((it) => it.startsWith('a '))).toHaveLength(5);
    fc.assert(
      fc.property(hostile, (text) => {
        expect(shape(comment(poisoned(text)))).toEqual(harmless);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps the mermaid block in one piece', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const graph = /```mermaid\n([^]*?)\n```/.exec(comment(poisoned(text)))![1]!;
        expect(graph.split('\n')).toHaveLength(6);
        expect(graph).not.toMatch(/%%|^\s*click|https?:\/\//m);
      }),
      { numRuns: 200 },
    );
  });
});
