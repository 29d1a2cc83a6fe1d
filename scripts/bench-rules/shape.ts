/** The shape of a query: joins, filters, set operations. */
import { columnTargets, lost, removalOf } from './columns.ts';
import { isStar } from './corpus.ts';
import type { Corpus, Model } from './corpus.ts';
import { at, configOf, removedAt, settingOf } from './edits.ts';
import { declaredKey, grouped, qualified } from './grain.ts';
import type { Mutation, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced, topLevel } from './sql-text.ts';
import type { Select } from './sql-text.ts';

interface Join {
  model: Model;
  select: Select;
  /** Model that is joined. */
  right: Model;
  alias: string;
  /** Offset of `join`, and of its condition behind `on`. */
  start: number;
  condition: number;
  end: number;
}

/** Joins with models of this project, by a condition of plain equalities. */
function* joins(corpus: Corpus, random: Random): Generator<Join> {
  for (const model of random.shuffled(corpus.models)) {
    for (const select of random.shuffled(model.selects)) {
      if (select.opaque || select.united) continue;
      for (const source of select.sources.slice(1)) {
        const name = source.target.startsWith('ref:')
          ? source.target.slice(4)
          : imported(model, source.target);
        const right = name === undefined ? undefined : corpus.model(model.root, name);
        const rest = model.plain.slice(source.start, select.end);
        const on = /^join\s+\S+(?:\s+(?:as\s+)?\w+)?\s+on\s+/i.exec(rest);
        if (!right || !on) continue;
        const condition = source.start + on[0].length;
        const next =
          topLevel(
            model.plain,
            condition,
            select.end,
            /^(left|right|inner|full|cross|join|where|group|order|qualify|having|limit|union)\b/i,
          )[0] ?? select.end;
        const end = condition + model.plain.slice(condition, next).trimEnd().length;
        yield { model, select, right, alias: source.alias, start: source.start, condition, end };
        break;
      }
    }
  }
}

function imported({ selects }: Model, cte: string): string | undefined {
  const select = selects.find((it) => it.cte === cte);
  const [source] = select?.sources ?? [];
  const whole =
    select?.items.length === 1 &&
    select.items[0]!.plain === '*' &&
    select.sources.length === 1 &&
    !select.opaque;
  return whole && source!.target.startsWith('ref:') ? source!.target.slice(4) : undefined;
}

/** What makes one row of several again, so that repeated rows do no harm. */
const collapses = /\b(group\s+by|distinct|row_number|qualify)\b/i;

function* fanouts(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, right, alias, condition, end, start } of joins(corpus, random)) {
    const written = model.plain.slice(condition, end);
    const parts = written.split(/\s+and\s+/i);
    const keys = parts.map((part) => new RegExp(`\\b${alias}\\.(\\w+)`, 'i').exec(part)?.[1]?.toLowerCase());
    const plain = parts.every((part) => /^[\w.]+\s*=\s*[\w.]+$/.test(part.trim()));
    if (
      parts.length < 2 ||
      !plain ||
      keys.some((key) => key === undefined) ||
      corpus.entry(right) ||
      collapses.test(model.plain)
    )
      continue;
    const cut = condition + written.length - /\s+and\s+\S+\s*=\s*\S+$/i.exec(written)![0].length;
    yield {
      name: `${model.name} joins ${right.name} by one key less`,
      overlay: declaredKey(right, keys as string[]),
      head: { [model.path]: spliced(model.text, cut, end, '') },
      places: [...at(model, start, condition, cut), ...removedAt(model, cut), ...removedAt(model, end)],
    };
  }
}

function* crossed(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, select, right, condition, end, start } of joins(corpus, random)) {
    const written = model.plain.slice(condition, end);
    // Behind a comma another relation follows.
    if (/,\s*unnest\b/i.test(written)) continue;
    // By a name that no relation has, nothing is joined as it is.
    const aliases = new Set(select.sources.map((source) => source.alias));
    const qualifiers = [...written.matchAll(/\b(\w+)\.\w/g)].map(([, name]) => name!.toLowerCase());
    if (qualifiers.some((name) => !aliases.has(name))) continue;
    yield {
      name: `${model.name} joins ${right.name} on true`,
      head: { [model.path]: spliced(model.text, condition, end, 'true') },
      places: at(model, start, condition),
    };
  }
}

function isLeft({ model, start }: Join): RegExpExecArray | null {
  return /\bleft\s+(outer\s+)?$/i.exec(model.plain.slice(0, start));
}

function* narrowed(corpus: Corpus, random: Random): Generator<Site> {
  for (const join of joins(corpus, random)) {
    const left = isLeft(join);
    const { model, alias, select, start, end, right } = join;
    // A condition behind it on its right side may make it an inner join already.
    const after = model.plain.slice(end, select.end).replace(/\bgroup\s+by\b[\s\S]*/i, '');
    const isCompared = new RegExp(`\\b${alias}\\.\\w+`, 'i').test(after);
    if (!left || isCompared) continue;
    yield {
      name: `${model.name} joins ${right.name} inner`,
      head: { [model.path]: spliced(model.text, left.index, start, 'inner ') },
      places: at(model, left.index, start),
    };
  }
}

function* filteredRight(corpus: Corpus, random: Random): Generator<Site> {
  for (const join of joins(corpus, random)) {
    const { model, alias, select, condition, end, right } = join;
    const key = new RegExp(`\\b${alias}\\.(\\w+)`, 'i').exec(model.plain.slice(condition, end))?.[1];
    const clauses = model.plain.slice(condition, select.end);
    if (
      !isLeft(join) ||
      !key ||
      /\b(where|group|order|qualify|having|limit|window|join)\b|[¤§]/i.test(clauses) ||
      select.end === model.plain.length
    )
      continue;
    const close = condition + clauses.trimEnd().length;
    yield {
      name: `${model.name} filters ${right.name} behind its left join`,
      head: { [model.path]: spliced(model.text, close, close, `\nwhere ${alias}.${key} = '1'`) },
      places: [{ path: model.path, line: lineOf(model.text, close) + 1 }, ...at(model, select.start)],
    };
  }
}

/** A column that a join compares gets another type. */
/** `a.id = b.id`, where both are models of this project that write the column. */
function* unqualified(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, select, right, alias, condition, end } of joins(corpus, random)) {
    const equation = /\b(\w+)\.(\w+)\s*=\s*(\w+)\.\2\b/i.exec(model.plain.slice(condition, end));
    const [, one, column = '', other] = equation?.map((part) => part.toLowerCase()) ?? [];
    const left = select.sources.find((it) => it.alias !== alias && (it.alias === one || it.alias === other));
    if (!equation || !left || (alias !== one && alias !== other)) continue;
    const name = left.target.startsWith('ref:') ? left.target.slice(4) : imported(model, left.target);
    const joined = name === undefined ? undefined : corpus.model(model.root, name);
    const isWritten = [joined, right].every((it) => it?.output?.items.some((item) => item.name === column));
    if (!isWritten) continue;
    const from = condition + equation.index;
    const text = spliced(model.text, from, from + one!.length + 1, '');
    yield {
      name: `${model.name} joins ${right.name} by ${column} of nobody`,
      head: { [model.path]: text },
      places: at(model, from, select.start),
      ...(isAliased(select, column) && {
        beyondProof: 'some warehouses take an alias of the same SELECT for it',
      }),
    };
  }
}

function isAliased({ items }: Select, column: string): boolean {
  return items.some(({ plain }) => new RegExp(`\\bas\\s+${column}$`, 'i').test(plain.trim()));
}

function* retyped(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, right, alias, condition, end } of joins(corpus, random)) {
    const key = new RegExp(`\\b${alias}\\.(\\w+)\\b`, 'i')
      .exec(model.plain.slice(condition, end))?.[1]
      ?.toLowerCase();
    const item = right.output?.items.find(({ name }) => name === key);
    if (!item || !key || isStar(item.plain) || right.output!.united || /\bgroup\s+by\b/i.test(right.plain))
      continue;
    const value = right.text.slice(item.start, item.end).replace(/\s+as\s+\w+$/i, '');
    if (/\b(cast|over|select)\b|::|--/i.test(value)) continue;
    const cast = (type: string) =>
      spliced(right.text, item.start, item.end, `cast(${value} as ${type}) as ${key}`);
    yield {
      name: `${right.name}.${key} becomes a string`,
      overlay: { [right.path]: cast('integer') },
      head: { [right.path]: cast('string') },
      places: at(right, item.start, item.end),
    };
  }
}

/** Unfiltered selects of one model, which get a filter at base. */
function* unfiltered(
  corpus: Corpus,
  random: Random,
): Generator<{ model: Model; parent: Model; end: number; start: number }> {
  for (const model of random.shuffled(corpus.models)) {
    for (const select of model.selects) {
      const [source] = select.sources;
      const clauses = model.plain.slice(select.from, select.end);
      if (
        select.sources.length !== 1 ||
        select.opaque ||
        select.united ||
        /\b(where|group|order|qualify|having|limit|window)\b/i.test(clauses)
      )
        continue;
      const parent = source!.target.startsWith('ref:')
        ? corpus.model(model.root, source!.target.slice(4))
        : undefined;
      const end = select.from + clauses.trimEnd().length;
      if (!parent || /--[^\n]*$/.test(model.text.slice(select.from, end))) continue;
      yield { model, parent, end, start: select.start };
      break;
    }
  }
}

/** The filter on the partition of a large parent goes. */
function* unpruned(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, parent, end, start } of unfiltered(corpus, random)) {
    const partition = configOf(parent)?.arguments.find(({ key }) => key === 'partition_by');
    const field = partition && /['"]field['"]\s*:\s*['"](\w+)['"]/.exec(partition.value)?.[1];
    if (!field || settingOf(model, 'materialized') === 'incremental') continue;
    const filtered = spliced(model.text, end, end, `\nwhere ${field} >= '2024-01-01'`);
    yield {
      name: `${model.name} reads all partitions of ${parent.name}`,
      overlay: { [model.path]: filtered },
      head: { [model.path]: model.text },
      places: [
        { path: model.path, line: lineOf(model.text, end) + 1, side: 'base' },
        ...at(model, start, end),
      ],
      ...(/\bif\b/.test(partition.value) && { beyondProof: 'the partitions depend on the target' }),
    };
  }
}

function* guarded(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, parent, end, start } of unfiltered(corpus, random)) {
    const column = parent.output?.items[0]?.name;
    // Only where the rows are shown to somebody.
    if (!column || !/\/marts?\//.test(model.path)) continue;
    const filtered = spliced(
      model.text,
      end,
      end,
      `\n{% if var('bench_clean', true) %}\nwhere ${column} is not null\n{% endif %}`,
    );
    yield {
      name: `${model.name} drops a filter under a variable`,
      overlay: { [model.path]: filtered },
      head: { [model.path]: model.text },
      places: [
        { path: model.path, line: lineOf(model.text, end) + 2, side: 'base' },
        ...at(model, start, end),
      ],
    };
  }
}

function* unions(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const branch = model.selects.find(
      ({ united, items }) =>
        united && items.length > 2 && items.every(({ name, plain }) => name !== undefined && !isStar(plain)),
    );
    if (
      !branch ||
      !/\bunion\s+all\b/i.test(model.plain) ||
      /\bgroup\s+by\s+\d/i.test(model.plain.slice(branch.from, branch.end))
    )
      continue;
    const [a, b] = branch.items as [Select['items'][0], Select['items'][0]];
    const twins = model.selects.filter(
      (other) =>
        other !== branch &&
        other.united &&
        other.items[0]?.name === a.name &&
        other.items[1]?.name === b.name,
    );
    const written = (item: { start: number; end: number }) => model.text.slice(item.start, item.end);
    const text = spliced(spliced(model.text, b.start, b.end, written(a)), a.start, a.end, written(b));
    yield {
      name: `a branch of ${model.name} has two columns in another order`,
      head: { [model.path]: text },
      places: at(model, branch.start, a.start, b.start),
      ...(twins.length === 0 && { beyondProof: 'the branches do not name their columns alike' }),
    };
  }
}

/** The final star leaves a column out that readers use. */
function* excluding(corpus: Corpus, random: Random): Generator<Site> {
  for (const target of columnTargets(corpus, random)) {
    const { model, column } = target;
    const { final, output } = model;
    if (final === output || final!.items[0]!.plain !== '*') continue;
    const settings = corpus.files.get(`${model.root}dbt_project.yml`) ?? '';
    const word = /snowflake/i.test(settings + model.root) ? 'exclude' : 'except';
    const { end } = final!.items[0]!;
    yield {
      ...removalOf(target),
      head: { [model.path]: spliced(model.text, end, end, ` ${word} (${column})`) },
      places: at(model, end).concat(removedAt(model, target.item.start), removedAt(model, target.item.end)),
    };
  }
}

export const shapeMutations: readonly Mutation[] = [
  {
    id: 'M19',
    what: 'a query is grouped by one column more',
    rules: ['quality/grain-changed'],
    // The new column is one of the table, too.
    also: ['quality/incremental-schema-drift', 'docs/new-column-undocumented'],
    sites: grouped,
  },
  {
    id: 'M20',
    what: 'the row_number that keeps one row a key is deleted',
    rules: ['quality/grain-changed'],
    sites: qualified,
  },
  {
    id: 'M21',
    what: 'a join loses one of its keys',
    rules: ['quality/join-fanout'],
    also: ['quality/grain-changed'],
    sites: fanouts,
  },
  { id: 'M22', what: 'a left join becomes inner', rules: ['quality/join-type-narrowed'], sites: narrowed },
  {
    id: 'M23',
    what: 'the right side of a left join is filtered in where',
    rules: ['quality/join-type-narrowed'],
    also: ['quality/filter-changed'],
    sites: filteredRight,
  },
  {
    id: 'V28',
    what: 'a column that two relations have loses its qualifier',
    rules: ['quality/ambiguous-column'],
    also: ['quality/join-fanout', 'cost/cross-join'],
    sites: unqualified,
  },
  {
    id: 'M24',
    what: 'a column that joins compare gets another type',
    rules: ['quality/type-changed'],
    // Where the model is incremental, its table keeps the old type; where it has a contract, that names the old one.
    also: ['cost/full-refresh-forced', 'quality/contract-broken'],
    sites: retyped,
  },
  {
    id: 'M34',
    what: 'the filter on a partitioned parent is removed',
    rules: ['cost/partition-filter-missing'],
    also: ['quality/filter-changed'],
    sites: unpruned,
  },
  {
    id: 'M35',
    what: 'a join condition becomes true',
    rules: ['cost/cross-join', 'quality/join-fanout'],
    also: ['quality/join-fanout'],
    sites: crossed,
  },
  {
    id: 'V04',
    what: 'a filter under a variable is dropped',
    rules: ['quality/filter-changed'],
    sites: guarded,
  },
  {
    id: 'V07',
    what: 'the columns of one union branch change order',
    rules: ['quality/union-mismatch', 'quality/union-reordered'],
    also: ['quality/type-changed'],
    sites: unions,
  },
  { id: 'V17', what: 'the star leaves out a column that readers use', ...lost, sites: excluding },
];
