/** Whether a piece of a template is part of every run. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { Span } from '../../project/jinja/rendered.ts';

/** Tags that open, turn or close a block whose body may be left out. Comments count as text without tags. */
const tag = /\{#[\s\S]*?#\}|\{%[-+]?\s*(if|elif|else|endif)\b([\s\S]*?)[-+]?%\}/g;

/** Conditions that hold in some run of every project. */
const always = /^\s*(execute|is_incremental\(\)|not is_incremental\(\)|flags\.\w+|true)\s*$/i;

/**
 * True if the text around `span` decides at run time whether it is read at all: it stands in an `{% if %}`
 * whose condition is more than `execute` or `is_incremental()`. What is wrong there breaks some runs, not surely all.
 */
export function isConditional(snapshot: Snapshot, { path, start }: Span): boolean {
  if (!path.endsWith('.sql')) return false;
  const before = (snapshot.text(path) ?? '').slice(0, start);
  const open: boolean[] = [];
  for (const [, name, condition = ''] of before.matchAll(tag)) {
    if (name === 'if') open.push(!always.test(condition));
    else if (name === 'endif') open.pop();
    else if (name === 'elif' && open.length > 0) open[open.length - 1] = true;
  }
  return open.includes(true);
}
