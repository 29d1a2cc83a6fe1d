/**
 * A report as one markdown document: verdict first, then what blocks, the lineage picture, the rest by agent,
 * and what a reader must know about the review itself. Too long, it drops the least important and says so.
 */
import { severities } from '../finding.ts';
import type { Severity } from '../finding.ts';
import { fold, fullFinding, pathsWithReason, shortFindings } from './blocks.ts';
import type { Detail, Links } from './blocks.ts';
import { codeSpan, link, markdown, words } from './escape.ts';
import { impactGraph, impactLegend } from './graph.ts';
import { clip } from './plain.ts';
import type { Report, ReportFinding } from './schema.ts';
import {
  blocks,
  counts,
  coverage,
  explained,
  grouped,
  headline,
  plural,
  severityMarks,
  speed,
  spent,
  troubled,
  waits,
} from './words.ts';

export interface DocumentOptions {
  links?: Links | undefined;
  /** The check run or job with the complete report. */
  checkUrl?: string | undefined;
  /** Largest size in bytes of UTF-8. */
  limit: number;
  /** Where what does not fit can be found. */
  elsewhere: string;
  /** GitHub draws mermaid in comments and job summaries, but not everywhere. */
  graph: boolean;
  /** False leaves out the verdict and the closing line, for a place that shows them already. @default true */
  frame?: boolean;
  /** True adds how blocking findings are accepted by a comment. @default false */
  commands?: boolean | undefined;
  /** True adds to the closing line what tasks waited for. @default false */
  waits?: boolean;
}

/**
 * GitHub says characters and, at least for check runs, counts bytes. UTF-8 bytes are never fewer than code points
 * or UTF-16 units, so what fits in bytes fits however it is counted.
 */
export function size(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** That one finding takes at the very least: a mark, a title and its place. */
const leastBytes = 24;

/** What is shown, from everything to almost nothing. */
interface Cut {
  detail: Record<Severity, Detail>;
  /** Findings that are shown at all; the first ones. */
  findings: number;
  graph: boolean;
}

/** The document, never longer than the limit. */
export function renderDocument(report: Report, options: DocumentOptions): string {
  // Of so many not even the titles fit: nothing is won by writing all of them out a dozen times.
  const fits = report.findings.length <= options.limit / leastBytes;
  for (const cut of fits ? cuts(report.findings.length) : []) {
    const text = document(report, cut, options);
    if (size(text) <= options.limit) return text;
  }
  return fewestFindings(report, options);
}

/** Related places go first, the least severe first; then the texts in the same order; then the picture. */
function* cuts(findings: number): Generator<Cut> {
  const detail = Object.fromEntries(
    severities.map((severity) => [severity, { related: 5, texts: true }]),
  ) as Cut['detail'];
  const cut: Cut = { detail, findings, graph: true };
  yield cut;
  for (const related of [2, 0]) {
    for (const severity of severities.toReversed()) {
      detail[severity] = { related, texts: true };
      yield cut;
    }
  }
  for (const severity of severities.toReversed()) {
    detail[severity] = { related: 0, texts: false };
    yield cut;
  }
  yield { ...cut, graph: false };
}

/** As many titles as fit, found by bisection: a longer list is never a shorter document. */
function fewestFindings(report: Report, options: DocumentOptions): string {
  const none: Detail = { related: 0, texts: false };
  const detail = { critical: none, high: none, medium: none, low: none };
  let best = '';
  const most = Math.min(report.findings.length, Math.floor(options.limit / leastBytes));
  for (let [low, high] = [0, most]; low <= high;) {
    const findings = (low + high) >> 1;
    const text = document(report, { detail, findings, graph: false }, options);
    if (size(text) <= options.limit) {
      best = text;
      low = findings + 1;
    } else high = findings - 1;
  }
  return best || (options.frame === false ? '' : verdictLine(report));
}

function document(report: Report, cut: Cut, options: DocumentOptions): string {
  const shown = report.findings.slice(0, cut.findings);
  const frame = options.frame ?? true;
  // Who owes an answer is the news of an incomplete review, and a footnote of any other.
  const incomplete = report.verdict === 'incomplete';
  return [
    frame ? `### ${verdictLine(report)}` : '',
    narrative(report),
    incomplete ? unanswered(report) : '',
    ...withoutRepeats(shown.filter((finding) => finding.blocking)).map((finding) =>
      fullFinding(finding, cut.detail[finding.severity], options.links, options.commands ?? false),
    ),
    options.commands && report.findings.some(blocks) ? howToAccept : '',
    options.graph && cut.graph ? picture(report) : '',
    ...others(shown, cut, options.links),
    leftOut(report, cut, options),
    incomplete ? '' : unanswered(report),
    notes(report),
    notReviewed(report),
    frame ? footer(report, options) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Why a rule matters is the same for each of its findings, and said with the first. */
function withoutRepeats(findings: readonly ReportFinding[]): ReportFinding[] {
  const first = new Map<string, ReportFinding>();
  for (const finding of findings.toReversed()) first.set(finding.why, finding);
  return findings.map((finding) => (first.get(finding.why) === finding ? finding : { ...finding, why: '' }));
}

/** `🛑 **Blocked**: 2 critical findings — breaks 3 models`. */
export function verdictLine(report: Report): string {
  const { mark, word, rest } = headline(report);
  return `${mark} **${word}**${rest ? `: ${words(rest)}` : ''}`;
}

/** A summary by a model: quoted, and marked as what it is. */
function narrative({ narrative: told }: Report): string {
  if (!told || told.lines.length === 0) return '';
  const lines = told.lines.map((line) => `> ${markdown(line)}`).join('\n>\n');
  return `${lines}\n>\n> <sub>Generated by ${codeSpan(told.model)} from the diff, and not checked.</sub>`;
}

const howToAccept = `<sub>Somebody with write access can accept a finding that blocks, with a reason, in a comment: ${codeSpan('/parallel-review accept <id> <reason>')}</sub>`;

function unanswered(report: Report): string {
  return troubled(report)
    .slice(0, 20)
    .map((agent) => `⚠️ **${words(agent.name)}** ${words(explained(agent))}`)
    .join('<br>\n');
}

function notes({ notes: all }: Report): string {
  return all
    .slice(0, 10)
    .map((note) => `> ${markdown(clip(note, 400))}`)
    .join('\n>\n');
}

function picture({ impact }: Report): string {
  const graph = impactGraph(impact);
  return graph && impact ? `${graph}\n\n<sub>${impactLegend(impact)}</sub>` : '';
}

/** What does not block, folded by the agent that found it first. */
function others(shown: readonly ReportFinding[], cut: Cut, links: Links | undefined): string[] {
  const rest = shown.filter((finding) => !finding.blocking);
  return [...grouped(rest, (finding) => finding.agents[0]!)].map(([agent, findings]) =>
    fold(
      `${severityMarks[findings[0]!.severity]} ${agent}: ${counts(findings)}`,
      shortFindings(findings, cut.detail, links),
    ),
  );
}

function leftOut(report: Report, cut: Cut, options: DocumentOptions): string {
  const hidden = report.findings.slice(cut.findings);
  const shortened = report.findings
    .slice(0, cut.findings)
    .some(({ severity, message }) => message !== '' && !cut.detail[severity].texts);
  if (hidden.length === 0 && !shortened) return '';
  const what = [
    ...(hidden.length > 0 ? [`${counts(hidden)} left out`] : []),
    ...(shortened ? ['explanations left out'] : []),
  ];
  return `✂️ Too long for GitHub: ${what.join(', ')}. All of it is in ${link(words(options.elsewhere), options.checkUrl)}.`;
}

function notReviewed({ coverage: { notReviewed: files } }: Report): string {
  if (files.length === 0) return '';
  const reasons = [...grouped(files, (file) => file.reason)].slice(0, 10);
  const list = reasons.map(([reason, group]) =>
    pathsWithReason(
      group.map((file) => file.path),
      reason,
    ),
  );
  return fold(`Not reviewed: ${plural(files.length, 'file')}`, list.join('\n'));
}

/** Agents, time, speed-up, coverage and cost on one small line. */
export function footer(
  report: Report,
  { checkUrl, waits: withWaits = false }: Pick<DocumentOptions, 'checkUrl' | 'waits'> = {},
): string {
  const parts = [
    speed(report),
    withWaits ? waits(report) : undefined,
    coverage(report),
    spent(report),
    report.ignored?.length ? `${plural(report.ignored.length, 'finding')} silenced` : undefined,
    codeSpan(report.head.slice(0, 9)),
    checkUrl === undefined ? undefined : link('full report', checkUrl),
  ];
  return `<sub>${parts.filter((part) => part !== undefined).join(' · ')}</sub>`;
}
