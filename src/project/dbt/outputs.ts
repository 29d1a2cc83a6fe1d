/** Outputs of what no query describes completely. */
import type { Span } from '../jinja/rendered.ts';
import type { Output, OutputColumn } from '../lineage/facts.ts';
import { readHeader } from './csv.ts';
import type { Resource } from './resources.ts';

export function open(reason: string, columns: OutputColumn[] = []): Output {
  return { columns, open: [reason] };
}

/** A column that nothing flows into. */
function column(name: string, span: Span): OutputColumn {
  return { name: name.toLowerCase(), span, certain: true, origins: [], passthrough: false };
}

/** Outputs by what they follow from: two revisions share them where that is the same. */
const known = new WeakMap<object, Map<string, Output>>();

function once(of: object, key: string, make: () => Output): Output {
  const made = known.get(of) ?? new Map<string, Output>();
  known.set(of, made);
  const output = made.get(key) ?? make();
  made.set(key, output);
  return output;
}

/** What the properties file documents, which need not be all there is. The same object for the same properties. */
export function documentedOutput({ properties }: Resource, reason: string): Output {
  return once(properties ?? nothing, reason, () =>
    open(
      reason,
      (properties?.columns ?? []).map(({ name, nameSpan }) => column(name, nameSpan)),
    ),
  );
}

const nothing = {};

export const unreadableSeed = open('the header of the seed cannot be read');

/** A seed has the columns of its header and no others. */
export function seedOutput(path: string, text: string, delimiter: string): Output {
  const header = readHeader(text, delimiter);
  if (!header) return unreadableSeed;
  return { columns: header.map(({ name, start, end }) => column(name, { path, start, end })), open: [] };
}

/**
 * What a model gives that dbt holds to a contract, and whose query does not say it: what the properties file does. In a
 * table the columns stand in that file's order.
 */
export function contractedOutput({ properties }: Resource, query: Output): Output {
  const promised = properties?.columns ?? [];
  if (promised.length === 0) return query;
  return once(
    query,
    JSON.stringify(['contract', promised.map(({ name, nameSpan }) => [name, nameSpan])]),
    () => {
      const given = new Map(query.columns.map((each) => [each.name, each]));
      // `address.street` is a field of the column `address`.
      const named = new Map(
        promised.map(({ name, nameSpan }) => [name.toLowerCase().split('.')[0]!, nameSpan]),
      );
      const columns = [...named].map(([name, span]) => given.get(name) ?? column(name, span));
      return { columns: [...columns, ...query.columns.filter(({ name }) => !named.has(name))], open: [] };
    },
  );
}

export const contested = 'nothing tells which of several with its name is enabled';

/** What one of several with the same name gives, of which another may be built. */
export function contestedOutput(output: Output): Output {
  return once(output, contested, () => ({
    columns: output.columns,
    open: [contested, ...output.open],
  }));
}

/** Everything of another relation, unchanged. */
export function passedOn(relation: string, output: Output): Output {
  return once(output, `passed on by ${relation}`, () => ({
    columns: output.columns.map((each) => ({
      ...each,
      origins: [{ relation, column: each.name, functions: [] }],
      passthrough: true,
    })),
    open: output.open,
  }));
}

/** A snapshot adds columns to what its query returns; `renamed` if a setting gives them other names. */
export function snapshotOutput(
  { span }: Resource,
  query: Output,
  recordsDeletes: boolean,
  renamed: boolean,
): Output {
  return once(query, JSON.stringify(['snapshot', span, recordsDeletes, renamed]), () => {
    const { columns } = query;
    if (renamed) return { columns, open: [...query.open, 'its snapshot columns have names of their own'] };
    const names = ['dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'];
    if (recordsDeletes) names.push('dbt_is_deleted');
    return { columns: [...columns, ...names.map((name) => column(name, span))], open: query.open };
  });
}
