/** The report as a check run: title, summary, text, and annotations on the lines of the change. */
import type { Location } from '../finding.ts';
import type { Links } from './blocks.ts';
import { footer, renderDocument, verdictLine } from './document.ts';
import { clip, clipBytes, unmarked, visible } from './plain.ts';
import type { Report, ReportFinding } from './schema.ts';
import { blocks, headline, place, plural } from './words.ts';

/** In GitHub's words, as its API takes it. Columns are left out: findings know lines alone. */
export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'failure' | 'warning' | 'notice';
  title: string;
  message: string;
}

export interface CheckRunOutput {
  title: string;
  summary: string;
  text: string;
  /** All of them, the most important first; GitHub takes 50 a request. */
  annotations: Annotation[];
}

export interface CheckRunOptions {
  links: Links;
  /** True for files that exist at head; GitHub annotates no others. @default all */
  atHead?: (path: string) => boolean;
  /** The head line nearest to a removed base line of a file; undefined if the file is gone. @default unknown */
  headLine?: (path: string, baseLine: number) => number | undefined;
  /** True where findings can be accepted by a comment. @default false */
  commands?: boolean;
}

/** GitHub counts summary and text in bytes: "exceeds a maximum bytesize of 65535". */
const mostBytes = 65_535;
const mostTitleBytes = 255;
/** GitHub takes 64 KB; nobody reads that beside a line of code. */
const mostMessageBytes = 8_000;
const mostRelated = 5;

/** The `output` of a check run, within GitHub's limits. */
export function renderCheckRun(report: Report, options: CheckRunOptions): CheckRunOutput {
  const { word, rest } = headline(report);
  return {
    title: clipBytes(visible(rest ? `${word}: ${rest}` : word), mostTitleBytes),
    summary: `${verdictLine(report)}\n\n${footer(report)}`,
    text: renderDocument(report, {
      links: options.links,
      limit: mostBytes,
      elsewhere: 'the job summary and the JSON report',
      graph: true,
      frame: false,
      commands: options.commands ?? false,
    }),
    annotations: report.findings.flatMap((finding) => annotation(finding, options)),
  };
}

/** One annotation, or none if the finding has no place at head: then the text alone tells of it. */
function annotation(finding: ReportFinding, options: CheckRunOptions): Annotation[] {
  const at = headPlace(finding, options);
  if (!at) return [];
  return [
    {
      path: at.path,
      start_line: at.startLine,
      end_line: Math.max(at.startLine, at.endLine),
      annotation_level: blocks(finding) ? 'failure' : finding.severity === 'low' ? 'notice' : 'warning',
      title: clipBytes(unmarked(finding.title), mostTitleBytes),
      message: clipBytes(message(finding), mostMessageBytes),
    },
  ];
}

function headPlace(finding: ReportFinding, options: CheckRunOptions): Location | undefined {
  const exists = (path: string) => options.atHead?.(path) ?? true;
  const { location, related } = finding;
  if (location.side === 'head') return exists(location.path) ? location : undefined;
  const line = exists(location.path) ? options.headLine?.(location.path, location.startLine) : undefined;
  if (line !== undefined) return { ...location, side: 'head', startLine: line, endLine: line };
  return related.find((it) => it.side === 'head' && exists(it.path));
}

/** Plain text: GitHub shows annotations as they are. */
function message(finding: ReportFinding): string {
  const { related } = finding;
  const rest = related.length - mostRelated;
  const places = related
    .slice(0, mostRelated)
    .map((it) => `- ${visible(place(it))}${it.message ? `: ${unmarked(clip(it.message, 200))}` : ''}`);
  const lines = [
    unmarked(clip(finding.message, 2_000)),
    finding.why && `Why it matters: ${unmarked(clip(finding.why, 1_000))}`,
    finding.advice && `What to do: ${unmarked(clip(finding.advice, 1_000))}`,
    [...places, ...(rest > 0 ? [`- and ${plural(rest, 'more place')}`] : [])].join('\n'),
    ...(finding.accepted ?? []).map(
      ({ by, reason }) => `Accepted by ${visible(by)}: ${visible(clip(reason, 500))}`,
    ),
    `${finding.severity} · ${finding.confidence} · ${visible(finding.rule)}`,
  ];
  return lines.filter(Boolean).join('\n\n');
}
