/** `--fix`: writes the edits of findings into the work tree, and nothing else anywhere else. */
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { linesOf } from '../change/hunks.ts';
import type { Snapshot } from '../change/snapshot.ts';
import type { Edit } from '../finding.ts';
import type { Report, ReportFinding } from '../report/schema.ts';

export interface Fixes {
  /** Findings whose edits were all written. */
  fixed: ReportFinding[];
  /** The others that have edits, and why not. */
  skipped: { finding: ReportFinding; reason: string }[];
}

interface WorkFile {
  /** Lines with their ends. */
  lines: string[];
  mode: number;
  original: Buffer;
}

/**
 * Writes the edits of the report into `folder`; of each finding all or none. A file that is not, at the lines in
 * question, what `head` showed the review is left as it is, and so is what lies behind a symbolic link.
 */
export async function applyFixes(report: Report, head: Snapshot, folder: string): Promise<Fixes> {
  const files = new Map<string, WorkFile | string>();
  const accepted: Edit[] = [];
  const fixes: Fixes = { fixed: [], skipped: [] };
  for (const finding of report.findings) {
    if (!finding.edits || finding.edits.length === 0) continue;
    const reason = await objection(finding.edits, accepted, files, head, folder);
    if (reason === undefined) {
      accepted.push(...finding.edits);
      fixes.fixed.push(finding);
    } else fixes.skipped.push({ finding, reason });
  }
  await writeAll(folder, files, accepted);
  return fixes;
}

/** Why the edits cannot be written; undefined if they can. */
async function objection(
  edits: readonly Edit[],
  accepted: readonly Edit[],
  files: Map<string, WorkFile | string>,
  head: Snapshot,
  folder: string,
): Promise<string | undefined> {
  for (const [index, edit] of edits.entries()) {
    const { path, startLine, endLine } = edit;
    if (startLine < 1 || endLine < startLine) return `${path}: there are no such lines`;
    if ([...accepted, ...edits.slice(0, index)].some((other) => touches(other, edit)))
      return `${path}: another edit changes the same lines`;
    if (head.entries.get(path)?.kind !== 'file') return `${path} is not a file of the repository`;
    if (!files.has(path)) files.set(path, await read(folder, path));
    const file = files.get(path)!;
    if (typeof file === 'string') return file;
    await head.load([path], 'dispensable');
    const shown = linesOf(head.text(path) ?? '');
    const wanted = shown.slice(startLine - 1, endLine).map(withoutEnd);
    const found = file.lines.slice(startLine - 1, endLine).map(withoutEnd);
    if (wanted.length !== endLine - startLine + 1) return `${path}: there are no such lines`;
    if (found.join('\n') !== wanted.join('\n')) return `${path} was changed since it was reviewed`;
  }
  return undefined;
}

function touches(a: Edit, b: Edit): boolean {
  return a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
}

function withoutEnd(line: string): string {
  return line.replace(/\r?\n$/, '');
}

/** The file, or why it is left alone. Every folder on the way is looked at: a link may lead out of the repository. */
async function read(folder: string, path: string): Promise<WorkFile | string> {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git'))
    return `${path} is not a path inside the repository`;
  let place = folder;
  for (const [index, part] of parts.entries()) {
    place = join(place, part);
    const stat = await lstat(place).catch(() => undefined);
    if (stat?.isSymbolicLink()) return `${path} is reached through a symbolic link`;
    const isLast = index === parts.length - 1;
    if (!stat || !(isLast ? stat.isFile() : stat.isDirectory())) return `${path} is not there any more`;
    if (isLast) return decoded(path, await readFile(place), stat.mode & 0o777);
  }
  return `${path} is not a file`;
}

function decoded(path: string, original: Buffer, mode: number): WorkFile | string {
  const text = original.toString('utf8');
  if (!Buffer.from(text).equals(original)) return `${path} is not UTF-8`;
  return { lines: linesOf(text), mode, original };
}

/** If one file cannot be written, those before it are put back: findings are fixed in all files or in none. */
async function writeAll(
  folder: string,
  files: ReadonlyMap<string, WorkFile | string>,
  edits: readonly Edit[],
): Promise<void> {
  const written: [string, WorkFile][] = [];
  try {
    for (const [path, file] of files) {
      const own = edits.filter((edit) => edit.path === path);
      if (typeof file === 'string' || own.length === 0) continue;
      await replace(join(folder, path), edited(file.lines, own), file.mode);
      written.push([path, file]);
    }
  } catch (error) {
    for (const [path, { original, mode }] of written) await replace(join(folder, path), original, mode);
    throw error;
  }
}

/** From the last edit to the first, so that lines keep their numbers. Line ends stay what they are in the file. */
function edited(lines: readonly string[], edits: readonly Edit[]): string {
  const result = [...lines];
  for (const { startLine, endLine, replacement } of edits.toSorted((a, b) => b.startLine - a.startLine)) {
    const last = lines[endLine - 1]!;
    const end = /\r?\n$/.exec(lines[startLine - 1]!)?.[0] ?? /\r?\n$/.exec(lines[0]!)?.[0] ?? '\n';
    const texts = replacement === '' ? [] : replacement.split('\n').map((text) => `${text}${end}`);
    // A file that did not end with a line break still does not.
    if (!last.endsWith('\n') && texts.length > 0) texts.push(withoutEnd(texts.pop()!));
    result.splice(startLine - 1, endLine - startLine + 1, ...texts);
  }
  return result.join('');
}

/** A new file takes the old one's place at once: nobody sees half of it, and no link is followed. */
async function replace(file: string, content: string | Buffer, mode: number): Promise<void> {
  const draft = join(dirname(file), `.parallel-review-${process.pid}.tmp`);
  try {
    await writeFile(draft, content, { mode, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** What `--fix` did, one line each. */
export function fixLines({ fixed, skipped }: Fixes): string {
  const lines = [
    ...fixed.map(({ rule, edits = [] }) => `fixed   ${rule} in ${placesOf(edits)}`),
    ...skipped.map(({ finding: { rule }, reason }) => `skipped ${rule}: ${reason}`),
  ];
  if (lines.length === 0) lines.push('nothing to fix: no finding has a certain fix');
  // Paths come from the repository.
  return lines.map((line) => `${line.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')}\n`).join('');
}

function placesOf(edits: readonly Edit[]): string {
  return [...new Set(edits.map(({ path, startLine }) => `${path}:${startLine}`))].join(', ');
}
