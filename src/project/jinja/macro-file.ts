/** Files that define things: macros, generic tests, snapshots and docs blocks. */
import type { Expression, Statement } from './ast.ts';
import { topLevelBlocks } from './blocks.ts';
import type { MacroDefinition } from './environment.ts';
import { defaultLimits } from './limits.ts';
import { parseTemplate, problemOf, type SourceFile } from './parser.ts';
import type { JinjaProblem, Span, TemplateScan } from './rendered.ts';
import { scanBody } from './scan.ts';
import { walk } from './walk.ts';

export interface ScannedMacro extends MacroDefinition {
  kind: 'macro' | 'test' | 'materialization';
  /** Required: without a default, be it one that the body gives. */
  parameters: { name: string; required: boolean; span: Span }[];
  /** True if its body reads `varargs` or `kwargs`: then it takes any arguments. */
  variadic: boolean;
  /** From `{% macro` to `endmacro %}`. */
  span: Span;
  /** What its body refers to and calls. */
  scan: TemplateScan;
}

export interface SnapshotBlock {
  name: string;
  span: Span;
  bodySpan: Span;
  body: Statement[];
  scan: TemplateScan;
}

export interface DocsBlock {
  name: string;
  /** Trimmed Markdown. */
  text: string;
  span: Span;
}

export interface MacroFile {
  macros: ScannedMacro[];
  snapshots: SnapshotBlock[];
  docs: DocsBlock[];
  problem?: JinjaProblem;
}

/**
 * Reads a file of a macros, tests/generic, snapshots or docs folder. Never throws. A file that dbt refuses has a
 * problem and defines nothing. Docs blocks are of Markdown alone.
 */
export function parseMacroFile(file: SourceFile): MacroFile {
  const result: MacroFile = { macros: [], snapshots: [], docs: [] };
  if (file.path.endsWith('.md')) return { ...result, docs: docsBlocks(file) };
  const { blocks, failure } = topLevelBlocks(file.text);
  const body: Statement[] = [];
  for (const block of blocks) {
    const parsed = parseTemplate(file, defaultLimits, block);
    if (!parsed.ok) return { ...result, problem: parsed.problem };
    body.push(...parsed.body);
  }
  if (failure) return { ...result, problem: problemOf(file, failure) };
  collect(body, file, result);
  return result;
}

function collect(body: readonly Statement[], file: SourceFile, into: MacroFile): void {
  const { path, text } = file;
  for (const node of body) {
    const span = { path, start: node.start, end: node.end };
    if (node.type === 'macro') {
      const asked = namesAskedFor(node.body);
      into.macros.push({
        kind: node.tag,
        name: node.tag === 'test' ? `test_${node.name}` : node.name,
        path,
        text,
        node,
        parameters: node.parameters.map((each) => ({
          name: each.name,
          required: !each.default && !asked.has(each.name),
          span: { path, start: each.start, end: each.end },
        })),
        variadic: isVariadic(node.body),
        span,
        scan: scanBody(node.body, path, node.parameters),
      });
    } else if (node.type === 'snapshot') {
      const bodySpan = { path, ...node.bodyRange };
      into.snapshots.push({
        name: node.name,
        span,
        bodySpan,
        body: node.body,
        scan: scanBody(node.body, path),
      });
    }
  }
}

function isVariadic(body: readonly Statement[]): boolean {
  let found = false;
  walk(body, {
    expression: (node) => {
      found ||= node.type === 'name' && (node.name === 'varargs' || node.name === 'kwargs');
    },
    statement: () => true,
  });
  return found;
}

/** Names of which the body asks whether it got them: `x | default(…)`, `x is defined`, `{% if x %}`. */
function namesAskedFor(body: readonly Statement[]): Set<string> {
  const names = new Set<string>();
  const ask = (node: Expression | undefined): void => {
    if (node?.type === 'unary') ask(node.operand);
    else if (node?.type === 'name') names.add(node.name);
  };
  walk(body, {
    expression: (node) => {
      if (node.type === 'filter' && /^(default|d)$/.test(node.name)) ask(node.input);
      else if (node.type === 'test' && /^(un)?defined$/.test(node.name)) ask(node.input);
      else if (node.type === 'conditional') ask(node.test);
    },
    statement: (node) => {
      if (node.type === 'if') for (const { test } of node.branches) ask(test);
      return true;
    },
  });
  return names;
}

const docsTag = /\{%[-+]?\s*(?:docs\s+([A-Za-z_]\w*)|(enddocs))\s*[-+]?%\}/g;

/** Docs blocks of a Markdown file, whose other text need not be Jinja. */
function docsBlocks(file: SourceFile): DocsBlock[] {
  const blocks: DocsBlock[] = [];
  let open: { name: string; start: number; body: number } | undefined;
  for (const tag of file.text.matchAll(docsTag)) {
    const end = tag.index + tag[0].length;
    if (tag[1] !== undefined) open ??= { name: tag[1], start: tag.index, body: end };
    else if (open) {
      const span = { path: file.path, start: open.start, end };
      blocks.push({ name: open.name, text: file.text.slice(open.body, tag.index).trim(), span });
      open = undefined;
    }
  }
  return blocks;
}
