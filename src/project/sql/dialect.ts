/** Which of the parser's dialects to read a project's SQL with. */

/** Warehouses by the names dbt adapters and users give them; those not listed are read as `generic`. */
const dialects = new Map([
  ['bigquery', 'bigquery'],
  ['snowflake', 'snowflake'],
  ['redshift', 'redshift'],
  ['postgres', 'postgresql'],
  ['postgresql', 'postgresql'],
  ['databricks', 'databricks'],
  ['spark', 'databricks'],
  ['duckdb', 'duckdb'],
  ['clickhouse', 'clickhouse'],
  ['sqlite', 'sqlite'],
  ['mysql', 'mysql'],
  ['hive', 'hive'],
  ['sqlserver', 'mssql'],
  ['fabric', 'mssql'],
  ['synapse', 'mssql'],
]);

/** The parser's name for a warehouse; `generic` for trino, athena and what is unknown. */
export function parserDialect(warehouse: string): string {
  return dialects.get(warehouse.toLowerCase()) ?? 'generic';
}

/** Dialects to try in turn. Those after the first are looser readings: they accept more than the warehouse does. */
export function readings(warehouse: string): string[] {
  const first = parserDialect(warehouse);
  const others =
    first === 'generic'
      ? ['generic', 'databricks', 'snowflake', 'duckdb', 'mssql']
      : [first, 'generic', 'databricks', 'snowflake'];
  return [...new Set(others)];
}

/** In these the parser reads every argument of a function twice, and so those of calls in calls again and again. */
const rereading = ['postgresql', 'mssql'];

/** The same, with dialects last in which calls that nest deep take the parser very long. */
export function patientReadings(warehouse: string): string[] {
  const all = readings(warehouse);
  return [
    ...all.filter((each) => !rereading.includes(each)),
    ...all.filter((each) => rereading.includes(each)),
  ];
}

/** True if text in double quotes is a string rather than a name. */
export function quotesStrings(warehouse: string): boolean {
  return ['bigquery', 'databricks', 'spark', 'mysql', 'hive'].includes(warehouse.toLowerCase());
}

/** True if a backslash in a string escapes the next character. */
export function escapesWithBackslash(warehouse: string): boolean {
  return ['bigquery', 'snowflake', 'databricks', 'spark', 'mysql', 'hive', 'clickhouse'].includes(
    warehouse.toLowerCase(),
  );
}

/** True if the warehouse accepts a comma before FROM. */
export function allowsTrailingComma(warehouse: string): boolean {
  return ['bigquery', 'snowflake', 'databricks', 'spark', 'duckdb', 'clickhouse', 'generic'].includes(
    warehouse.toLowerCase(),
  );
}

/** True if `x -> …` may be a lambda. Elsewhere it takes a field out of JSON. */
export function hasLambdas(warehouse: string): boolean {
  return !['postgres', 'postgresql', 'redshift', 'mysql', 'sqlite'].includes(warehouse.toLowerCase());
}

/** True if a column may be called `from` or `where` without quotes. */
export function allowsAnyName(warehouse: string): boolean {
  return ['databricks', 'spark', 'hive', 'clickhouse'].includes(warehouse.toLowerCase());
}

const trinos = new Set(['trino', 'athena', 'presto', 'starburst']);

/** True if `user` alone may be a function. Elsewhere it is a name like any other. */
export function hasUser(warehouse: string): boolean {
  const name = warehouse.toLowerCase();
  return !trinos.has(name) && name !== 'bigquery' && name !== 'snowflake';
}

/**
 * True if `t.*` holds the columns that USING merged. Trino and its kin leave them out.
 * Source: the section on USING in Trino's documentation of SELECT.
 */
export function keepsUsing(warehouse: string): boolean | 'unknown' {
  const name = warehouse.toLowerCase();
  if (trinos.has(name)) return false;
  return name === 'generic' ? 'unknown' : true;
}

/**
 * False if ON surely knows nothing of what the same SELECT calls its columns. Snowflake and ClickHouse look at that,
 * too, and others may.
 */
export function readsAliasesInOn(warehouse: string): boolean {
  const name = warehouse.toLowerCase();
  return !trinos.has(name) && !['bigquery', 'postgres', 'postgresql'].includes(name);
}

/**
 * False if `a.b` surely is no field of a column `a`: Snowflake writes a colon there, and Postgres parentheses around
 * the column.
 */
export function hasFieldsByDot(warehouse: string): boolean {
  return !['snowflake', 'postgres', 'postgresql'].includes(warehouse.toLowerCase());
}

/** True if a column beside aggregates may do without GROUP BY if that has a declared key of its table. */
export function knowsKeys(warehouse: string): boolean {
  return /^postgres/i.test(warehouse);
}

/** True if a column beside aggregates must be in the GROUP BY: elsewhere a key of its table, or nothing, does as well. */
export function refusesUngrouped(warehouse: string): boolean {
  return /^(snowflake|bigquery|databricks|spark|redshift|duckdb|clickhouse|trino|athena)/i.test(warehouse);
}
