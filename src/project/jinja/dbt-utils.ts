/** Macros of dbt_utils, acted out as far as the project knows the columns they look up. */
import { needsQuotes } from '../sql/keywords.ts';
import { bind } from './calls.ts';
import { crossDatabase } from './cross-db.ts';
import { elements } from './sequences.ts';
import { quoted, separated, sql, type Builtin, type BuiltinCall } from './sql-text.ts';
import { textAt } from './text.ts';
import { asNumber, knownText, list, none, plain, truth, unknown, type Value } from './values.ts';

/** The columns of a relation as texts, or why they are not known. */
export function columnsOf(call: BuiltinCall, relation: Value | undefined): Value[] | string {
  const of = relation && plain(relation);
  if (of?.kind !== 'relation') return 'the columns of a relation that is not known';
  const columns = call.m.environment.columns(of.call);
  const name = of.call.kind === 'ref' ? of.call.name : of.call.kind === 'source' ? of.call.table : 'this';
  if (!columns) return `the columns of \`${name}\` are not known`;
  call.m.step(call.at, columns.length);
  return columns.map((column) => textAt(column, call.at));
}

/** A column in SQL: the macros quote every name, here only those that need it. */
function named(call: BuiltinCall, column: Value): Value {
  const name = knownText(column);
  if (name === undefined || !needsQuotes(name)) return column;
  return textAt(quoted(name, call.m.environment.adapter), call.at);
}

function names(value: Value | undefined): Set<string> | undefined {
  if (!value) return new Set();
  const texts = (elements(value) ?? [undefined]).map((each) => knownText(each)?.toLowerCase());
  return texts.includes(undefined) ? undefined : new Set(texts as string[]);
}

/** Columns of a relation without those of `except`. */
function filtered(
  call: BuiltinCall,
  relation: Value | undefined,
  except: Value | undefined,
): Value[] | string {
  const columns = columnsOf(call, relation);
  const left = names(except);
  if (typeof columns === 'string') return columns;
  if (!left) return 'the columns left out are not known';
  return columns.filter((column) => !left.has(knownText(column)!.toLowerCase()));
}

const star: Builtin = (call) => {
  const { from, relation_alias, except, prefix, suffix } = bind(
    call.args,
    'from',
    'relation_alias',
    'except',
    'prefix',
    'suffix',
    'quote_identifiers',
  );
  const columns = filtered(call, from, except);
  if (typeof columns === 'string') return unknown(columns, call.at);
  const items = columns.map((column) => {
    const own = named(call, column);
    const qualified =
      relation_alias && truth(relation_alias) ? sql(call, ['', '.', ''], relation_alias, own) : own;
    const affixed = (prefix && truth(prefix)) || (suffix && truth(suffix));
    if (!affixed) return qualified;
    return sql(call, ['', ' as ', '', '', ''], qualified, prefix ?? '', column, suffix ?? '');
  });
  return separated(call, items, ', ');
};

const surrogateKey: Builtin = (call) => {
  const [first, ...rest] =
    call.args.positional.length > 0 ? call.args.positional : [...call.args.named.values()];
  const fields = first && plain(first).kind === 'list' ? elements(first)! : first ? [first, ...rest] : [];
  const casts = fields.map((field) => sql(call, ['coalesce(cast(', " as string), '')"], field));
  return sql(call, ['md5(concat(', '))'], separated(call, casts, ", '-', "));
};

const unionRelations: Builtin = (call) => {
  const { relations, exclude, include, source_column_name, where } = bind(
    call.args,
    'relations',
    'column_override',
    'include',
    'exclude',
    'source_column_name',
    'where',
  );
  const all = relations && elements(relations);
  if (!all || all.length === 0) return unknown('the relations of a union are not known', call.at);
  const perRelation = all.map((relation) => filtered(call, relation, exclude));
  const reason = perRelation.find((each) => typeof each === 'string');
  const wanted = include && truth(include) ? names(include) : undefined;
  const columns = new Map<string, Value>();
  for (const each of perRelation)
    if (typeof each !== 'string')
      for (const column of each) columns.set(knownText(column)!.toLowerCase(), column);
  const marked = !source_column_name || truth(source_column_name);
  const mark = source_column_name && truth(source_column_name) ? source_column_name : '_dbt_source_relation';
  const selects = all.map((relation, index) => {
    const own = names(list(typeof perRelation[index] === 'string' ? [] : perRelation[index]!));
    const items: Value[] = marked ? [sql(call, ["'", "' as ", ''], relation, mark)] : [];
    if (typeof reason === 'string') items.push(textAt('*', call.at), unknown(reason, call.at));
    else
      for (const [name, column] of columns)
        if (!wanted || wanted.has(name))
          items.push(own!.has(name) ? named(call, column) : sql(call, ['null as ', ''], named(call, column)));
    const condition = where && truth(where) ? sql(call, [' where ', ''], where) : '';
    return sql(call, ['(select ', ' from ', '', ')'], separated(call, items, ', '), relation, condition);
  });
  return separated(call, selects, ' union all ');
};

const unpivot: Builtin = (call) => {
  const { relation, cast_to, exclude, remove, field_name, value_name } = bind(
    call.args,
    'relation',
    'cast_to',
    'exclude',
    'remove',
    'field_name',
    'value_name',
    'quote_identifiers',
  );
  const columns = filtered(call, relation, remove);
  const kept = names(exclude);
  if (typeof columns === 'string') return unknown(columns, call.at);
  if (!kept) return unknown('the columns left out are not known', call.at);
  // Whatever `remove` names: it takes columns out of those that are turned alone.
  const stay = (exclude && elements(exclude)) ?? [];
  const turned = columns.filter((column) => !kept.has(knownText(column)!.toLowerCase()));
  const selects = turned.map((column) =>
    sql(
      call,
      ['select ', '', "cast('", "' as string) as ", ', cast(', ' as ', ') as ', ' from ', ''],
      separated(
        call,
        stay.map((kept) => named(call, kept)),
        ', ',
      ),
      stay.length > 0 ? ', ' : '',
      column,
      field_name ?? 'field_name',
      named(call, column),
      cast_to ?? 'varchar',
      value_name ?? 'value',
      relation!,
    ),
  );
  return selects.length > 0
    ? separated(call, selects, ' union all ')
    : unknown('an unpivot of no columns', call.at);
};

const pivot: Builtin = (call) => {
  const { column, values, alias, agg, cmp, prefix, suffix, then_value, else_value } = bind(
    call.args,
    'column',
    'values',
    'alias',
    'agg',
    'cmp',
    'prefix',
    'suffix',
    'then_value',
    'else_value',
    'quote_identifiers',
    'distinct',
  );
  const cases = values && elements(values);
  if (!cases || !column) return unknown('the values of a pivot are not known', call.at);
  const aliased = !alias || truth(alias) !== false;
  return separated(
    call,
    cases.map((value) => {
      const name = knownText(value)?.replace(/\W/g, '_');
      const as = aliased
        ? sql(
            call,
            [' as "', '', '', '"'],
            prefix ?? '',
            name === undefined ? value : textAt(name, call.at),
            suffix ?? '',
          )
        : '';
      return sql(
        call,
        ['', '(case when ', ' ', " '", "' then ", ' else ', ' end)', ''],
        agg ?? 'sum',
        column,
        cmp ?? '=',
        value,
        then_value ?? '1',
        else_value ?? '0',
        as,
      );
    }),
    ', ',
  );
};

const dateSpine: Builtin = (call) => {
  const { datepart, start_date, end_date } = bind(call.args, 'datepart', 'start_date', 'end_date');
  const part = knownText(datepart) ?? 'day';
  return sql(
    call,
    ['select ', ' as date_', ' union all select ', ' as date_', ''],
    start_date ?? none,
    part,
    end_date ?? none,
    part,
  );
};

const groupBy: Builtin = (call) => {
  const count = asNumber(call.args.positional[0] ?? call.args.named.get('n') ?? none);
  if (count === undefined) return unknown('the number of columns grouped by', call.at);
  call.m.step(call.at, Math.max(count, 0));
  const numbers = Array.from({ length: Math.max(count, 0) }, (_, index) => index + 1);
  return textAt(`group by ${numbers.join(', ')}`, call.at);
};

const deduplicate: Builtin = (call) => {
  const { relation, partition_by, order_by } = bind(call.args, 'relation', 'partition_by', 'order_by');
  return sql(
    call,
    ['select * from ', ' qualify row_number() over (partition by ', ' order by ', ') = 1'],
    relation ?? unknown('the relation'),
    partition_by ?? '1',
    order_by ?? '1',
  );
};

/** `safe_add(['a', 'b'])` or `safe_add('a', 'b')`. */
function safe(operator: string): Builtin {
  return (call) => {
    const [first, ...rest] = call.args.positional;
    const fields = first && plain(first).kind === 'list' ? elements(first)! : first ? [first, ...rest] : [];
    const operands = fields.map((field) => sql(call, ['coalesce(', ', 0)'], field));
    return separated(call, operands, operator);
  };
}

const utilities: [string, Builtin][] = Object.entries({
  star,
  surrogate_key: surrogateKey,
  generate_surrogate_key: surrogateKey,
  union_relations: unionRelations,
  unpivot,
  pivot,
  date_spine: dateSpine,
  group_by: groupBy,
  deduplicate,
  safe_add: safe(' + '),
  safe_subtract: safe(' - '),
  safe_divide: (call) => {
    const { numerator, denominator } = bind(call.args, 'numerator', 'denominator');
    return sql(
      call,
      ['((', ') / nullif((', '), 0))'],
      numerator ?? unknown('the numerator'),
      denominator ?? unknown('the denominator'),
    );
  },
  generate_series: (call) => textAt('select 1 as generated_number', call.at),
  nullcheck: (call) => {
    const columns = elements(call.args.positional[0] ?? none);
    if (!columns) return unknown('the columns are not known', call.at);
    return separated(
      call,
      columns.map((column) => sql(call, ['nullif(', ", '') as ", ''], column, column)),
      ', ',
    );
  },
  nullcheck_table: (call) =>
    sql(call, ['select * from ', ''], call.args.positional[0] ?? unknown('the relation')),
  get_filtered_columns_in_relation: (call) => {
    const { from, except } = bind(call.args, 'from', 'except');
    const columns = filtered(call, from, except);
    return typeof columns === 'string' ? unknown(columns, call.at) : list(columns);
  },
  get_column_values: (call) => unknown('the values in a column', call.at),
  slugify: (call) => {
    const text = knownText(call.args.positional[0]);
    if (text === undefined) return unknown('a text that is not known', call.at);
    return textAt(
      text
        .toLowerCase()
        .replace(/[ -]+/g, '_')
        .replace(/[^a-z0-9_]+/g, '')
        .replace(/^(?=\d)/, '_'),
      call.at,
    );
  },
  pretty_time: (call) => unknown('the time of the run', call.at),
  pretty_log_format: () => none,
  log_info: () => textAt('', { site: { path: '', calls: [] }, start: 0, end: 0 }),
} satisfies Record<string, Builtin>);

/** Including the cross-database macros, which older versions of dbt_utils had. */
export const dbtUtils: ReadonlyMap<string, Builtin> = new Map([...crossDatabase, ...utilities]);
