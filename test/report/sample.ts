/** A report as a data team would get it, for the tests of all renderings. */
import type { Links } from '../../src/report/blocks.ts';
import { findingId } from '../../src/merge/acceptance.ts';
import { fingerprints } from '../../src/report/fingerprint.ts';
import type { Report, ReportFinding } from '../../src/report/schema.ts';

const head = '4f1c9a2b7d3e5f60718293a4b5c6d7e8f9012345';
const base = '9d8c7b6a5f4e3d2c1b0a99887766554433221100';

export const sampleLinks: Links = {
  blob: (side, path, start, end) =>
    `https://github.example/acme/shop/blob/${side === 'head' ? head : base}/${path}#L${start}-L${end}`,
};

type Draft = Omit<ReportFinding, 'fingerprint' | 'id'>;

/** A finding with everything a test does not care about filled in. */
export function finding(draft: Partial<Draft> = {}): ReportFinding {
  const full: Draft = {
    rule: 'quality/column-removed-in-use',
    agents: ['quality'],
    severity: 'critical',
    confidence: 'proven',
    blocking: draft.severity === undefined || draft.severity === 'critical',
    title: '`amount` is gone from `stg_orders`, but `orders` and `revenue_daily` still read it',
    message:
      '3 readers will fail: `stg_orders.amount` → `orders.amount` at `models/marts/orders.sql:14`; `stg_orders.amount` → `orders.amount` → `revenue_daily.revenue` at `models/marts/revenue_daily.sql:6`; `stg_orders.amount` → `customers.lifetime_value` at `models/marts/customers.sql:22`.',
    why: 'Whatever reads the column fails at its next run, and everything that depends on it goes stale.',
    advice: 'Keep the column, or change its readers in this pull request too.',
    resource: 'model.shop.stg_orders',
    subject: 'amount',
    location: { path: 'models/staging/stg_orders.sql', side: 'base', startLine: 9, endLine: 9 },
    related: [
      {
        path: 'models/marts/customers.sql',
        side: 'head',
        startLine: 22,
        endLine: 22,
        message: '`customers` reads `amount` in `sum(amount)`',
      },
      {
        path: 'models/marts/orders.sql',
        side: 'head',
        startLine: 14,
        endLine: 14,
        message: '`orders` selects `amount`',
      },
      {
        path: 'models/marts/revenue_daily.sql',
        side: 'head',
        startLine: 6,
        endLine: 6,
        message: '`revenue_daily` reads `amount` through `orders`',
      },
    ],
    ...draft,
  };
  const [fingerprint] = fingerprints([{ ...full, subject: full.subject ?? '' }]);
  return { fingerprint: fingerprint!, id: findingId(full), ...full };
}

const usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** Two findings block, five do not; one agent did not finish. */
export function sampleReport(changes: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'Parallel Review', version: '0.1.0' },
    conclusion: 'failure',
    verdict: 'blocked',
    base,
    head,
    policy: { failOnSeverity: 'critical' },
    notes: ['Changes to `.github/parallel-review.yml` take effect after the merge.'],
    findings: [
      finding(),
      finding({
        rule: 'governance/pii-exposed',
        agents: ['governance', 'security'],
        title: '`email` reaches `crm_export`, which `marketing_dashboard` shows to everybody',
        message:
          '`stg_customers.email` is tagged `pii` and flows unmasked: `stg_customers.email` → `customers.contact` → `crm_export.contact`.',
        why: 'Personal data in a mart is readable by everyone with access to that mart, and copies of it are hard to call back.',
        advice: 'Leave the column out, or hash it before it gets to `crm_export`.',
        resource: 'model.shop.crm_export',
        subject: 'email',
        location: { path: 'models/marts/crm_export.sql', side: 'head', startLine: 5, endLine: 5 },
        related: [
          {
            path: 'models/exposures.yml',
            side: 'head',
            startLine: 12,
            endLine: 18,
            message: '`marketing_dashboard` reads `crm_export`',
          },
        ],
      }),
      finding({
        rule: 'performance/incremental-filter-removed',
        agents: ['performance'],
        severity: 'high',
        confidence: 'likely',
        title: '`events` lost its incremental filter and scans all of `raw.events` at every run',
        message: 'At base the model read rows after `max(event_at)`; at head nothing bounds the scan.',
        why: 'A full scan of a large source at every run costs money and time.',
        advice: 'Keep a filter inside `is_incremental()`.',
        resource: 'model.shop.events',
        subject: 'filter',
        location: { path: 'models/staging/events.sql', side: 'head', startLine: 18, endLine: 24 },
        related: [],
      }),
      finding({
        rule: 'quality/key-test-removed',
        severity: 'medium',
        title: '`orders.order_id` is no longer tested for `unique`',
        message: 'The test was removed, and `order_id` is the key that `customers` joins on.',
        why: 'Duplicate keys multiply rows in joins, and nothing would say so.',
        advice: 'Keep the test, or say in the pull request why it can go.',
        resource: 'model.shop.orders',
        subject: 'unique:order_id',
        location: { path: 'models/marts/schema.yml', side: 'base', startLine: 31, endLine: 33 },
        related: [],
      }),
      finding({
        rule: 'docs/model-undocumented',
        agents: ['docs'],
        severity: 'low',
        title: '`crm_export` has no description',
        message: 'It is new and a mart, and no YAML file describes it.',
        why: '',
        advice: 'Add a description in `models/marts/schema.yml`.',
        resource: 'model.shop.crm_export',
        subject: 'description',
        location: { path: 'models/marts/crm_export.sql', side: 'head', startLine: 1, endLine: 1 },
        related: [],
      }),
      finding({
        rule: 'docs/column-undocumented',
        agents: ['docs'],
        severity: 'low',
        title: '`crm_export.contact` has no description',
        message: '',
        why: '',
        advice: 'Describe it next to its model.',
        resource: 'model.shop.crm_export',
        subject: 'contact',
        location: { path: 'models/marts/crm_export.sql', side: 'head', startLine: 5, endLine: 5 },
        related: [],
      }),
    ],
    agents: [
      {
        name: 'governance',
        lane: 'safety',
        status: 'ok',
        attempts: 1,
        tasks: 1,
        durationMs: 812,
        findings: 1,
        usage,
      },
      {
        name: 'security',
        lane: 'safety',
        status: 'ok',
        attempts: 1,
        tasks: 1,
        durationMs: 1_240,
        findings: 1,
        usage,
      },
      {
        name: 'quality',
        lane: 'standard',
        status: 'ok',
        attempts: 1,
        tasks: 1,
        durationMs: 2_304,
        findings: 2,
        usage,
      },
      {
        name: 'performance',
        lane: 'standard',
        status: 'ok',
        attempts: 1,
        tasks: 1,
        durationMs: 930,
        findings: 1,
        usage,
      },
      {
        name: 'docs',
        lane: 'optional',
        status: 'timed-out',
        attempts: 1,
        tasks: 1,
        durationMs: 3_000,
        findings: 2,
        reason: 'no answer within 3 s',
        usage,
      },
      {
        name: 'naming',
        lane: 'optional',
        status: 'skipped',
        attempts: 0,
        tasks: 0,
        durationMs: 0,
        findings: 0,
        reason: 'nothing to read here',
        usage,
      },
    ],
    coverage: {
      changedFiles: 9,
      reviewedFiles: 7,
      notReviewed: [
        { path: 'docs/erd.png', reason: 'binary' },
        { path: 'seeds/zip_codes.csv', reason: 'larger than 1 MB' },
      ],
    },
    impact: {
      nodes: [
        { id: 'model.shop.stg_orders', label: 'stg_orders', type: 'model', state: 'changed' },
        { id: 'model.shop.orders', label: 'orders', type: 'model', state: 'broken' },
        { id: 'model.shop.customers', label: 'customers', type: 'model', state: 'broken' },
        { id: 'model.shop.revenue_daily', label: 'revenue_daily', type: 'model', state: 'broken' },
        { id: 'exposure.shop.finance_report', label: 'finance_report', type: 'exposure', state: 'affected' },
        { id: 'model.shop.crm_export', label: 'crm_export', type: 'model', state: 'changed' },
        {
          id: 'exposure.shop.marketing_dashboard',
          label: 'marketing_dashboard',
          type: 'exposure',
          state: 'exposed',
        },
      ],
      edges: [
        ['model.shop.stg_orders', 'model.shop.orders'],
        ['model.shop.stg_orders', 'model.shop.customers'],
        ['model.shop.orders', 'model.shop.revenue_daily'],
        ['model.shop.revenue_daily', 'exposure.shop.finance_report'],
        ['model.shop.customers', 'model.shop.crm_export'],
        ['model.shop.crm_export', 'exposure.shop.marketing_dashboard'],
      ],
      omitted: 0,
    },
    timing: {
      wallMs: 3_210,
      sequentialMs: 8_286,
      criticalPathMs: 3_000,
      speedup: 2.58,
      speedupBound: 2.76,
      slotWaitMs: 120,
      limiterWaitMs: 0,
    },
    usage: { ...usage, githubRequests: 0 },
    ...changes,
  };
}
