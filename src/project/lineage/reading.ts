/** What the text of one rendering says, in places of that text: whoever writes the same text says the same. */
import type {
  DynamicCall,
  RefCall,
  RelationToken,
  Rendering,
  SourceCall,
  ThisCall,
} from '../jinja/rendered.ts';
import { parserDialect } from '../sql/dialect.ts';
import { faultAt } from '../sql/faults.ts';
import type { Place } from '../sql/query.ts';
import type { SqlEngine } from '../sql/sql-engine.ts';
import type { QueryFacts } from './facts.ts';
import { type LiteralName, literalNames } from './literal-tables.ts';
import type { TableNames } from './resolve-from.ts';
import { type Findings, QueryResolver } from './resolve-query.ts';
import type { Shape } from './shape.ts';
import { type Relation, type Table, tableOf, unknownTable } from './table.ts';

export interface Reading {
  table: Table;
  findings: Findings;
  shape?: Shape<Place>;
  literalNames: readonly LiteralName[];
  /** Nowhere in particular without a place. */
  problem?: Omit<NonNullable<QueryFacts['problem']>, 'span' | 'incremental'> & { place?: Place };
  /** True for nothing but comments and blanks. */
  isEmpty?: true;
}

export interface ReadingEnvironment {
  engine: SqlEngine;
  /** The warehouse as dbt calls it: `bigquery`, `trino`, … */
  warehouse: string;
  /** What a ref, source or `this` stands for; undefined if it is not known. */
  relation(call: RelationToken['call']): Relation | undefined;
}

/** All that a reading depends on beside the warehouse. */
export type Readable = Pick<Rendering, 'text' | 'holes' | 'relations'>;

export type Wanted = 'everything' | 'columns';

/** Never throws. */
export function readRendering(rendering: Readable, environment: ReadingEnvironment, wanted: Wanted): Reading {
  try {
    return read(rendering, environment, wanted);
  } catch (error) {
    // Thousands of CTEs in a row nest when each waits for its reader, and do not when they are read in turn.
    if (wanted === 'columns' && error instanceof RangeError)
      return readRendering(rendering, environment, 'everything');
    // A mistake of ours in one query must not take the review down with it.
    const message = `its columns could not be resolved: ${error instanceof Error ? error.message : String(error)}`;
    return failed({ message, certain: false });
  }
}

function failed(problem: NonNullable<Reading['problem']>): Reading {
  return {
    table: unknownTable(problem.message),
    findings: { uses: [], missing: [], ambiguous: [], resolved: [], predicates: [] },
    literalNames: [],
    problem,
  };
}

function read(rendering: Readable, environment: ReadingEnvironment, wanted: Wanted): Reading {
  const { text, holes } = rendering;
  const { engine, warehouse } = environment;
  const parsed = engine.parse(warehouse, text);
  // A looser dialect may read what the warehouse's own cannot; it is broken all the same if it plainly is.
  const fluent = parsed.kind === 'query' && parsed.dialect === parserDialect(warehouse);
  const ours = parsed.kind === 'empty' || (parsed.kind === 'error' && parsed.ours);
  const fault = fluent || ours || holes.length > 0 ? undefined : faultAt(text, warehouse);
  if (fault) return failed({ message: fault.message, place: characterAt(fault.offset), certain: true });
  if (parsed.kind === 'error')
    return failed({
      message: `the SQL could not be parsed: ${parsed.message}`,
      place: characterAt(parsed.offset ?? 0),
      certain: false,
      ...(parsed.ours && { limit: true }),
    });
  const resolver = new QueryResolver(rendering, warehouse, wanted);
  const upstream = upstreamTables(rendering, environment);
  const isQuery = parsed.kind === 'query';
  const table = isQuery ? resolver.query(parsed.query, upstream) : unknownTable('it has no query');
  const isWhole = wanted === 'everything';
  return {
    table,
    findings: resolver.findings,
    ...(isWhole && { shape: resolver.shape.facts(table) }),
    literalNames: isWhole && isQuery ? literalNames(parsed.query, rendering) : [],
    ...(parsed.kind === 'empty' && { isEmpty: true }),
  };
}

function characterAt(offset: number): Place {
  return { start: offset, end: offset + 1 };
}

function upstreamTables({ relations }: Readable, environment: ReadingEnvironment): TableNames {
  const tables = new Map<string, Table & { answersTo?: string[] }>();
  for (const { token, call } of relations) {
    const relation = environment.relation(call);
    const table = relation ? tableOf(relation) : unknownTable(`${nameOf(call)} is not known here`);
    tables.set(token.toLowerCase(), Object.assign(table, { answersTo: answersTo(call) }));
  }
  return tables;
}

/** Without an alias, a relation still answers to its own name. */
function answersTo(call: RelationToken['call']): string[] {
  if (call.kind === 'ref') return [call.name.toLowerCase()];
  return call.kind === 'source'
    ? [call.table.toLowerCase(), `${call.source}.${call.table}`.toLowerCase()]
    : [];
}

export function nameOf(call: RefCall | SourceCall | ThisCall | DynamicCall): string {
  if (call.kind === 'ref') return `ref('${call.name}')`;
  return call.kind === 'source' ? `source('${call.source}', '${call.table}')` : call.kind;
}
