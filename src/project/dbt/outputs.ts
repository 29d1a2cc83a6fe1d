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

/** What the properties file documents, which need not be all there is. */
export function documentedOutput(resource: Resource, reason: string): Output {
  const columns = (resource.properties?.columns ?? []).map(({ name, nameSpan }) => column(name, nameSpan));
  return open(reason, columns);
}

/** A seed has the columns of its header and no others. */
export function seedOutput({ path }: Resource, text: string | undefined, delimiter: unknown): Output {
  const header =
    text === undefined ? undefined : readHeader(text, typeof delimiter === 'string' ? delimiter : ',');
  if (!header) return open('the header of the seed cannot be read');
  return { columns: header.map(({ name, start, end }) => column(name, { path, start, end })), open: [] };
}

/** Everything of another relation, unchanged. */
export function passedOn(relation: string, { columns, open: reasons }: Output): Output {
  return {
    columns: columns.map((each) => ({
      ...each,
      origins: [{ relation, column: each.name, functions: [] }],
      passthrough: true,
    })),
    open: reasons,
  };
}

/** A snapshot adds columns to what its query returns; `renamed` if a setting gives them other names. */
export function snapshotOutput(
  { span }: Resource,
  query: Output,
  recordsDeletes: boolean,
  renamed: boolean,
): Output {
  if (renamed)
    return { columns: query.columns, open: [...query.open, 'its snapshot columns have names of their own'] };
  const names = ['dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'];
  if (recordsDeletes) names.push('dbt_is_deleted');
  return { columns: [...query.columns, ...names.map((name) => column(name, span))], open: query.open };
}
