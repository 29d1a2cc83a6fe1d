/** The comments of a file, by the grammar of its language: what stands in a string is none. */
import { Lexer } from 'yaml';
import { readPython } from '../airflow/python.ts';
import { commentEnd, heredocEnd, stringEnd } from '../terraform/scan.ts';
import { sqlPieces } from './sql-comments.ts';

/** Offsets are UTF-16 code units, marks included. */
export interface Comment {
  start: number;
  end: number;
}

/** In the order of the file; none for languages that are not known and for files that cannot be read. */
export async function commentsIn(path: string, text: string): Promise<Comment[]> {
  if (/\.sql$/i.test(path)) return inSql(text);
  if (/\.ya?ml$/i.test(path)) return inYaml(text);
  if (/\.(tf|tfvars|hcl)$/i.test(path)) return inTerraform(text);
  if (/\.py$/i.test(path)) return inPython(text);
  return /\.([cm]?[jt]sx?|go|java|kt|scala)$/i.test(path) ? inSlashes(text) : [];
}

/** Dialects differ in what ends a string: a comment is one in all of them. */
function inSql(text: string): Comment[] {
  const comments = (backslash: boolean) =>
    sqlPieces(text, backslash).filter(({ kind }) => kind === 'comment');
  const other = new Map(comments(true).map(({ start, end }) => [start, end]));
  return comments(false)
    .filter(({ start, end }) => other.get(start) === end)
    .map(({ start, end }) => ({ start, end }));
}

function inYaml(text: string): Comment[] {
  const comments: Comment[] = [];
  let start = 0;
  for (const token of new Lexer().lex(text)) {
    // Control characters of the lexer stand for nothing in the text.
    if (!text.startsWith(token, start) || /^[\x02\x18\x1f]$/.test(token)) continue;
    if (token.startsWith('#') && text[start] === '#') comments.push({ start, end: start + token.length });
    start += token.length;
  }
  return comments;
}

function inTerraform(text: string): Comment[] {
  const comments: Comment[] = [];
  for (let at = 0; at < text.length;) {
    const end = commentEnd(text, at);
    if (end > at) comments.push({ start: at, end });
    const next = text[at] === '"' ? stringEnd(text, at) : Math.max(end, heredocEnd(text, at));
    at = Math.max(at + 1, next);
  }
  return comments;
}

async function inPython(text: string): Promise<Comment[]> {
  const file = await readPython(text);
  const comments: Comment[] = [];
  file?.tree.iterate({
    enter: ({ name, from, to }) => {
      if (name === 'Comment') comments.push({ start: from, end: to });
    },
  });
  return comments;
}

const slashPieces =
  /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[\s\S])*`?|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;

function inSlashes(text: string): Comment[] {
  return [...text.matchAll(slashPieces)]
    .filter(([piece]) => piece.startsWith('/'))
    .map(({ index, 0: piece }) => ({ start: index, end: index + piece.length }));
}
