/** Templates of plain SQL with `{{ ref('x') }}` and `{{ source('a', 'b') }}`, and holes written `[[reason|text]]`. */
import type { Hole, RelationToken, Rendering, Span, Template } from '../../../src/project/jinja/rendered.ts';
import { expect } from 'vitest';
import { AlikeTexts } from '../../../src/project/lineage/alike.ts';
import { analyzeQuery, listColumns } from '../../../src/project/lineage/analyze.ts';
import type { QueryFacts } from '../../../src/project/lineage/facts.ts';
import { Readings } from '../../../src/project/lineage/readings.ts';
import type { Relation } from '../../../src/project/lineage/table.ts';
import { createSqlEngine } from '../../../src/project/sql/engine.ts';

export const engine = createSqlEngine();

const path = 'models/m.sql';

/** Of all tests of a file, by warehouse. */
const alikes = new Map<string, AlikeTexts>();

export function rendering(source: string, variant = { incremental: false, branch: 0 }): Rendering {
  const relations: RelationToken[] = [];
  const holes: Hole[] = [];
  const pieces: { start: number; end: number; origin: number; verbatim: boolean }[] = [];
  let text = '';
  let from = 0;
  const add = (piece: string, origin: number, verbatim: boolean): void => {
    pieces.push({ start: text.length, end: text.length + piece.length, origin, verbatim });
    text += piece;
  };
  for (const match of source.matchAll(
    /\{\{ (ref|source)\('(\w+)'(?:, '(\w+)')?\) \}\}|\[\[([^|\]]*)\|([^\]]*)\]\]/g,
  )) {
    add(source.slice(from, match.index), from, true);
    from = match.index + match[0].length;
    const span: Span = { path, start: match.index, end: from };
    if (match[1] === undefined) {
      holes.push({ start: text.length, end: text.length + match[5]!.length, reason: match[4]! });
      add(match[5]!, match.index, false);
      continue;
    }
    const token = `pr_${match[1]}_${relations.length + 1}__${match[3] ?? match[2]}`;
    const call: RelationToken['call'] =
      match[1] === 'ref'
        ? { kind: 'ref', name: match[2]!, span }
        : { kind: 'source', source: match[2]!, table: match[3]!, span };
    relations.push({ token, call });
    add(token, match.index, false);
  }
  add(source.slice(from), from, true);
  const at = (offset: number): Span & { verbatim: boolean; calls: Span[] } => {
    const piece = pieces.find((candidate) => offset < candidate.end) ?? pieces.at(-1)!;
    const start = piece.verbatim ? piece.origin + offset - piece.start : piece.origin;
    return { path, start, end: start + 1, verbatim: piece.verbatim, calls: [] };
  };
  return {
    variants: [variant],
    text,
    holes,
    relations,
    map: {
      at,
      span: (start, end) => ({ path, start: at(start).start, end: at(Math.max(start, end - 1)).end }),
    },
  };
}

export function template(...renderings: Rendering[]): Template {
  return { renderings, incomplete: false, refs: [], sources: [], dynamic: [], macros: [], config: [] };
}

/** `orders: id, amount` is closed; `raw.events: id, …` is open. */
export type Catalog = Record<string, string>;

export function analyze(sql: string | Template, catalog: Catalog = {}, warehouse = 'snowflake'): QueryFacts {
  const from = typeof sql === 'string' ? template(rendering(sql)) : sql;
  // An equal list is the same object, as in a project.
  const relations = new Map<string, Relation>();
  const relation = (call: RelationToken['call']): Relation | undefined => {
    const id =
      call.kind === 'ref' ? call.name : call.kind === 'source' ? `${call.source}.${call.table}` : 'this';
    const listed = catalog[id];
    if (listed === undefined) return undefined;
    const known = relations.get(id);
    if (known) return known;
    const names = listed.split(/,\s*/).filter((name) => name !== '…' && name !== '');
    const columns = names.map((name) => ({
      name,
      span: { path, start: 0, end: 0 },
      certain: true,
      origins: [],
      passthrough: false,
    }));
    const list = { columns, open: listed.includes('…') ? ['its columns are not declared complete'] : [] };
    relations.set(id, { id, list });
    return { id, list };
  };
  const environment = { engine, warehouse, relation };
  const readings = new Readings();
  const facts = analyzeQuery(from, { ...environment, readings }, path);
  // Whoever writes the same at the other revision needs no parser for it.
  const unable = { ...engine, parse: () => expect.unreachable('it was read before') };
  expect(analyzeQuery(from, { ...environment, engine: unable, readings }, path)).toEqual(facts);
  // Whoever needs no more than the columns gets the same ones, also off a text that is alike.
  const alike = alikes.get(warehouse) ?? new AlikeTexts(warehouse);
  alikes.set(warehouse, alike);
  const listed = listColumns(from, { ...environment, alike }, path).output;
  expect([listed.columns.map(({ name }) => name), listed.open]).toEqual([
    facts.output.columns.map(({ name }) => name),
    facts.output.open,
  ]);
  return facts;
}

/** `a b …` : names in order, `…` if open. */
export function columnsOf(facts: QueryFacts): string {
  return [
    ...facts.output.columns.map(({ name }) => name),
    ...(facts.output.open.length > 0 ? ['…'] : []),
  ].join(' ');
}

/** `orders.amount@12 projection`, with `~` for inexact ones. */
export function usesOf(facts: QueryFacts): string[] {
  return facts.uses.map(
    ({ relation, column, kind, span, exact }) =>
      `${exact ? '' : '~'}${relation}.${column}@${span.start} ${kind}`,
  );
}

export function missingOf(facts: QueryFacts): string[] {
  return facts.missing.map(({ column, candidates }) => `${column} of ${candidates.join('|')}`);
}
