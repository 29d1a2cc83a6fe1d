/** Constraints that a contract holds rows to no more. */
import { code } from '../../finding.ts';
import type { Constraint, DataTest, Resource } from '../../project/dbt/resources.ts';
import type { RuleFinding } from '../rule.ts';
import type { Pair } from './pairs.ts';
import { activeTests, isUniqueness, keyColumns } from './keys.ts';
import { isStored } from './materialized.ts';
import { listed } from './text.ts';

/** Constraints that rows were held to, of a model that keeps its contract. */
export function lostConstraints({ base, head, before, after }: Pair): RuleFinding[] {
  if (!isStored(before, base) || !isStored(after, head)) return [];
  const columns = new Set((head.properties?.columns ?? []).map(({ name }) => name.toLowerCase()));
  const kept = new Set(constraintsOf(head).flatMap(meanings));
  const tested = new Set(activeTests(head.properties).filter(isStrict).flatMap(promiseOf));
  const lost = constraintsOf(base).filter(
    (each) =>
      isChecked(each.type, after.dialect) &&
      !kept.has(identity(each)) &&
      !promises(each).every((promise) => tested.has(promise)) &&
      each.columns.every((name) => columns.has(name)),
  );
  const [first, ...others] = lost;
  if (!first) return [];
  const named = [...new Set(lost.flatMap((each) => each.columns))];
  return [
    {
      severity: 'high',
      confidence: 'proven',
      title: `The contract of ${code(head.name)} loses ${listed([...new Set(lost.map(({ type }) => type))])}${named.length > 0 ? ` on ${listed(named)}` : ''}`,
      message: 'Rows that it kept out may get in.',
      resource: head.id,
      subject: 'constraints',
      location: before.locate(first.span),
      related: others.map(({ type, span }) => ({
        ...before.locate(span),
        message: `${code(type)}, also lost`,
      })),
    },
  ];
}

/** Warehouses that write keys down for the optimizer, and take rows that break them. */
const trusting = new Set(['bigquery', 'snowflake', 'redshift', 'databricks', 'spark', 'fabric', 'synapse']);

/** True if the warehouse refuses rows that break it. */
function isChecked(type: string, dialect: string): boolean {
  if (['primary_key', 'foreign_key', 'unique'].includes(type)) return !trusting.has(dialect);
  return type !== 'check' || !['bigquery', 'snowflake', 'redshift'].includes(dialect);
}

function constraintsOf({ properties }: Resource): Constraint[] {
  return [
    ...(properties?.constraints ?? []),
    ...(properties?.columns ?? []).flatMap((column) => column.constraints),
  ];
}

/** A primary key is unique and not null, too. */
function meanings({ type, columns, span }: Constraint): string[] {
  const types = type === 'primary_key' ? [type, 'unique', 'not_null'] : [type];
  return types.map((each) => identity({ type: each, columns, span }));
}

/** What tests would have to say for the same to be promised. */
function promises({ type, columns, span }: Constraint): string[] {
  const missing = columns.map((column) => identity({ type: 'not_null', columns: [column], span }));
  if (type === 'not_null') return missing;
  const unique = identity({ type: 'unique', columns, span });
  return type === 'primary_key' ? [unique, ...missing] : [identity({ type, columns, span })];
}

function promiseOf(test: DataTest): string[] {
  const type = isUniqueness(test) ? 'unique' : test.name;
  return type === 'unique' || type === 'not_null'
    ? [identity({ type, columns: keyColumns(test), span: test.span })]
    : [];
}

/** True if it looks at all rows and one that is wrong stops the build. */
function isStrict({ config }: DataTest): boolean {
  return ['where', 'limit', 'severity', 'error_if'].every((key) => config[key] === undefined);
}

function identity({ type, columns }: Constraint): string {
  return `${type} ${columns.toSorted().join(', ')}`;
}
