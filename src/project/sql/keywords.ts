/** Words that stand where a column can stand and are none. */

const dateParts = new Set(
  `year years yyyy yy y isoyear quarter quarters qtr q month months mon mm week weeks isoweek iso_week wk w week_iso weekiso day days d dd
  dayofweek dayofweekiso dayofyear dow doy dy weekday hour hours hh h minute minutes mi n second seconds sec ss s millisecond milliseconds ms
  microsecond microseconds us nanosecond nanoseconds ns epoch epoch_second epoch_seconds epoch_millisecond date time decade century
  millennium timezone_hour timezone_minute`.split(/\s+/),
);

const keywordLike = new Set(
  `current_date current_time current_timestamp current_user current_role current_schema current_database current_catalog current_warehouse
  current_account current_session localtime localtimestamp sysdate systimestamp getdate now today session_user system_user user rownum rowid
  rownumber level true false null default unknown connect_by_root prior ctid oid sqlcode sunday monday tuesday wednesday thursday friday
  saturday utc all distinct interval infinity nan`.split(/\s+/),
);

const reserved = new Set(
  `all and any array as asc at between by case cast collate create cross cube current default desc distinct else end escape except
  exclude exists extract false fetch following for from full group grouping groups having if ignore in inner intersect interval into is
  join lateral left like limit merge natural new no not null nulls of offset on or order outer over partition pivot preceding qualify
  range recursive respect right rollup rows select set some struct table tablesample then to true unbounded union unnest unpivot using
  values when where window with within`.split(/\s+/),
);

/** True for a text that may be no column's name without quotes. */
export function needsQuotes(name: string): boolean {
  return !/^[a-z_]\w*$/i.test(name) || reserved.has(name.toLowerCase());
}

/** True for functions without parentheses, pseudo-columns and other words that may be no column. */
export function isKeywordLike(name: string): boolean {
  return keywordLike.has(name) || isPseudoColumn(name);
}

/**
 * True for columns that a warehouse adds to a table without listing them, for columns by position, and for the variable
 * that dbt declares before an incremental run in BigQuery.
 */
export function isPseudoColumn(name: string): boolean {
  return /^(_partition|_table_suffix|_file_name|_dbt_max_partition$|metadata\$|\$|_change_|_pt$|rowid$|rownum$|ctid$|xmin$)/.test(
    name,
  );
}

/** Of Unicode, for NORMALIZE. */
const normalForm = /^nfk?[cd]$/;

/** Types without parentheses, where CONVERT takes the type first. */
const types =
  /^(big|small|tiny)?int$|^(integer|bit|float|real|decimal|numeric|money|date|time|datetime2?|smalldatetime|datetimeoffset|n?(var)?char|text|uniqueidentifier|varbinary)$/;

/** True if `convert(name, …)` begins with a type, as everywhere but in MySQL. */
export function isTypeFirst(name: string | undefined, warehouse: string): boolean {
  return name !== undefined && types.test(name) && warehouse !== 'mysql';
}

/** What columns are called most of all, and no unit of time. */
const noUnits = new Set(['date', 'time']);

/**
 * Which argument of a function is a word of SQL, if one is: the date part of a date function, a type, the form of
 * NORMALIZE.
 * @param names of the arguments that are bare words, lower case
 * @param warehouse as dbt calls it
 */
export function keywordArgument(
  name: string,
  names: readonly (string | undefined)[],
  warehouse: string,
): number | undefined {
  const called = name.slice(name.lastIndexOf('.') + 1);
  if (/^normalize(_and_casefold)?$/.test(called)) return normalForm.test(names[1] ?? '') ? 1 : undefined;
  if (/^(try_)?convert$/.test(called) && warehouse !== 'mysql')
    return types.test(names[0] ?? '') ? 0 : undefined;
  const found = candidates(called, warehouse).filter((index) => dateParts.has(names[index] ?? ''));
  return found.find((index) => !noUnits.has(names[index] ?? '')) ?? found[0];
}

/** The likeliest first: a column may be called `month`, too. */
function candidates(name: string, warehouse: string): readonly number[] {
  const unitFirst = warehouse === 'snowflake' || warehouse === 'databricks' || warehouse === 'spark';
  if (/^(date|datetime|timestamp|time)_diff$/.test(name)) return unitFirst ? [0, 2] : [2, 0];
  if (/^(date|datetime|timestamp|time)_trunc$/.test(name)) return unitFirst ? [0, 1] : [1, 0];
  if (name === 'trunc') return [1, 0];
  if (
    /^(datediff|dateadd|timestampdiff|timestampadd|timediff|timeadd|datediff_big|datename|datepart|date_part|date_add|date_sub)$/.test(
      name,
    )
  )
    return [0];
  if (name === 'last_day') return [1];
  if (name === 'week') return [0];
  if (name === 'time_slice') return [2];
  if (/^(next_day|previous_day)$/.test(name)) return [1];
  return [];
}
