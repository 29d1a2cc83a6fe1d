/** Which fixes of a report can be suggested on lines of the pull request: a pure function of report and change. */
import { createHash } from 'node:crypto';
import type { ChangedFile, ChangeSet } from '../change/change-set.ts';
import { linesOf } from '../change/hunks.ts';
import { code } from '../finding.ts';
import type { Edit } from '../finding.ts';
import type { Report, ReportFinding } from '../report/schema.ts';
import { renderSuggestion, unfitness } from '../report/suggestion.ts';

/** Of one review: more of them nobody reads. */
const mostSuggestions = 30;
/** Lines that a diff shows around what is changed. */
const context = 3;

export interface Suggestion {
  path: string;
  startLine: number;
  endLine: number;
  body: string;
  /** The finding's. */
  fingerprint: string;
  /** Names exactly this suggestion, wherever its lines move. */
  key: string;
  /** True if head adds or changes all its lines: every diff shows those. */
  changed: boolean;
}

export interface Suggestions {
  suggestions: Suggestion[];
  /** Findings whose fixes are left out, by the reason. */
  left: ReadonlyMap<string, number>;
}

/** The first line of a suggestion's comment. */
export function suggestionMarker(instance: string, { fingerprint, key }: Mark): string {
  return `<!-- parallel-review:${instance}:suggestion:${fingerprint}:${key} -->`;
}

export interface Mark {
  fingerprint: string;
  key: string;
}

/** What a comment of ours suggests; undefined if it is none, or one of another instance. */
export function readMark(instance: string, body: string): Mark | undefined {
  const match = /^<!-- parallel-review:([\w-]+):suggestion:([0-9a-f]+):([0-9a-f]+) -->/.exec(body);
  return match?.[1] === instance ? { fingerprint: match[2]!, key: match[3]! } : undefined;
}

/** All edits of a finding are suggested, or none. */
export function suggestionsOf(report: Report, { files, head }: ChangeSet, instance: string): Suggestions {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const suggestions: Suggestion[] = [];
  const left = new Map<string, number>();
  for (const finding of report.findings) {
    if (!finding.edits || finding.edits.length === 0) continue;
    const parts = partsOf(finding, byPath, (path) => linesOf(head.text(path) ?? ''), instance);
    const many = suggestions.length + parts.length > mostSuggestions;
    const why =
      typeof parts === 'string'
        ? parts
        : many
          ? `more than ${mostSuggestions} suggestions are too many`
          : undefined;
    if (why !== undefined) left.set(why, (left.get(why) ?? 0) + 1);
    else suggestions.push(...(parts as Suggestion[]));
  }
  return { suggestions, left };
}

/** What a reader of the report must know of fixes that are nowhere suggested. */
export function notesOn({ left }: Suggestions): string[] {
  return [...left].map(([why, count]) => {
    const fixes = count === 1 ? 'The fix of one finding is' : `The fixes of ${count} findings are`;
    return `${fixes} not suggested in the diff: ${why}. ${code('parallel-review review --fix')} makes such fixes.`;
  });
}

/** The suggestions of one finding, or why there are none. */
function partsOf(
  finding: ReportFinding,
  files: ReadonlyMap<string, ChangedFile>,
  linesAt: (path: string) => string[],
  instance: string,
): Suggestion[] | string {
  const { edits = [], fingerprint } = finding;
  const parts: Suggestion[] = [];
  for (const [index, edit] of edits.entries()) {
    const { path, startLine, endLine, replacement } = edit;
    const file = files.get(path);
    if (!file || !isShown(file, edit)) return 'it is outside the diff';
    const lines = linesAt(path)
      .slice(startLine - 1, endLine)
      .map((line) => line.replace(/\n$/, ''));
    const unfit = unfitness(edit, lines);
    if (unfit !== undefined) return unfit;
    const key = keyOf(path, lines, replacement);
    const marker = suggestionMarker(instance, { fingerprint, key });
    const body = renderSuggestion(finding, edit, { marker, part: { index: index + 1, of: edits.length } });
    parts.push({ path, startLine, endLine, body, fingerprint, key, changed: isChanged(file, edit) });
  }
  return parts;
}

function keyOf(path: string, lines: readonly string[], replacement: string): string {
  const said = JSON.stringify([path, lines, replacement]);
  return createHash('sha256').update(said).digest('hex').slice(0, 16);
}

type Lines = Pick<Edit, 'startLine' | 'endLine'>;

/** True if one hunk of the diff, with its context, holds all the lines. */
function isShown({ hunks }: Pick<ChangedFile, 'hunks'>, { startLine, endLine }: Lines): boolean {
  const shown: [from: number, to: number][] = [];
  for (const { headStart, headCount } of hunks) {
    const [from, to] = [headStart - context, headStart + headCount - 1 + context];
    const last = shown.at(-1);
    if (last && from <= last[1] + 1) last[1] = to;
    else shown.push([from, to]);
  }
  return shown.some(([from, to]) => from <= startLine && endLine <= to);
}

function isChanged({ hunks }: Pick<ChangedFile, 'hunks'>, { startLine, endLine }: Lines): boolean {
  return hunks.some(({ headStart, headCount }) => headStart <= startLine && endLine < headStart + headCount);
}
