/** The report as SARIF 2.1.0, for GitHub's code scanning and other viewers. */
import type { Location, Severity } from '../finding.ts';
import { encodedPath } from './escape.ts';
import { clip, unmarked } from './plain.ts';
import type { Report, ReportFinding } from './schema.ts';

/** What SARIF wants to know of a rule, as plain data. */
export interface SarifRule {
  id: string;
  summary: string;
  why: string;
  advice: string;
  severity: Severity;
}

export interface SarifOptions {
  rules: readonly SarifRule[];
  /** The project's page. */
  informationUri?: string;
  /** Tells several uploads for one commit apart. */
  category?: string;
}

/** GitHub refuses more in one run. The findings come most important first. */
const mostResults = 25_000;
const mostRelated = 100;

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** The SARIF log as JSON, ending in a line break. Locations are in the head revision wherever it has one. */
export function renderSarif(report: Report, options: SarifOptions): string {
  const rules = usedRules(report, options.rules);
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
  const ignored = report.ignored ?? [];
  const shown = [
    ...report.findings.map((finding) => result(finding, indexes)),
    ...ignored.flatMap((it) => ignoredResult(it, indexes)),
  ].slice(0, mostResults);
  // Of one run either all results say whether they are suppressed, or none does.
  const isToldOfAll = shown.some(({ suppressions }) => suppressions !== undefined);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            ...(options.informationUri !== undefined && { informationUri: options.informationUri }),
            rules: rules.map(reportingDescriptor),
          },
        },
        ...(options.category !== undefined && { automationDetails: { id: `${options.category}/` } }),
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
        invocations: [invocation(report)],
        results: isToldOfAll ? shown.map((it) => ({ ...it, suppressions: it.suppressions ?? [] })) : shown,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** The rules that have findings, by id. A finding's rule that nobody described still gets an entry. */
function usedRules({ findings, ignored = [] }: Report, known: readonly SarifRule[]): SarifRule[] {
  const described = new Map(known.map((rule) => [rule.id, rule]));
  const used = new Map<string, SarifRule>();
  for (const { rule: id, title, why, advice, severity } of findings) {
    if (!used.has(id))
      used.set(id, described.get(id) ?? { id, summary: unmarked(title), why, advice, severity });
  }
  for (const { rule: id, title = id, severity = 'low' } of ignored) {
    if (!used.has(id))
      used.set(id, described.get(id) ?? { id, summary: unmarked(title), why: '', advice: '', severity });
  }
  return [...used.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function reportingDescriptor({ id, summary, why, advice, severity }: SarifRule) {
  return {
    id,
    name: id,
    shortDescription: message(summary, id),
    fullDescription: message(why || summary, id),
    help: message(`${why} ${advice}`.trim(), id),
    defaultConfiguration: { level: levels[severity] },
    // No security-severity: it would file every finding as a security problem.
    properties: { tags: [id.split('/')[0]!], 'problem.severity': problem[severity] },
  };
}

const problem: Record<Severity, string> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'recommendation',
};

function invocation({ verdict, notes }: Report) {
  return {
    executionSuccessful: verdict !== 'incomplete',
    ...(notes.length > 0 && {
      toolExecutionNotifications: notes.map((note) => ({
        level: 'note',
        message: message(note),
      })),
    }),
  };
}

/** Why a viewer need not act on a result. */
interface Suppression {
  kind: 'inSource' | 'external';
  status: 'accepted';
  justification: string;
  location?: { physicalLocation: ReturnType<typeof physicalLocation> };
}

function result(finding: ReportFinding, indexes: ReadonlyMap<string, number>) {
  const { rule, severity, confidence, blocking, fingerprint, resource, agents } = finding;
  const text = [finding.title, finding.message, finding.advice]
    .filter(Boolean)
    .map((it) => sentence(it))
    .join(' ');
  const { at, others } = places(finding);
  return {
    ruleId: rule,
    ruleIndex: indexes.get(rule)!,
    level: levels[severity],
    message: message(text, rule),
    locations: [{ physicalLocation: physicalLocation(at) }],
    ...(others.length > 0 && {
      relatedLocations: others.slice(0, mostRelated).map((it, id) => ({
        id,
        physicalLocation: physicalLocation(it),
        message: message((it.side === 'base' ? '(before) ' : '') + it.message),
      })),
    }),
    partialFingerprints: { 'parallelReview/v1': fingerprint },
    properties: { severity, confidence, blocking, resource, agents },
    ...(finding.accepted && { suppressions: finding.accepted.map(acceptance) }),
  };
}

function acceptance({ by, reason }: NonNullable<ReportFinding['accepted']>[number]): Suppression {
  return { kind: 'external', status: 'accepted', justification: message(`${by}: ${reason}`).text };
}

/** What a comment silences. A report of before it had a place holds none. */
function ignoredResult(
  { rule, title, severity = 'low', fingerprint, location, resource, path, line, reason }: IgnoredReport,
  indexes: ReadonlyMap<string, number>,
) {
  if (!location || fingerprint === undefined) return [];
  const comment = { path, startLine: line ?? 1, endLine: line ?? 1, side: 'head' as const };
  const suppression: Suppression = {
    kind: 'inSource',
    status: 'accepted',
    justification: message(reason).text,
    location: { physicalLocation: physicalLocation(comment) },
  };
  return [
    {
      ruleId: rule,
      ruleIndex: indexes.get(rule)!,
      level: levels[severity],
      message: message(title ?? '', rule),
      locations: [{ physicalLocation: physicalLocation(location) }],
      partialFingerprints: { 'parallelReview/v1': fingerprint },
      properties: { severity, resource },
      suppressions: [suppression],
    },
  ];
}

type IgnoredReport = NonNullable<Report['ignored']>[number];

/** A viewer opens the head revision, so a removed line gives way to the first head place that is known. */
function places({ location, related }: ReportFinding) {
  const head = location.side === 'base' ? related.find((it) => it.side === 'head') : undefined;
  return head
    ? { at: head, others: [{ ...location, message: 'The line that was removed.' }, ...related] }
    : { at: location, others: related };
}

/** SARIF wants some text in every message. */
function message(text: string, otherwise = '') {
  return { text: unmarked(clip(text, 8_000)) || unmarked(otherwise) || '–' };
}

function sentence(text: string): string {
  const plain = clip(text, 2_500).trim();
  return /[.!?…]$/.test(plain) || plain === '' ? plain : `${plain}.`;
}

function physicalLocation({ path, startLine, endLine }: Location) {
  return {
    artifactLocation: { uri: encodedPath(path), uriBaseId: 'SRCROOT' },
    region: { startLine, endLine: Math.max(startLine, endLine) },
  };
}
