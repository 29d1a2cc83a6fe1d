/** The other rooms, handed in: reading Jinja and SQL. */
import type { Environment, MacroDefinition } from '../jinja/environment.ts';
import type { MacroNode, Range } from '../jinja/ast.ts';
import { parseTemplate, type SourceFile } from '../jinja/parser.ts';
import type { JinjaProblem, RelationToken, Span, Template, TemplateScan } from '../jinja/rendered.ts';
import type { Output, QueryFacts } from '../lineage/facts.ts';

/** What a query's relations are, for `Languages.analyze`. */
export interface QueryEnvironment {
  dialect: string;
  /** Undefined for a call that resolves to nothing. */
  relation(call: RelationToken['call']): { id: string; output: Output } | undefined;
}

export interface Languages {
  scan(file: SourceFile): TemplateScan;
  evaluate(file: SourceFile, env: Environment): Template;
  analyze(template: Template, env: QueryEnvironment): QueryFacts;
}

/** A macro with what a scan of its body says. */
export interface ScannedMacro extends MacroDefinition {
  node: MacroNode;
  scan: TemplateScan;
}

/** A `{% snapshot %}` block: `file` is its body in a file that is blank elsewhere, so that offsets stay. */
export interface SnapshotBlock {
  name: string;
  span: Span;
  file: SourceFile;
  scan: TemplateScan;
}

/** Blocks of a .sql file that are resources of their own. */
export interface BlockFile {
  macros: readonly ScannedMacro[];
  snapshots: readonly SnapshotBlock[];
  problem?: JinjaProblem;
}

export function readBlocks(file: SourceFile, { scan }: Languages): BlockFile {
  const parsed = parseTemplate(file);
  if (!parsed.ok) return { macros: [], snapshots: [], problem: parsed.problem };
  const macros: ScannedMacro[] = [];
  const snapshots: SnapshotBlock[] = [];
  for (const node of parsed.body) {
    if (node.type === 'macro') {
      const name = node.tag === 'test' && !node.name.startsWith('test_') ? `test_${node.name}` : node.name;
      macros.push({ name, path: file.path, text: file.text, node, scan: scan(only(file, bodyOf(node))) });
    } else if (node.type === 'snapshot') {
      const body = only(file, node.bodyRange);
      const span = { path: file.path, start: node.start, end: node.end };
      snapshots.push({ name: node.name, span, file: body, scan: scan(body) });
    }
  }
  return { macros, snapshots };
}

function bodyOf({ body, start }: MacroNode): Range {
  return { start: body[0]?.start ?? start, end: body.at(-1)?.end ?? start };
}

/** The file with everything outside the range blanked. */
function only({ path, text }: SourceFile, { start, end }: Range): SourceFile {
  return { path, text: ' '.repeat(start) + text.slice(start, end) };
}
