/** What a project declares to identify a row. */
import type { DataTest, Properties, Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import { columnsOf } from './broken-readers.ts';

export interface DeclaredKey {
  /** In lower case. */
  columns: string[];
  span: Span;
  /** What declares it, for a sentence: `the test \`unique\``. */
  by: string;
}

const uniqueness = new Set([
  'unique',
  'dbt_utils.unique_combination_of_columns',
  'unique_combination_of_columns',
  'dbt_expectations.expect_column_values_to_be_unique',
  'dbt_expectations.expect_compound_columns_to_be_unique',
  'dbt_constraints.primary_key',
  'dbt_constraints.unique_key',
  'primary_key',
]);

export function isUniqueness(test: DataTest): boolean {
  return uniqueness.has(test.name);
}

/** The tests of a resource and of its columns that are not switched off. */
export function activeTests(properties: Properties | undefined): DataTest[] {
  if (!properties) return [];
  const tests = [...properties.tests, ...properties.columns.flatMap((column) => column.tests)];
  return tests.filter((test) => test.config['enabled'] !== false);
}

/** The columns that a test is about, in lower case. */
export function keyColumns(test: DataTest): string[] {
  return test.column ? [test.column.toLowerCase()] : columnsOf(test);
}

/** The tests that together say what a row's key is. */
export function keyTests(properties: Properties | undefined): DataTest[] {
  const tests = activeTests(properties);
  const keys = new Set(tests.filter(isUniqueness).flatMap(keyColumns));
  return tests.filter(
    (test) =>
      isUniqueness(test) || (test.name === 'not_null' && keyColumns(test).some((name) => keys.has(name))),
  );
}

/** All but those that say what a row's key is. */
export function otherTests(properties: Properties | undefined): DataTest[] {
  const keys = new Set(keyTests(properties));
  const tests = activeTests(properties);
  return tests.filter((test) => !keys.has(test));
}

/**
 * Keys of a relation by its uniqueness tests, `unique_key` and constraints. A test of some rows only (`where`)
 * declares none, nor does a key that is an expression of more than one column.
 */
export function declaredKeys(project: Project, resource: Resource): DeclaredKey[] {
  const { properties } = resource;
  const tests = activeTests(properties)
    .filter((test) => isUniqueness(test) && test.config['where'] === undefined)
    .map((test) => ({ columns: keyColumns(test), span: test.span, by: `the test \`${test.name}\`` }));
  const all = [
    ...(properties?.constraints ?? []),
    ...(properties?.columns.flatMap((column) => column.constraints) ?? []),
  ];
  const constraints = all
    .filter(({ type }) => /^(primary_key|unique)$/.test(type))
    .map(({ columns, span, type }) => ({ columns, span, by: `the constraint \`${type}\`` }));
  return [...tests, ...constraints, ...uniqueKey(project, resource)].flatMap((key) => {
    const columns = key.columns.map(namedIn);
    return columns.length > 0 && columns.every((name) => name !== undefined) ? [{ ...key, columns }] : [];
  });
}

/**
 * The column of a part of a key. Where `year(day)` differs `day` differs as well, so that it is a part of a key, too.
 * Undefined for other expressions.
 */
function namedIn(part: string): string | undefined {
  if (!part.includes('(')) return part;
  return /^\w+\(\s*(?:'[^']*'\s*,\s*)?([a-z_]\w*)\s*(?:,\s*(?:'[^']*'|\d+)\s*)?\)$/.exec(part)?.[1];
}

function uniqueKey(project: Project, resource: Resource): DeclaredKey[] {
  const value = project.known(resource, 'unique_key');
  const written = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  const columns = written.map((name) => String(name).trim().toLowerCase());
  const span = project.setting(resource, 'unique_key').span ?? resource.span;
  return columns.every((name) => /^\w+$/.test(name)) ? [{ columns, span, by: '`unique_key`' }] : [];
}
