/** Findings explained at length, as an answer to somebody who asked about them by id. */
import { fullFinding } from './blocks.ts';
import type { Links } from './blocks.ts';
import { codeSpan, markdown } from './escape.ts';
import { clipBytes } from './plain.ts';
import type { Report } from './schema.ts';

export interface ExplanationOptions {
  rules: readonly { id: string; summary: string; silent: readonly string[] }[];
  links: Links;
  /** Stands first and nowhere else. */
  marker: string;
}

const mostIds = 5;
const mostBytes = 65_536;

/** The whole body of a comment. */
export function renderExplanations(
  report: Report,
  ids: readonly string[],
  { rules, links, marker }: ExplanationOptions,
): string {
  const parts = [...new Set(ids)].slice(0, mostIds).map((id) => {
    const finding = report.findings.find((it) => it.id === id);
    if (!finding) {
      return `No finding has the id ${codeSpan(id)} at ${codeSpan(report.head.slice(0, 9))}. Ids change with what a finding says.`;
    }
    const rule = rules.find((it) => it.id === finding.rule);
    const about = rule && [
      `**The rule:** ${markdown(rule.summary)}.`,
      ...(rule.silent.length > 0
        ? [`It is silent:\n${rule.silent.map((it) => `- ${markdown(it)}`).join('\n')}`]
        : []),
    ];
    return [fullFinding(finding, { related: 50, texts: true }, links, true), ...(about ?? [])].join('\n\n');
  });
  return clipBytes(`${marker}\n${parts.join('\n\n---\n\n')}`, mostBytes);
}
