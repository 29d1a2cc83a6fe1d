/** What one model gets to see of a change: its files, the changed lines, and what depends on them. */
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import { pathMatcher } from '../../plan/globs.ts';
import type { Workspace } from '../../project/project.ts';
import { delimited, visible } from './hostile-text.ts';
import { lineageContext, weightOf } from './lineage-context.ts';
import { propertiesContext, renderedContext } from './model-context.ts';
import type { ShownLine } from './numbered-hunks.ts';
import { numbered } from './numbered-hunks.ts';
import { isData, linesFor } from './slice-files.ts';
import { estimateTokens } from './tokens.ts';

/** What can stand beside the changed lines of a dbt model. */
export const sliceContexts = ['lineage', 'properties', 'rendered'] as const;
export type SliceContext = (typeof sliceContexts)[number];

export interface SliceOptions {
  change: ChangeSet;
  workspace: Workspace;
  /** Those that the agent reviews. */
  files: readonly ChangedFile[];
  /** Globs of the files that its model needs; `!` excludes. */
  reads: readonly string[];
  /** @default all of it */
  context?: readonly SliceContext[] | undefined;
  /** Of the whole text. */
  maxTokens: number;
  /** Of one file. */
  maxFileTokens: number;
}

export interface Slice {
  /** Ready to be sent: delimited, and nothing hidden in it. Empty if there is nothing to see. */
  text: string;
  /** An estimate, at most `maxTokens`. */
  tokens: number;
  /** Paths of the files of which something is shown, the most important first. */
  sent: string[];
  /** Files that are not shown whole, and why. */
  left: { path: string; reason: string }[];
}

/** What the markers take. */
const markerTokens = 60;

/**
 * The same change gives the same slice. What many models read comes first, so what does not fit matters least; what
 * is left out is named, and what says less (the context) goes before what changed does.
 */
export function sliceOf(options: SliceOptions): Slice {
  const { files, reads, maxTokens, maxFileTokens } = options;
  const isRead = pathMatcher(reads);
  const wanted = files.filter(
    ({ path, previousPath }) => isRead(path) || (previousPath !== undefined && isRead(previousPath)),
  );
  const sections: string[] = [];
  const sent: string[] = [];
  const left: Slice['left'] = [];
  let free = maxTokens - markerTokens;
  for (const file of inOrder(wanted, options.workspace)) {
    const section = sectionOf(file, Math.min(maxFileTokens, free), options);
    if (section.text !== undefined) {
      sections.push(section.text);
      sent.push(file.path);
      free -= estimateTokens(section.text) + 2;
    }
    if (section.left !== undefined) left.push({ path: file.path, reason: section.left });
  }
  const text = sections.length === 0 ? '' : delimited('change', sections.join('\n\n'));
  return { text, tokens: estimateTokens(text), sent, left };
}

/** Models by how many others read them, then other code, then words, then data. */
function inOrder(files: readonly ChangedFile[], workspace: Workspace): ChangedFile[] {
  const keyed = files.map((file) => {
    const weight = isData(file.path) ? 0 : weightOf(file.path, workspace);
    return { file, rank: weight > 0 ? 0 : rankOf(file.path), weight };
  });
  return keyed
    .toSorted((a, b) => a.rank - b.rank || b.weight - a.weight || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => file);
}

function rankOf(path: string): number {
  if (isData(path)) return 4;
  if (/\.(md|mdx|rst|txt)$/i.test(path)) return 3;
  return /\.sql$/i.test(path) ? 1 : 2;
}

interface Section {
  text?: string;
  left?: string;
}

/** The file as far as there is room for it. */
function sectionOf(file: ChangedFile, room: number, options: SliceOptions): Section {
  if (file.kind !== 'text') return { left: 'no text' };
  const { runs, left } = linesFor(file, options.change);
  const lines = runs.flat();
  if (lines.length === 0 && left !== undefined) return { left };
  const header = headerOf(file, lines.length);
  const changed = runs.map((run) => run.map(numbered).join('\n')).join('\n…\n');
  const context = contextOf(file, lines, options);
  for (const parts of [
    [header, ...context, changed],
    [header, changed],
  ]) {
    const text = parts.filter((part) => part !== '').join('\n');
    if (estimateTokens(text) <= room) return { text, ...(left !== undefined && { left }) };
  }
  return cut(header, runs, room);
}

function contextOf(file: ChangedFile, lines: readonly ShownLine[], options: SliceOptions): string[] {
  const { change, workspace, context = sliceContexts } = options;
  // What says something of a file is said once: a seed's lines are its rows, and a page defines nothing.
  if (!/\.(sql|py)$/i.test(file.path)) return [];
  const changed = lines.filter(({ sign }) => sign !== ' ');
  const named = new Set(changed.flatMap(({ text }) => text.toLowerCase().match(/[a-z_]\w*/g) ?? []));
  const said = {
    lineage: () => lineageContext(file.path, workspace, named),
    properties: () => propertiesContext(file, named, change, workspace),
    rendered: () => renderedContext(file, lines, workspace),
  };
  return context.flatMap((name) => said[name]() ?? []);
}

/** Whole lines, from the first one on. */
function cut(header: string, runs: readonly ShownLine[][], room: number): Section {
  const note = '(cut here)';
  let used = estimateTokens(`${header}\n${note}`) + 2;
  const shown: string[] = [];
  let count = 0;
  const whole = runs.flat().length;
  all: for (const [index, run] of runs.entries()) {
    if (index > 0) shown.push('…');
    for (const it of run) {
      const line = numbered(it);
      used += estimateTokens(line) + 2;
      if (used > room) break all;
      shown.push(line);
      count++;
    }
  }
  // A line or two explain nothing.
  if (count < Math.min(3, whole)) return { left: 'no room for it in the request' };
  return { text: [header, ...shown, note].join('\n'), left: `${count} of ${whole} lines were sent` };
}

function headerOf({ path, previousPath, status, hunks }: ChangedFile, shown: number): string {
  const from = previousPath === undefined ? '' : ` from ${JSON.stringify(visible(previousPath))}`;
  const lines = hunks.reduce((sum, { baseCount }) => sum + baseCount, 0);
  const rest = status === 'deleted' && lines > shown ? `, the first ${shown} of ${lines} lines` : '';
  return `file ${JSON.stringify(visible(path))} (${status}${from}${rest})`;
}
