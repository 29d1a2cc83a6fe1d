/** One answer out of several renderings: what all agree on is certain, what any says is possible. */
import type { Rendering, Span } from '../jinja/rendered.ts';
import type { Place } from '../sql/query.ts';
import type {
  AmbiguousColumn,
  ColumnUse,
  LiteralTable,
  MissingColumn,
  Output,
  OutputColumn,
  Predicate,
  QueryFacts,
  RepeatedColumn,
} from './facts.ts';
import { locateShape } from './locate-shape.ts';
import type { Reading } from './reading.ts';
import type { Shape } from './shape.ts';
import { unknownValue } from './holes.ts';
import { dedupe, mergeOrigins, unique, type Column, type Table } from './table.ts';

/** What one rendering says. */
export interface RenderingFacts {
  variants: Rendering['variants'];
  reading: Reading;
  /** Where a place of the reading is written; without one, where the file begins. */
  locate(place: Place | undefined): Span;
  /** What to call the tokens of relations and placeholders in text. */
  names: ReadonlyMap<string, string>;
}

/** @param unread why renderings may be missing here */
export function mergeFacts(renderings: readonly RenderingFacts[], unread: readonly string[]): QueryFacts {
  const first = renderings[0]!;
  const predicates = predicatesOf(first);
  const [incremental, instead] = incrementalRun(renderings);
  const rerun = incremental ? predicatesOf(incremental) : predicates;
  const skipped = new Set(without(predicates, rerun));
  const otherwise = instead && instead !== first ? predicatesOf(instead) : [];
  const shape = shapeIn(first);
  const incrementalShape = incremental && shapeIn(incremental);
  const problem = problemOf(renderings, unread.length === 0);
  return {
    output: mergeOutputs(renderings, unread),
    uses: mergeUses(renderings),
    missing: mergeMissing(renderings),
    ambiguous: mergeAmbiguous(renderings),
    repeated: unread.length > 0 ? [] : mergeRepeated(renderings),
    predicates: predicates.map((predicate) =>
      skipped.has(predicate) ? { ...predicate, firstRunOnly: true } : predicate,
    ),
    incrementalPredicates: dedupe(without(rerun, [...predicates, ...otherwise]), predicateKey),
    literalTables: mergeTables(renderings),
    ...(shape && { shape }),
    ...(incrementalShape && { incrementalShape }),
    ...(problem && { problem }),
  };
}

/** What an incremental run builds that a first run, all else being equal, builds otherwise; and that other one. */
function incrementalRun([first, ...renderings]: readonly RenderingFacts[]): RenderingFacts[] {
  const ofRun = (run: boolean, branch: number) => (rendering: RenderingFacts) =>
    rendering.variants.some((variant) => variant.incremental === run && variant.branch === branch);
  for (const rendering of renderings) {
    for (const { incremental, branch } of rendering.variants) {
      if (!incremental || ofRun(false, branch)(rendering)) continue;
      const instead = [first!, ...renderings].find(ofRun(false, branch));
      return instead ? [rendering, instead] : [rendering];
    }
  }
  return [];
}

function without(predicates: readonly Predicate[], others: readonly Predicate[]): Predicate[] {
  const known = new Set(others.map(looseKey));
  return predicates.filter((predicate) => !known.has(looseKey(predicate)));
}

/**
 * White space in a quoted value depends on how the Jinja that made it was laid out, and a placeholder's name on the
 * way that a run took to a value that nobody knows; of variables alone the name says which value it is.
 */
function looseKey(predicate: Predicate): string {
  return predicateKey(predicate).replaceAll(/\s+/g, '').replaceAll(unknownValue, 'hole');
}

/** The first rendering's problem counts most: it is what dbt builds. Certain only if no rendering contradicts it. */
function problemOf(renderings: readonly RenderingFacts[], areAllRead: boolean): QueryFacts['problem'] {
  const first = renderings.find(({ reading }) => reading.problem);
  if (!first) return undefined;
  const broken = (some: readonly RenderingFacts[]) =>
    some.every(({ reading }) => reading.problem?.certain === true);
  if (broken(renderings)) return { ...problemIn(first), certain: true };
  const later = renderings.filter(({ variants }) => variants.some(({ incremental }) => incremental));
  if (later[0]?.reading.problem && areAllRead && broken(later))
    return { ...problemIn(later[0]), certain: true, incremental: true };
  return { ...problemIn(first), certain: false };
}

function problemIn({ reading, locate }: RenderingFacts): Omit<NonNullable<QueryFacts['problem']>, 'certain'> {
  const { message, place, limit } = reading.problem!;
  return { message, span: locate(place), ...(limit && { limit }) };
}

function shapeIn({ reading, locate }: RenderingFacts): Shape | undefined {
  return reading.shape && locateShape(reading.shape, locate);
}

/** As the text names them, in the order of the renderings. */
function mergeTables(renderings: readonly RenderingFacts[]): LiteralTable[] {
  const all = renderings.flatMap(({ reading, locate }) =>
    reading.literalNames.map(({ name, place }) => ({ name, span: locate(place) })),
  );
  return dedupe(all, ({ name, span }) => `${span.path}:${span.start}:${name.join('.')}`);
}

function mergeOutputs(renderings: readonly RenderingFacts[], unread: readonly string[]): Output {
  const open = renderings.flatMap(({ reading: { table } }) => [...table.open, ...namelessReasons(table)]);
  open.push(...unread);
  const columns = new Map<string, { column: OutputColumn; in: Set<RenderingFacts> }>();
  for (const rendering of renderings) {
    for (const column of rendering.reading.table.columns) {
      if (column.name === '') continue;
      const { name, origins, passthrough } = column;
      const entry = columns.get(name);
      if (!entry) {
        const merged: OutputColumn = {
          name,
          span: rendering.locate(column.place),
          certain: false,
          origins: mergeOrigins(origins),
          passthrough,
        };
        if (column.value?.empty) merged.empty = true;
        columns.set(name, { column: merged, in: new Set([rendering]) });
      } else if (!entry.in.has(rendering)) {
        entry.in.add(rendering);
        if (!column.value?.empty) delete entry.column.empty;
        entry.column.origins = mergeOrigins([...entry.column.origins, ...origins]);
        entry.column.passthrough &&= passthrough && entry.column.origins.length === 1;
      }
    }
  }
  return {
    columns: [...columns.values()].map((entry) => ({
      ...entry.column,
      certain: entry.in.size === renderings.length,
    })),
    open: unique(open),
  };
}

function namelessReasons(table: Table): string[] {
  const index = table.columns.findIndex((column) => column.name === '');
  return index < 0 ? [] : [`column ${index + 1} has no name`];
}

function mergeUses(renderings: readonly RenderingFacts[]): ColumnUse[] {
  const uses = renderings.flatMap(({ reading, locate }) =>
    reading.findings.uses.map(({ relation, column, kind, exact, ...place }): ColumnUse => ({
      relation,
      column,
      kind,
      span: locate(place),
      exact,
    })),
  );
  const merged = new Map<string, ColumnUse>();
  for (const use of uses) {
    const key = `${placeKey(use)}\n${use.relation}\n${use.kind}`;
    const before = merged.get(key);
    if (!before) merged.set(key, use);
    else before.exact &&= use.exact;
  }
  return [...merged.values()].toSorted(bySpan);
}

/** What one of them resolves is no mistake in another. */
function mergeMissing(renderings: readonly RenderingFacts[]): MissingColumn[] {
  return inAllThatNameIt(renderings, ({ reading, locate }) =>
    reading.findings.missing.map(({ column, kind, candidates, ...place }) => ({
      column,
      kind,
      span: locate(place),
      candidates,
    })),
  );
}

function mergeAmbiguous(renderings: readonly RenderingFacts[]): AmbiguousColumn[] {
  return inAllThatNameIt(renderings, ({ reading, locate }) =>
    reading.findings.ambiguous.map(({ column, kind, holders, merging, ...place }) => ({
      column,
      kind,
      span: locate(place),
      holders,
      ...(merging && { merging }),
    })),
  );
}

function mergeRepeated([first, ...others]: readonly RenderingFacts[]): RepeatedColumn[] {
  if (!first) return [];
  const repeated = repeatedIn(first);
  if (repeated.size === 0) return [];
  const rest = others.map(repeatedIn);
  return [...repeated].flatMap(([column, [before, after]]) =>
    rest.every((names) => names.has(column))
      ? {
          column,
          first: first.locate(before.place),
          span: first.locate(after.place),
          through: [before.named, after.named],
        }
      : [],
  );
}

/** The first two columns of each name that one output has several times. */
function repeatedIn({ reading: { table, problem } }: RenderingFacts): Map<string, [Column, Column]> {
  const found = new Map<string, [Column, Column]>();
  if (problem) return found;
  const known = new Map<string, Column>();
  for (const column of table.columns) {
    const before = known.get(column.name);
    if (column.name === '' || found.has(column.name)) continue;
    if (!before) known.set(column.name, column);
    // What a `*` stands for is sure if all of it is known.
    else if (table.open.length === 0 || (before.named.length === 0 && column.named.length === 0))
      found.set(column.name, [before, column]);
  }
  return found;
}

/** What is found at a name in every rendering that has the name. */
function inAllThatNameIt<T extends { column: string; span: Span }>(
  renderings: readonly RenderingFacts[],
  found: (rendering: RenderingFacts) => T[],
): T[] {
  const all = renderings.map(found);
  const names = new Set(all.flat().map(({ column }) => column));
  if (names.size === 0) return [];
  const located = renderings.map(({ reading, locate }, index) => ({
    keys: new Set(all[index]!.map(placeKey)),
    resolved: new Set(
      reading.findings.resolved
        .filter(({ column }) => names.has(column))
        .map((named) => placeKey({ column: named.column, span: locate(named) })),
    ),
  }));
  // Several names can share a place, that of a macro's call, so one rendering may both find and resolve it.
  const contradicted = (key: string): boolean =>
    located.some(({ keys, resolved }) => resolved.has(key) && !keys.has(key));
  return dedupe(
    all.flat().filter((each) => !contradicted(placeKey(each))),
    placeKey,
  ).toSorted(bySpan);
}

function placeKey({ column, span }: { column: string; span: Span }): string {
  return `${span.path}:${span.start}:${span.end}:${column}`;
}

function bySpan(a: { span: Span }, b: { span: Span }): number {
  if (a.span.path !== b.span.path) return a.span.path < b.span.path ? -1 : 1;
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

function predicatesOf({ reading, locate, names }: RenderingFacts): Predicate[] {
  return reading.findings.predicates.map(({ clause, text, ...place }) => ({
    clause,
    text: withNames(text, names),
    span: locate(place),
  }));
}

/** Tokens are numbered per rendering; what they stand for is the same in all. */
function withNames(text: string, names: ReadonlyMap<string, string>): string {
  // One number may begin another.
  let result = text.replaceAll(/pr\d*_hole_\d+/g, (token) => names.get(token) ?? token);
  for (const [token, name] of names) result = result.replaceAll(token.toLowerCase(), name);
  return result;
}

function predicateKey({ clause, text }: Predicate): string {
  return `${clause} ${text}`;
}
