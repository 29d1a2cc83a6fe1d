/** From the renderings of a template to what its SQL says about columns. */
import type {
  DynamicCall,
  RefCall,
  Rendering,
  SourceCall,
  Span,
  Template,
  ThisCall,
} from '../jinja/rendered.ts';
import type { SqlEngine } from '../sql/sql-engine.ts';
import { parserDialect } from '../sql/dialect.ts';
import { faultAt } from '../sql/faults.ts';
import type { Query } from '../sql/query.ts';
import type { QueryFacts } from './facts.ts';
import type { AlikeTexts } from './alike.ts';
import { holeNames } from './holes.ts';
import { mergeFacts, type RenderingFacts } from './merge.ts';
import type { TableNames } from './resolve-from.ts';
import { QueryResolver } from './resolve-query.ts';
import { type Relation, type Table, tableOf, unknownTable } from './table.ts';

export interface LineageEnvironment {
  engine: SqlEngine;
  /** The warehouse as dbt calls it: `bigquery`, `trino`, … */
  warehouse: string;
  /** What a ref, source or `this` stands for; undefined if it is not known. */
  relation(call: RefCall | SourceCall | ThisCall): Relation | undefined;
  /** Told of each query that was read, for what else its reader wants of it: nobody keeps it. */
  read?(query: Query, rendering: Rendering): void;
  /** Texts that may be read for one another where only columns are listed. */
  alike?: AlikeTexts;
}

/** What lineage needs of a template. */
type Rendered = Pick<Template, 'renderings' | 'incomplete' | 'problem'>;

/**
 * What the SQL of a template says about columns, over all its renderings. Never throws.
 * @param path of the template's file, for what has no better place
 */
export function analyzeQuery(template: Rendered, environment: LineageEnvironment, path: string): QueryFacts {
  return analyze(template, environment, path, 'everything');
}

/** Its columns alone, without where they come from: what is above it is read only where that decides. */
export function listColumns(
  template: Rendered,
  environment: LineageEnvironment,
  path: string,
): Pick<QueryFacts, 'output' | 'problem'> {
  return analyze(template, environment, path, 'columns');
}

type Wanted = 'everything' | 'columns';

function analyze(
  template: Rendered,
  environment: LineageEnvironment,
  path: string,
  wanted: Wanted,
): QueryFacts {
  const start: Span = { path, start: 0, end: 0 };
  if (template.problem || template.renderings.length === 0) {
    const message = template.problem?.message ?? 'the template has no rendering';
    return {
      ...nothing(`its Jinja could not be read: ${message}`),
      problem: { message, span: template.problem?.span ?? start, certain: false },
    };
  }
  const { alike } = environment;
  const read =
    wanted === 'columns' && alike ? template.renderings.map((each) => alike.of(each)) : template.renderings;
  environment.engine.announce(
    environment.warehouse,
    read.map(({ text }) => text),
  );
  const all = read.map((rendering) => safely(rendering, environment, start, wanted));
  const written = all.filter(({ isEmpty }) => !isEmpty);
  // Where a template writes nothing, dbt builds nothing that anybody could read.
  const renderings = written.length > 0 ? written : all;
  return mergeFacts(
    renderings.filter((each) => !isUnreal(each, renderings)),
    [
      ...(template.incomplete ? ['a condition of its Jinja could go more ways than were read'] : []),
      ...renderings.flatMap((each) =>
        isUnreal(each, renderings) ? [`with other answers to its Jinja's conditions it is no SQL`] : [],
      ),
    ],
  );
}

/** True for a guess at undecided conditions that is no SQL, where the first guess is: no run takes it. */
function isUnreal({ variants, problem }: RenderingFacts, all: readonly RenderingFacts[]): boolean {
  if (!problem || problem.certain || problem.limit || variants.some(({ branch }) => branch === 0))
    return false;
  return variants.every(({ incremental }) =>
    all.some(
      (other) =>
        !other.problem &&
        other.variants.some((variant) => variant.branch === 0 && variant.incremental === incremental),
    ),
  );
}

function nothing(reason: string): QueryFacts {
  return {
    output: { columns: [], open: [reason] },
    uses: [],
    missing: [],
    ambiguous: [],
    repeated: [],
    predicates: [],
    incrementalPredicates: [],
  };
}

/** A mistake of ours in one query must not take the review down with it. */
function safely(
  rendering: Rendering,
  environment: LineageEnvironment,
  start: Span,
  wanted: Wanted,
): RenderingFacts {
  try {
    return analyzeRendering(rendering, environment, start, wanted);
  } catch (error) {
    // Thousands of CTEs in a row nest when each waits for its reader, and do not when they are read in turn.
    if (wanted === 'columns' && error instanceof RangeError)
      return safely(rendering, environment, start, 'everything');
    const message = `its columns could not be resolved: ${error instanceof Error ? error.message : String(error)}`;
    return failed(rendering, { message, span: start, certain: false });
  }
}

function failed(rendering: Rendering, problem: NonNullable<QueryFacts['problem']>): RenderingFacts {
  return {
    variants: rendering.variants,
    table: unknownTable(problem.message),
    findings: { uses: [], missing: [], ambiguous: [], resolved: [], predicates: [] },
    locate: (place) => rendering.map.span(place.start, place.end) ?? problem.span,
    names: new Map(),
    problem,
  };
}

function analyzeRendering(
  rendering: Rendering,
  environment: LineageEnvironment,
  start: Span,
  wanted: Wanted,
): RenderingFacts {
  const { text, map } = rendering;
  const locate: RenderingFacts['locate'] = (place) => map.span(place.start, place.end) ?? start;
  const parsed = environment.engine.parse(environment.warehouse, text);
  if (parsed.kind === 'query') environment.read?.(parsed.query, rendering);
  // A looser dialect may read what the warehouse's own cannot; it is broken all the same if it plainly is.
  const fluent = parsed.kind === 'query' && parsed.dialect === parserDialect(environment.warehouse);
  const ours = parsed.kind === 'empty' || (parsed.kind === 'error' && parsed.ours);
  const fault =
    fluent || ours || rendering.holes.length > 0 ? undefined : faultAt(text, environment.warehouse);
  if (fault)
    return failed(rendering, {
      message: fault.message,
      span: locate({ start: fault.offset, end: fault.offset + 1 }),
      certain: true,
    });
  if (parsed.kind === 'error') {
    const offset = parsed.offset ?? 0;
    const message = `the SQL could not be parsed: ${parsed.message}`;
    return failed(rendering, {
      message,
      span: locate({ start: offset, end: offset + 1 }),
      certain: false,
      ...(parsed.ours && { limit: true }),
    });
  }
  const resolver = new QueryResolver({ rendering, warehouse: environment.warehouse }, locate, wanted);
  const upstream = upstreamTables(rendering, environment);
  const table =
    parsed.kind === 'query' ? resolver.query(parsed.query, upstream) : unknownTable('it has no query');
  const names = holeNames(rendering);
  for (const { token, call } of rendering.relations) names.set(token, nameOf(call));
  const shape = wanted === 'columns' ? undefined : resolver.shape.facts(table);
  return {
    variants: rendering.variants,
    table,
    findings: resolver.findings,
    ...(shape && { shape }),
    locate,
    names,
    ...(parsed.kind === 'empty' && { isEmpty: true }),
  };
}

function upstreamTables(rendering: Rendering, environment: LineageEnvironment): TableNames {
  const tables = new Map<string, Table & { answersTo?: string[] }>();
  for (const { token, call } of rendering.relations) {
    const relation = environment.relation(call);
    const table = relation ? tableOf(relation) : unknownTable(`${nameOf(call)} is not known here`);
    tables.set(token.toLowerCase(), Object.assign(table, { answersTo: answersTo(call) }));
  }
  return tables;
}

/** Without an alias, a relation still answers to its own name. */
function answersTo(call: RefCall | SourceCall | ThisCall): string[] {
  if (call.kind === 'ref') return [call.name.toLowerCase()];
  return call.kind === 'source'
    ? [call.table.toLowerCase(), `${call.source}.${call.table}`.toLowerCase()]
    : [];
}

function nameOf(call: RefCall | SourceCall | ThisCall | DynamicCall): string {
  if (call.kind === 'ref') return `ref('${call.name}')`;
  return call.kind === 'source' ? `source('${call.source}', '${call.table}')` : call.kind;
}
