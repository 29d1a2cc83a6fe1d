/** The parts of a report in GitHub's markdown: a finding in full, a finding on one line, lists of places. */
import type { Location, Severity, Side } from '../finding.ts';
import { codeSpan, html, link, markdown, words } from './escape.ts';
import { clip } from './plain.ts';
import type { ReportFinding } from './schema.ts';
import { fixable, grouped, place, plural, severityMarks } from './words.ts';

/** Where lines of a file can be seen; both ends included. */
export interface Links {
  blob(side: Side, path: string, startLine: number, endLine: number): string | undefined;
}

/** How much of a finding is shown. */
export interface Detail {
  /** Related places at most. */
  related: number;
  /** Message, reason and advice, or the title alone. */
  texts: boolean;
}

const mostTitle = 240;
const mostText = 1_200;
const mostPath = 200;

/** A place as a link to its lines; removed lines say that they are in the base revision. */
export function placeLink(location: Location, links: Links | undefined): string {
  const label = codeSpan(clip(location.path, mostPath) + place({ ...location, path: '' }));
  const { side, path, startLine, endLine } = location;
  return link(label, links?.blob(side, path, startLine, endLine)) + (side === 'base' ? ' (removed)' : '');
}

function text(value: string): string {
  return markdown(clip(value, mostText));
}

/** A finding that somebody must act on; with its id if commands can name it. */
export function fullFinding(
  finding: ReportFinding,
  detail: Detail,
  links: Links | undefined,
  withId = false,
): string {
  const { severity, confidence, rule, id } = finding;
  const facts = [placeLink(finding.location, links), confidence, codeSpan(rule)];
  if (withId) facts.push(`id ${codeSpan(id)}`);
  return [
    `#### ${severityMarks[severity]} ${markdown(clip(finding.title, mostTitle))}`,
    facts.join(' · '),
    ...(finding.accepted ?? []).slice(0, 5).map(acceptance),
    ...(detail.texts ? [text(finding.message), ...reasons(finding)] : []),
    relatedPlaces(finding, detail, links),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function acceptance({ by, reason, url }: NonNullable<ReportFinding['accepted']>[number]): string {
  return `☑️ **${link('Accepted', url)}** by ${codeSpan(by)}: ${words(clip(reason, 500))}`;
}

function reasons(finding: ReportFinding): string[] {
  const { why, advice, notes = [] } = finding;
  const fix = fixable(finding);
  const lines = [
    ...(why ? [`**Why it matters:** ${text(why)}`] : []),
    ...(advice ? [`**What to do:** ${text(advice)}`] : []),
    ...(fix ? [`**Fix:** ${text(fix)}`] : []),
    ...notes.slice(0, 5).map((note) => `**Note:** ${text(note)}`),
  ];
  return lines.length === 0 ? [] : [lines.join('<br>\n')];
}

function relatedPlaces({ related }: ReportFinding, detail: Detail, links: Links | undefined): string {
  if (related.length === 0 || detail.related === 0) return '';
  const shown = related.slice(0, detail.related);
  const rest = related.length - shown.length;
  return [
    ...shown.map(
      (it) => `- ${placeLink(it, links)}${it.message ? `: ${markdown(clip(it.message, 200))}` : ''}`,
    ),
    ...(rest > 0 ? [`- and ${plural(rest, 'more place')}`] : []),
  ].join('\n');
}

/** Findings as the items of a list; those of one rule stand together, and say but once what they have in common. */
export function shortFindings(
  findings: readonly ReportFinding[],
  detail: Record<Severity, Detail>,
  links: Links | undefined,
): string {
  const ofRules = [...grouped(findings, ({ severity, rule }) => `${severity} ${rule}`).values()];
  return ofRules
    .flatMap((group) => {
      const said = new Set<string>();
      return group.map((finding) => shortFinding(finding, detail[finding.severity], links, said));
    })
    .join('\n');
}

/** @param said before; grows */
function shortFinding(
  finding: ReportFinding,
  detail: Detail,
  links: Links | undefined,
  said: Set<string>,
): string {
  const { severity, location, title, message, advice, notes = [] } = finding;
  const head = `- ${severityMarks[severity]} ${placeLink(location, links)}: ${markdown(clip(title, mostTitle))}`;
  if (!detail.texts) return head;
  const texts = [message, advice].filter(Boolean);
  const news = texts.filter((each) => !said.has(each));
  for (const each of news) said.add(each);
  const body = [
    ...(texts.length > 0 && news.length === 0 ? ['As above.'] : news),
    fixable(finding),
    ...notes.slice(0, 5),
  ]
    .filter(Boolean)
    .map(text)
    .join(' ');
  const places = relatedPlaces(finding, detail, links).replaceAll(/^/gm, '  ');
  return [head, ...(body ? [`  <br>${body}`] : []), ...(places.trim() ? [places] : [])].join('\n');
}

/** A part that opens on a click. The summary is plain words. */
export function fold(summary: string, body: string): string {
  return `<details><summary>${html(summary)}</summary>\n\n${body}\n\n</details>`;
}

/** A list of paths with one reason: ``- `a.csv`, `b.csv` and 3 more: binary``. */
export function pathsWithReason(paths: readonly string[], reason: string, most = 5): string {
  const shown = paths.slice(0, most).map((path) => codeSpan(clip(path, mostPath)));
  const rest = paths.length - shown.length;
  return `- ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}: ${words(clip(reason, 240))}`;
}
