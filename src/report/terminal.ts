/** The report for a terminal. */
import type { Severity } from '../finding.ts';
import { columns, painter, wrap } from './ansi.ts';
import type { Paint, Style } from './ansi.ts';
import { clip, unmarked, visible } from './plain.ts';
import type { Report, ReportFinding } from './schema.ts';
import {
  coverage,
  counts,
  duration,
  explained,
  fixable,
  grouped,
  headline,
  owesAnswer,
  place,
  plural,
  speed,
  spent,
  waits,
} from './words.ts';

export interface TerminalOptions {
  colour: boolean;
  /** Columns of the terminal; lines are never longer than 100 of them. @default 100 */
  width?: number;
}

const severityStyles: Record<Severity, Style[]> = {
  critical: ['red', 'bold'],
  high: ['magenta', 'bold'],
  medium: ['yellow'],
  low: ['dim'],
};

const mostRelated = 6;

/** The pen that all parts write with. */
interface Page {
  paint: Paint;
  width: number;
}

/** The whole report, ending in a line break. It holds no control character but line breaks and its own colours. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const page: Page = {
    paint: painter(options.colour),
    width: Math.max(40, Math.min(options.width ?? 100, 100)),
  };
  const blocking = report.findings.filter((finding) => finding.blocking);
  const rest = report.findings.filter((finding) => !finding.blocking);
  const sections = [
    title(report, page),
    ...report.notes.slice(0, 10).map((note) => paragraph(`ℹ ${unmarked(note)}`, page, 2)),
    ...files(blocking, page),
    blocking.length > 0 && rest.length > 0 ? rule('does not block', page) : [],
    ...files(rest, page),
    agentTable(report, page),
    notReviewed(report, page),
    closing(report, page),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(harmless).join('\n'))
    .join('\n\n')}\n`;
}

/** A line that a GitHub runner could take for a command to it is broken apart; indenting alone does not help. */
function harmless(line: string): string {
  return line.replace(/^((?:\s|\u001B\[\d+m)*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}

function title(report: Report, { paint, width }: Page): string[] {
  const { rest } = headline(report);
  const { style, text } = verdict(report);
  const [first = '', ...more] = wrap(visible(`${text}${rest ? `: ${rest}` : ''}`), width);
  const revisions = `${report.base.slice(0, 9)} → ${report.head.slice(0, 9)}`;
  return [
    ...[first, ...more].map((line) => paint(line, style, 'bold')),
    paint(`  ${visible(revisions)}`, 'dim'),
  ];
}

function verdict(report: Report): { style: Style; text: string } {
  const { word } = headline(report);
  if (report.conclusion === 'failure') return { style: 'red', text: `✖ ${word}` };
  return report.verdict === 'overridden'
    ? { style: 'yellow', text: `! ${word}` }
    : { style: 'green', text: `✔ ${word}` };
}

function rule(text: string, { paint, width }: Page): string[] {
  return [paint(`── ${text} ${'─'.repeat(Math.max(0, width - columns(text) - 4))}`, 'dim')];
}

function files(findings: readonly ReportFinding[], page: Page): string[][] {
  return [...grouped(findings, (finding) => finding.location.path)].flatMap(([path, group]) => [
    ...group.map((finding, index) => [
      ...(index === 0 ? [page.paint(visible(clip(path, 200)), 'bold', 'cyan')] : []),
      ...entry(finding, page),
    ]),
  ]);
}

function entry(finding: ReportFinding, page: Page): string[] {
  const { paint } = page;
  const { severity, confidence, location } = finding;
  const mark = `● ${severity}`;
  const [first = '', ...more] = wrap(unmarked(clip(finding.title, 400)), page.width - mark.length - 4);
  const facts = `${place(location)}${location.side === 'base' ? ' (removed)' : ''} · ${finding.rule} · ${confidence}`;
  return [
    `  ${paint(mark, ...severityStyles[severity])}  ${paint(first, 'bold')}`,
    ...more.map((line) => ' '.repeat(mark.length + 4) + paint(line, 'bold')),
    ...paragraph(visible(facts), page, 4, ['dim']),
    ...paragraph(unmarked(clip(finding.message, 2_000)), page, 4),
    ...labelled('Why', finding.why, page),
    ...labelled('Do', finding.advice, page),
    ...labelled('Fix', fixable(finding), page),
    ...(finding.accepted ?? []).flatMap(({ by, reason }) =>
      labelled('Ok', `accepted by ${by}: ${reason}`, page),
    ),
    ...(finding.notes ?? []).flatMap((note) => labelled('Note', note, page)),
    ...relatedPlaces(finding, page),
  ];
}

function paragraph(text: string, { paint, width }: Page, indent: number, styles: Style[] = []): string[] {
  if (text === '') return [];
  return wrap(text, width - indent).map((line) => ' '.repeat(indent) + paint(line, ...styles));
}

/** `Why  text`, the following lines under the text. */
function labelled(label: string, text: string, { paint, width }: Page): string[] {
  if (text === '') return [];
  return wrap(unmarked(clip(text, 2_000)), width - 9).map((line, index) =>
    index === 0 ? `    ${paint(label.padEnd(5), 'cyan')}${line}` : `${' '.repeat(9)}${line}`,
  );
}

function relatedPlaces({ related }: ReportFinding, page: Page): string[] {
  const shown = related.slice(0, mostRelated);
  const rest = related.length - shown.length;
  return [
    ...shown.flatMap((it) => {
      const [first = '', ...more] = wrap(
        unmarked(`→ ${place(it)}${it.message ? `: ${clip(it.message, 200)}` : ''}`),
        page.width - 6,
      );
      return [`    ${first}`, ...more.map((line) => `      ${line}`)];
    }),
    ...(rest > 0 ? [page.paint(`    → and ${plural(rest, 'more place')}`, 'dim')] : []),
  ];
}

function agentTable(report: Report, page: Page): string[] {
  const { paint, width } = page;
  const { agents } = report;
  const name = Math.min(30, width - 25, Math.max(0, ...agents.map((agent) => agent.name.length)));
  const indent = name + 17;
  const rows = agents.flatMap((agent) => {
    const ran = agent.status === 'ok';
    const mark = ran
      ? paint('✔', 'green')
      : owesAnswer(agent)
        ? paint('✖', agent.status === 'over-budget' ? 'yellow' : 'red')
        : paint('–', 'dim');
    const time = agent.status === 'skipped' ? '' : duration(agent.durationMs);
    const result = ran ? plural(agent.findings, 'finding') : explained(agent);
    const [first = '', ...more] = wrap(result, Math.max(8, width - indent));
    return [
      `  ${mark} ${visible(clip(agent.name, name)).padEnd(name)}  ${time.padStart(9)}  ${first}`,
      ...more.map((line) => ' '.repeat(indent) + line),
    ];
  });
  const waited = waits(report);
  return waited === undefined ? rows : [...rows, ...paragraph(waited, page, 2, ['dim'])];
}

function notReviewed({ coverage: { notReviewed: all } }: Report, page: Page): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, 10);
  return [
    `  Not reviewed: ${plural(all.length, 'file')}`,
    ...shown.flatMap(({ path, reason }) => paragraph(visible(`${path}: ${reason}`), page, 4, ['dim'])),
    ...(all.length > shown.length ? [`    and ${all.length - shown.length} more`] : []),
  ];
}

function closing(report: Report, page: Page): string[] {
  const facts = [speed(report), coverage(report), spent(report)].filter((fact) => fact !== undefined);
  const silenced = report.ignored?.length ?? 0;
  if (silenced > 0) facts.push(`${plural(silenced, 'finding')} silenced`);
  if (report.findings.length === 0) return paragraph(facts.join(' · '), page, 2, ['dim']);
  // After many findings the verdict has left the screen, and it is what one looks for.
  const { style, text } = verdict(report);
  return [
    page.paint(text, style, 'bold'),
    ...paragraph([counts(report.findings), ...facts].join(' · '), page, 2, ['dim']),
  ];
}
