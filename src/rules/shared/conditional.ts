/** Whether a piece of a template is part of every run. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { Span } from '../../project/jinja/rendered.ts';

/** Tags that open, turn or close a block whose body may be left out. Comments count as text without tags. */
const tag = /\{#[\s\S]*?#\}|\{%[-+]?\s*(if|elif|else|endif|for|endfor)\b([\s\S]*?)[-+]?%\}/g;

/** Conditions that hold in some run of every project. */
const always = /^\s*(execute|is_incremental\(\)|not is_incremental\(\)|flags\.\w+|true)\s*$/i;

/** Loops over what the run brings: a variable, an answer of the warehouse. They may go round not once. */
const uncertain = /\b(var|env_var|run_query|load_result|graph|adapter|execute_query|get_\w+)\b\s*[(.]/;

/**
 * True if the text around `span` decides at run time whether it is read at all: it stands in an `{% if %}`
 * whose condition is more than `execute` or `is_incremental()`, in a loop that need not turn, or in an expression
 * with an `if`. What is wrong there breaks some runs, not surely all.
 */
export function isConditional(snapshot: Snapshot, { path, start, end }: Span): boolean {
  if (!path.endsWith('.sql')) return false;
  const text = snapshot.text(path) ?? '';
  const before = text.slice(0, start);
  const open: boolean[] = [];
  for (const [, name, condition = ''] of before.matchAll(tag)) {
    if (name === 'if') open.push(!always.test(condition));
    else if (name === 'for') open.push(uncertain.test(condition));
    else if (name === 'endif' || name === 'endfor') open.pop();
    else if (name === 'elif' && open.length > 0) open[open.length - 1] = true;
  }
  return open.includes(true) || isChosen(before, text.slice(end));
}

const block = /\{#[\s\S]*?#\}|\{%[-+]?\s*(end)?(if|for|macro|test|materialization|raw)\b[\s\S]*?[-+]?%\}/g;

/** True if dbt comes by `span` whenever it reads the file: no block, condition or loop is around it, whatever it says. */
export function isOutright(snapshot: Snapshot, { path, start, end }: Span): boolean {
  const text = snapshot.text(path);
  if (text === undefined || !path.endsWith('.sql')) return false;
  const before = text.slice(0, start);
  let depth = 0;
  for (const [, closes, opens] of before.matchAll(block)) if (opens) depth += closes ? -1 : 1;
  return depth === 0 && !isChosen(before, text.slice(end));
}

/** True within `{{ … if … else … }}` and `{% set x = … if … else … %}`. */
function isChosen(before: string, after: string): boolean {
  const opened = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  const ends = before.startsWith('{%', opened) ? '%}' : '}}';
  if (opened < 0 || before.includes(ends, opened)) return false;
  const closed = after.indexOf(ends);
  const rest = closed < 0 ? '' : after.slice(0, closed);
  return /\bif\b/.test(rest) || /\bif\b.*\belse\b/s.test(before.slice(opened));
}
