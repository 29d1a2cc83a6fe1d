/** dbt's cross-database macros, as SQL any parser reads. */
import { bind } from './calls.ts';
import { elements } from './sequences.ts';
import { separated, sql, type Builtin, type BuiltinCall } from './sql-text.ts';
import { textAt } from './text.ts';
import { knownText, plain, unknown, type Value } from './values.ts';

const missing = unknown('an argument that is not given');

/** The named arguments of a call, each at least unknown. */
function given<Name extends string>({ args }: BuiltinCall, ...names: Name[]): Record<Name, Value> {
  const bound = bind(args, ...names);
  const all = Object.create(null) as Record<Name, Value>;
  for (const name of names) all[name] = bound[name] ?? missing;
  return all;
}

function type(bigquery: string, others: string): Builtin {
  return (call) => textAt(call.m.environment.adapter === 'bigquery' ? bigquery : others, call.at);
}

/** `name(a, b)` of the arguments as given. */
function functionOf(name: string, ...parameters: string[]): Builtin {
  return (call) => {
    const bound = bind(call.args, ...parameters);
    const values = parameters.map((each) => bound[each]).filter((value) => value !== undefined);
    return sql(call, [`${name}(`, `)`], separated(call, values, ', '));
  };
}

function quotedPart(call: BuiltinCall, part: Value): Value {
  const text = knownText(part);
  return text === undefined ? part : textAt(text.replace(/['"]/g, ''), call.at);
}

function tuple(value: Value): readonly Value[] {
  return plain(value).kind === 'list' ? (elements(value) ?? [value]) : [value];
}

export const crossDatabase: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({
    type_string: type('string', 'varchar'),
    type_timestamp: type('timestamp', 'timestamp'),
    type_float: type('float64', 'float'),
    type_numeric: type('numeric', 'numeric'),
    type_bigint: type('int64', 'bigint'),
    type_int: type('int64', 'int'),
    type_boolean: type('bool', 'boolean'),
    current_timestamp: (call) => textAt('current_timestamp()', call.at),
    current_timestamp_backcompat: (call) => textAt('current_timestamp()', call.at),
    current_timestamp_in_utc_backcompat: (call) => textAt('current_timestamp()', call.at),
    dateadd: (call) => {
      const { datepart, interval, from_date_or_timestamp } = given(
        call,
        'datepart',
        'interval',
        'from_date_or_timestamp',
      );
      const part = quotedPart(call, datepart);
      return call.m.environment.adapter === 'bigquery'
        ? sql(
            call,
            ['datetime_add(cast(', ' as datetime), interval ', ' ', ')'],
            from_date_or_timestamp,
            interval,
            part,
          )
        : sql(call, ['dateadd(', ', ', ', ', ')'], part, interval, from_date_or_timestamp);
    },
    datediff: (call) => {
      const { first_date, second_date, datepart } = given(call, 'first_date', 'second_date', 'datepart');
      const part = quotedPart(call, datepart);
      return call.m.environment.adapter === 'bigquery'
        ? sql(
            call,
            ['datetime_diff(cast(', ' as datetime), cast(', ' as datetime), ', ')'],
            second_date,
            first_date,
            part,
          )
        : sql(call, ['datediff(', ', ', ', ', ')'], part, first_date, second_date);
    },
    date_trunc: (call) => {
      const { datepart, date } = given(call, 'datepart', 'date');
      const part = quotedPart(call, datepart);
      return call.m.environment.adapter === 'bigquery'
        ? sql(call, ['timestamp_trunc(cast(', ' as timestamp), ', ')'], date, part)
        : sql(call, ["date_trunc('", "', ", ')'], part, date);
    },
    last_day: functionOf('last_day', 'date', 'datepart'),
    date: functionOf('date', 'year', 'month', 'day'),
    safe_cast: (call) => {
      const { field, type: to } = given(call, 'field', 'type');
      return sql(call, ['cast(', ' as ', ')'], field, to);
    },
    cast: (call) => {
      const { field, type: to } = given(call, 'field', 'type');
      return sql(call, ['cast(', ' as ', ')'], field, to);
    },
    concat: (call) => {
      const { fields } = given(call, 'fields');
      return sql(call, ['concat(', ')'], separated(call, tuple(fields), ', '));
    },
    hash: (call) => {
      const { field } = given(call, 'field');
      return sql(call, ['md5(cast(', ' as varchar))'], field);
    },
    any_value: functionOf('any_value', 'expression'),
    bool_or: functionOf('max', 'expression'),
    length: functionOf('length', 'expression'),
    position: functionOf('strpos', 'string_text', 'substring_text'),
    replace: functionOf('replace', 'field', 'old_chars', 'new_chars'),
    right: functionOf('right', 'string_text', 'length_expression'),
    split_part: functionOf('split_part', 'string_text', 'delimiter_text', 'part_number'),
    listagg: (call) => {
      const { measure, delimiter_text } = bind(call.args, 'measure', 'delimiter_text');
      return sql(
        call,
        ['string_agg(', ', ', ')'],
        measure ?? missing,
        delimiter_text ?? textAt("','", call.at),
      );
    },
    string_literal: (call) => sql(call, ["'", "'"], given(call, 'value').value),
    escape_single_quotes: (call) => given(call, 'expression').expression,
    except: (call) =>
      textAt(call.m.environment.adapter === 'bigquery' ? 'except distinct' : 'except', call.at),
    intersect: (call) =>
      textAt(call.m.environment.adapter === 'bigquery' ? 'intersect distinct' : 'intersect', call.at),
    array_construct: (call) => {
      const { inputs } = bind(call.args, 'inputs');
      return sql(call, ['array(', ')'], separated(call, inputs ? tuple(inputs) : [], ', '));
    },
    array_append: functionOf('array_append', 'array', 'new_element'),
    array_concat: functionOf('array_concat', 'array_1', 'array_2'),
  } satisfies Record<string, Builtin>),
);
