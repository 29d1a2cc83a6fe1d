/** What one model gets to see of a change: its files, the changed lines, and what depends on them. */
import { minimatch } from 'minimatch';
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import type { Workspace } from '../../project/project.ts';
import { delimited, visible } from './hostile-text.ts';
import { lineageContext, weightOf } from './lineage-context.ts';
import { numberedHunks } from './numbered-hunks.ts';
import { estimateTokens } from './tokens.ts';

export interface SliceOptions {
  change: ChangeSet;
  workspace: Workspace;
  /** Those that the agent reviews. */
  files: readonly ChangedFile[];
  /** Globs of the files that its model needs; `!` excludes. */
  reads: readonly string[];
  /** Of the whole text. */
  maxTokens: number;
  /** Of one file. */
  maxFileTokens: number;
}

export interface Slice {
  /** Ready to be sent: delimited, and nothing hidden in it. Empty if there is nothing to see. */
  text: string;
  /** An estimate. */
  tokens: number;
  /** Paths of the files of which something is shown, the most important first. */
  sent: string[];
  /** Files that are not shown whole, and why. */
  left: { path: string; reason: string }[];
}

/** The same change gives the same slice. What many models read comes first, so what does not fit matters least. */
export function sliceOf(options: SliceOptions): Slice {
  const { change, workspace, files, reads, maxTokens, maxFileTokens } = options;
  const weights = new Map(files.map(({ path }) => [path, weightOf(path, workspace)]));
  const wanted = files
    .filter((file) => file.kind === 'text' && isRead(file, reads))
    .toSorted((a, b) => weights.get(b.path)! - weights.get(a.path)! || (a.path < b.path ? -1 : 1));
  const sections: string[] = [];
  const sent: string[] = [];
  const left: Slice['left'] = [];
  let tokens = 0;
  for (const file of wanted) {
    const room = Math.min(maxFileTokens, maxTokens - tokens);
    const section = sectionOf(file, room, change, workspace);
    if (section.text !== undefined) {
      sections.push(section.text);
      sent.push(file.path);
      tokens += estimateTokens(section.text);
    }
    if (section.left !== undefined) left.push({ path: file.path, reason: section.left });
  }
  const text = sections.length === 0 ? '' : delimited('change', sections.join('\n\n'));
  return { text, tokens: text === '' ? 0 : estimateTokens(text), sent, left };
}

function isRead({ path, previousPath }: ChangedFile, reads: readonly string[]): boolean {
  const positive = reads.filter((glob) => !glob.startsWith('!'));
  const negative = reads.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  const matches = (globs: readonly string[], name: string) =>
    globs.some((glob) => minimatch(name, glob, { dot: true, optimizationLevel: 2 }));
  return [path, previousPath].some(
    (name) => name !== undefined && matches(positive, name) && !matches(negative, name),
  );
}

/** The file as far as there is room for it. */
function sectionOf(
  file: ChangedFile,
  room: number,
  change: ChangeSet,
  workspace: Workspace,
): { text?: string; left?: string } {
  const runs = numberedHunks(file, change);
  const whole = runs.reduce((sum, run) => sum + run.length, 0);
  const header = headerOf(file);
  const context = lineageContext(file.path, workspace);
  const head = [header, ...(context === undefined ? [] : [visible(context)])];
  let used = estimateTokens(head.join('\n'));
  const lines: string[] = [];
  let shown = 0;
  for (const [index, run] of runs.entries()) {
    if (index > 0) lines.push('…');
    for (const line of run) {
      used += estimateTokens(line) + 1;
      if (used > room) return cut(head, lines, shown, whole);
      lines.push(line);
      shown++;
    }
  }
  return { text: [...head, ...lines].join('\n') };
}

function cut(
  head: readonly string[],
  lines: readonly string[],
  shown: number,
  whole: number,
): { text?: string; left: string } {
  if (shown === 0) return { left: 'too long to be sent' };
  const left = `${shown} of ${whole} lines were sent`;
  return { text: [...head, ...lines, `(cut: ${left})`].join('\n'), left };
}

function headerOf({ path, previousPath, status }: ChangedFile): string {
  const from = previousPath === undefined ? '' : ` from ${JSON.stringify(visible(previousPath))}`;
  return `file ${JSON.stringify(visible(path))} (${status}${from})`;
}
