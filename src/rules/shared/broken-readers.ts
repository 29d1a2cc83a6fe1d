/** Who reads a column that is gone. */
import type { Location } from '../../finding.ts';
import { code } from '../../finding.ts';
import type { DataTest, Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { ColumnRef } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { configColumns } from './config-columns.ts';
import { isConditional } from './conditional.ts';
import type { Pair } from './pairs.ts';

export interface BrokenReader {
  /** In a title: `` `orders` ``, or: the `` `unique` `` test, the `` `orders` `` semantic model. */
  called: string;
  /** From the changed relation to the one that the reader names, as names. */
  path: string[];
  location: Location;
  /** What is there, for a list of places. */
  what: string;
  /** True if a build surely fails; false if only a test does, or it depends on the run whether the reader is enabled and reads it. */
  fails: boolean;
  /** Set for a test that a properties file lists. */
  isTest?: true;
}

/** What builds a relation. */
const relationKinds = new Set<string>(['model', 'snapshot']);

/** A reader's failure stops a build, except where dbt only tests or analyses. */
const failing = new Set<string>(['model', 'snapshot', 'semantic_model']);

/**
 * Readers of `removed` at head, through any number of `select *`, whose query names the column although
 * every relation in its scope is known and lacks it.
 */
export function brokenReaders(
  { after, before }: Pick<Pair, 'after' | 'before'>,
  removed: ColumnRef,
  head: Snapshot,
): BrokenReader[] {
  const found: BrokenReader[] = [];
  const seen = new Set<string>();
  const visit = (gone: ColumnRef, path: string[]): void => {
    const key = `${gone.relation} ${gone.column}`;
    if (seen.has(key)) return;
    seen.add(key);
    const relation = after.resources.get(gone.relation);
    if (!relation) return;
    const here = [...path, relation.name];
    found.push(...testsNaming(after, relation, gone.column, here));
    const consumers = new Map(after.consumers(gone.relation).map(({ resource }) => [resource.id, resource]));
    for (const resource of consumers.values()) {
      found.push(...readersIn(after, resource, gone, here, head));
      for (const column of passedOn(after, before, resource, gone)) {
        found.push(...settingsNaming(after, resource, column, here));
        visit({ relation: resource.id, column }, here);
      }
    }
  };
  visit(removed, []);
  return found;
}

function readersIn(
  after: Project,
  resource: Resource,
  gone: ColumnRef,
  path: string[],
  head: Snapshot,
): BrokenReader[] {
  const spans: Span[] = [
    ...(after.query(resource.id)?.missing ?? [])
      .filter((missing) => missing.column === gone.column && missing.candidates.includes(gone.relation))
      .map((missing) => missing.span),
    ...resource.columnUses
      .filter((use) => use.relation === gone.relation && use.column === gone.column)
      .map((use) => use.span),
  ];
  const kind = resource.type.replace('_', ' ');
  return spans.map((span) => ({
    // What is written in a properties file may have the name of its model.
    called: relationKinds.has(resource.type) ? code(resource.name) : `the ${code(resource.name)} ${kind}`,
    path,
    location: after.locate(span),
    what: `${kind} ${code(resource.name)} reads ${code(gone.column)}`,
    fails: failing.has(resource.type) && resource.enabled === true && !isConditional(head, span),
  }));
}

/** The columns that `resource` had from `gone` at base by passing all on, and has no more. */
export function passedOn(after: Project, before: Project, resource: Resource, gone: ColumnRef): string[] {
  if (!before.resources.has(resource.id)) return [];
  const now = after.output(resource.id);
  // Who named the column and has it no more took it out, too: that is another change, with its own readers.
  if (now.open.length > 0 || isNamed(before, resource.id, gone)) return [];
  return before
    .output(resource.id)
    .columns.filter(({ origins }) =>
      origins.some((origin) => origin.relation === gone.relation && origin.column === gone.column),
    )
    .map(({ name }) => name)
    .filter((name) => !now.columns.some((column) => column.name === name));
}

/**
 * True if the query of `id` selects the column by its name, in its own words: what a macro lists stands at one place
 * with other columns.
 */
export function isNamed(project: Project, id: string, { relation, column }: ColumnRef): boolean {
  const uses = (project.query(id)?.uses ?? []).filter(({ kind }) => kind === 'projection');
  return uses.some(
    ({ span, ...use }) =>
      use.relation === relation &&
      use.column === column &&
      !uses.some((other) => other.column !== column && isSame(other.span, span)),
  );
}

function isSame(one: Span, other: Span): boolean {
  return one.start === other.start && one.end === other.end && one.path === other.path;
}

/** A setting of a model that selects everything, and so lost the column. */
export function settingsNaming(
  after: Project,
  resource: Resource,
  column: string,
  path: string[],
): BrokenReader[] {
  return configColumns(after, resource)
    .filter((named) => named.column === column)
    .map(({ key, span }) => ({
      called: code(resource.name),
      path,
      location: after.locate(span),
      what: `${code(key)} of ${code(resource.name)} names ${code(column)}`,
      fails: true,
    }));
}

function testsNaming(after: Project, relation: Resource, column: string, path: string[]): BrokenReader[] {
  const { properties } = relation;
  if (!properties) return [];
  const entry = properties.columns.find(({ name }) => name.toLowerCase() === column);
  const tests = [
    ...(entry?.tests ?? []),
    ...properties.tests.filter((test) => columnsOf(test).includes(column)),
  ];
  return tests.map((test) => ({
    called: `the ${code(test.name)} test`,
    isTest: true,
    path,
    location: after.locate(test.span),
    what: `test ${code(test.name)} on ${code(column)}`,
    fails: false,
  }));
}

/** The columns that a table-level test lists in its arguments. */
export function columnsOf(test: DataTest): string[] {
  const lists = ['combination_of_columns', 'column_list', 'columns', 'column_names', 'column_name'];
  return lists
    .flatMap((key) => test.arguments[key])
    .filter((value): value is string => typeof value === 'string')
    .map((name) => name.toLowerCase());
}
