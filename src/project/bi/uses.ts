/** What files of BI tools read of the warehouse, in words that are the same for all tools. */

/** A table's name as far as it is written out; in lower case, because warehouses differ in what case means. */
export interface TableName {
  name: string;
  /** Absent if none is written, or only the tool knows which. */
  schema?: string;
}

export interface BiUse {
  /** What reads, for a person: a kind and a name, the name as code. */
  by: string;
  table: TableName;
  /** What the name means: a relation of the warehouse, or a model of dbt, whatever its relation is called. */
  names: 'relation' | 'model';
  /** In lower case; absent where the table itself is named. */
  column?: string;
  /** Counts from 1. */
  line: number;
}

/** Longest file that is read, in UTF-16 code units. */
export const maxLength = 1_000_000;

/**
 * Text of the same length in which question marks stand for what only the tool knows: `@{schema}` and `${orders.id}` of
 * LookML, `{{ … }}` of templates.
 */
export function withoutVariables(text: string): string {
  return text.replaceAll(/[$@]\{[^{}\n]{0,200}\}|\{\{[^{}\n]{0,200}\}\}/g, (found) =>
    '?'.repeat(found.length),
  );
}

/** Text of the same length without the comments of SQL. */
export function withoutComments(sql: string): string {
  // What does not end goes on to the end, so that nothing is looked at twice.
  return sql.replaceAll(/--[^\n]*|\/\*[^]*?(?:\*\/|$)/g, blank);
}

/** As many blanks, with the lines kept. */
export function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}

/** `db.sales.orders`, with or without quotes; undefined unless the table's own name is written out. */
export function tableNamed(text: string): TableName | undefined {
  const parts = withoutVariables(text)
    .replaceAll(/["`[\]]/g, '')
    .split('.')
    .map((part) => part.trim().toLowerCase());
  const [name, schema] = parts.toReversed();
  if (name === undefined || !isPlain(name)) return undefined;
  return schema !== undefined && isPlain(schema) ? { name, schema } : { name };
}

function isPlain(part: string): boolean {
  return /^[\w$-]{1,200}$/.test(part);
}
