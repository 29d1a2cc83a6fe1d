/**
 * Blocks of a file that defines things, found the way dbt-core's block extractor finds them: what stands between the
 * blocks is not Jinja to dbt, and a tag there may be anything.
 */
import type { Range } from './ast.ts';
import { SyntaxFailure } from './lexer.ts';

export interface Blocks {
  /** From `{%` to `%}`, in the file's order. */
  blocks: Range[];
  /** Why dbt refuses the file for what comes after them. */
  failure?: SyntaxFailure;
}

/** dbt looks for these apart from each other, so that those of another folder may hold anything. */
const families = [['macro', 'test', 'data_test', 'materialization'], ['snapshot']];

/** dbt keeps an eye on these everywhere, and tells no difference between inside and outside of a block. */
const controlFlow = new Map([
  ['endif', 'if'],
  ['endfor', 'for'],
]);

interface Tag extends Range {
  name: string;
}

/** Blocks of macros, tests, materializations and snapshots. */
export function topLevelBlocks(text: string): Blocks {
  const blocks: Range[] = [];
  const flow: Tag[] = [];
  let open: Tag | undefined;
  try {
    for (const tag of tagsOf(text)) {
      const opener = controlFlow.get(tag.name);
      if (opener === undefined) {
        if (tag.name === 'if' || tag.name === 'for') flow.push(tag);
      } else if (flow.pop()?.name !== opener) throw new SyntaxFailure(`unexpected {% ${tag.name} %}`, tag);
      const family = families.find((kinds) => kinds.includes(tag.name));
      if (open && tag.name === `end${open.name}`) {
        blocks.push({ start: open.start, end: tag.end });
        open = undefined;
      } else if (family && (!open || family.includes(open.name))) {
        const outer = open ?? flow.at(-1);
        if (outer) throw new SyntaxFailure(`dbt wants {% ${tag.name} %} outside of {% ${outer.name} %}`, tag);
        open = tag;
      }
    }
    if (open) throw new SyntaxFailure(`expected {% end${open.name} %} before the end of the file`, open);
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) throw failure;
    return { blocks, failure };
  }
  return { blocks };
}

/** `{%+` begins no tag here. */
const opening = /\{#|\{\{|\{%-?\s*([A-Za-z_]\w*)/g;
const rawEnd = /\{%-?\s*endraw\s*-?%\}/g;

/**
 * The tags that are neither in a comment nor in an expression nor raw.
 * @throws SyntaxFailure for one that does not end
 */
function* tagsOf(text: string): Generator<Tag> {
  for (let at = 0; ;) {
    opening.lastIndex = at;
    const found = opening.exec(text);
    if (!found) return;
    const [{ length }, name] = found;
    const start = found.index;
    if (name === undefined) {
      at = text[start + 1] === '#' ? commentEnd(text, start) : tagEnd(text, start, start + length, '}}');
    } else if (name === 'raw') at = rawBlockEnd(text, start);
    else {
      at = tagEnd(text, start, start + length, '%}');
      yield { name, start, end: at };
    }
  }
}

function commentEnd(text: string, start: number): number {
  const close = text.indexOf('#}', start + 2);
  if (close < 0) throw new SyntaxFailure('this comment is never closed', { start, end: start + 2 });
  return close + 2;
}

function rawBlockEnd(text: string, start: number): number {
  rawEnd.lastIndex = start;
  const end = rawEnd.exec(text);
  if (!end) throw new SyntaxFailure('{% raw %} is never closed', { start, end: start + 2 });
  return rawEnd.lastIndex;
}

/** Behind the first `close` from `from` on that is in no string. */
function tagEnd(text: string, start: number, from: number, close: '}}' | '%}'): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === "'" || char === '"') at = stringEnd(text, at);
    else if (char === close[0] && text[at + 1] === '}') return at + 2;
  }
  throw new SyntaxFailure(`this ${text.slice(start, start + 2)} is never closed`, { start, end: start + 2 });
}

/** Where the quote stands that ends the string. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  }
  throw new SyntaxFailure('this string is never closed', { start, end: start + 1 });
}
