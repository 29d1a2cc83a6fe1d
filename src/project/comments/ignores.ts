/** Comments that ask to ignore what a rule finds: `-- parallel-review: ignore RULE reason`. */
import { Lines } from '../dbt/lines.ts';
import { commentsIn } from './comments.ts';
import type { Comment } from './comments.ts';
import { sqlPieces } from './sql-comments.ts';

export interface IgnoreComment {
  path: string;
  /** Of the comment. Lines count from 1. */
  line: number;
  rule: string;
  /** In one line; empty if none is given. */
  reason: string;
  /** What it is about: from its own first line to the line, or the SQL statement, below it. */
  from: number;
  to: number;
}

const directive = /^parallel-review:\s*ignore\b\s*(\S*)\s*([\s\S]*)$/;
/** Nobody writes more, and each may have to be looked at for each finding. */
const maxIgnores = 1000;

/** In the order of the file. */
export async function ignoresIn(path: string, text: string): Promise<IgnoreComment[]> {
  // Most files have none, and nobody need read those.
  if (!text.includes('parallel-review:')) return [];
  const comments = await commentsIn(path, text);
  const page = pageOf(path, text, comments);
  const found: IgnoreComment[] = [];
  for (const comment of comments) {
    const match = directive.exec(contentOf(text.slice(comment.start, comment.end)));
    if (!match || found.length >= maxIgnores) continue;
    const [, rule = '', reason = ''] = match;
    const line = page.lines.lineAt(comment.start);
    found.push({
      path,
      line,
      rule,
      reason: reason.replaceAll(/\s+/g, ' '),
      from: line,
      to: lastLine(page, comment),
    });
  }
  return found;
}

/** Without the marks, and without what people put between a rule and a reason. */
function contentOf(comment: string): string {
  return comment
    .replace(/^(?:\{#-?|\/\*+|\/\/+|--+|#+)\s*/, '')
    .replace(/(?:-?#\}|(?<!\*)\*+\/)$/, '')
    .trim();
}

interface Page {
  lines: Lines;
  /** Lines on which something else than comments stands, in order. */
  code: number[];
  /** First lines of SQL statements with the last line of each. */
  statements: ReadonlyMap<number, number>;
}

function pageOf(path: string, text: string, comments: readonly Comment[]): Page {
  const lines = new Lines(text);
  const code = linesWithText(text, comments, lines);
  return { lines, code, statements: /\.sql$/i.test(path) ? statementsIn(text, lines) : new Map() };
}

/** A comment behind code is about its line, one above it about the line or statement below. */
function lastLine({ lines, code, statements }: Page, { start, end }: Comment): number {
  const own = lines.lineAt(Math.max(start, end - 1));
  const next = code.find((line) => line >= lines.lineAt(start));
  if (next === undefined || next <= own) return own;
  return statements.get(next) ?? next;
}

/** Lines of which something is left when these parts are taken out. */
function linesWithText(text: string, parts: readonly Comment[], lines: Lines): number[] {
  const found = new Set<number>();
  let at = 0;
  for (const { start, end } of [...parts, { start: text.length, end: text.length }]) {
    for (const { index } of text.slice(at, start).matchAll(/\S+/g)) found.add(lines.lineAt(at + index));
    at = end;
  }
  return [...found];
}

/** A statement begins with its first line, and again with its first line that is not Jinja, as behind a `config()`. */
function statementsIn(text: string, lines: Lines): Map<number, number> {
  const pieces = sqlPieces(text, false);
  const comments = pieces.filter(({ kind }) => kind === 'comment');
  const template = pieces.filter(({ kind }) => kind === 'comment' || kind === 'jinja');
  const all = linesWithText(text, comments, lines);
  const plain = linesWithText(text, template, lines);
  const statements = new Map<number, number>();
  const ends = pieces.filter(({ kind }) => kind === 'separator').map(({ start }) => lines.lineAt(start));
  for (const numbers of [all, plain]) {
    let next = 0;
    for (const end of [...ends, lines.lineAt(text.length)]) {
      const first = numbers[next];
      if (first !== undefined && first <= end) statements.set(first, end);
      while (next < numbers.length && numbers[next]! <= end) next++;
    }
  }
  return statements;
}
