/** The report without secrets: all that anybody sees is a view of it, so that this is the one place to take them out. */
import type { Report, ReportFinding } from './schema.ts';

/**
 * Every text of the report as `redact` leaves it. An edit that would change is left out with all others of its
 * finding: applied, it would write a mark in place of the secret.
 */
export function redacted(report: Report, redact: (text: string) => string): Report {
  const withoutEdits = report.findings.map((finding) => withSameEdits(finding, redact));
  return mapTexts({ ...report, findings: withoutEdits }, redact) as Report;
}

function withSameEdits(finding: ReportFinding, redact: (text: string) => string): ReportFinding {
  const { edits, ...rest } = finding;
  if (!edits?.some((it) => redact(it.replacement) !== it.replacement || redact(it.path) !== it.path))
    return finding;
  const note = 'Its fix is left out: it would repeat what looks like a secret.';
  return { ...rest, notes: [...(rest.notes ?? []), note] };
}

/** A value of JSON with every text in it changed, but for the names of keys. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((it) => mapTexts(it, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, mapTexts(it, change)]));
}
