/** Queries that a warehouse refuses though each part of them is right. */
import { isStar } from './corpus.ts';
import type { Corpus, Model } from './corpus.ts';
import { at } from './edits.ts';
import type { Mutation, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { spliced, topLevel } from './sql-text.ts';
import type { Item, Select } from './sql-text.ts';

interface Key {
  /** As it is written, in lower case. */
  text: string;
  start: number;
  end: number;
}

/** What a select is grouped by, if that is a list of names and numbers; with where its clause stands. */
function keysOf({ plain }: Model, { from, end }: Select): { group: number; keys: Key[] } | undefined {
  const group = topLevel(plain, from, end, /^group\s+by\b/i)[0];
  if (group === undefined) return undefined;
  const next = topLevel(plain, group + 5, end, /^(having|order|qualify|window|limit|settings)\b/i)[0] ?? end;
  const begin = group + /^group\s+by/i.exec(plain.slice(group))![0].length;
  const keys: Key[] = [];
  let offset = begin;
  for (const part of plain.slice(begin, next).split(',')) {
    const text = part.trim();
    const start = offset + part.indexOf(text);
    keys.push({ text: text.toLowerCase(), start, end: start + text.length });
    offset += part.length + 1;
  }
  return keys.every(({ text }) => /^(\d+|[\w.]+)$/.test(text) && text !== 'all')
    ? { group, keys }
    : undefined;
}

/** The column that an item is and nothing else. */
function columnOf({ plain }: Item): string | undefined {
  const column = /^(?:\w+\.)?([a-z_]\w*)(?:\s+(?:as\s+)?\w+)?$/i.exec(plain)?.[1]?.toLowerCase();
  return column === undefined || /^(null|true|false|current_\w+|sysdate|user)$/.test(column)
    ? undefined
    : column;
}

/** True if a name in quotes, which is not read, may be among the columns. */
function isQuoted({ text }: Model, ...selects: readonly Select[]): boolean {
  return selects.some(({ start, from }) => text.slice(start, from).includes('"'));
}

/** A key goes of which the select takes the column as it is. */
function shortened(model: Model, { items, start }: Select, group: number, keys: readonly Key[]): Site[] {
  if (keys.length < 2) return [];
  return keys.flatMap((key, index) => {
    const meant = /^\d+$/.test(key.text)
      ? items[Number(key.text) - 1]
      : items.find((item) => columnOf(item) === key.text.split('.').at(-1));
    const column = meant && columnOf(meant);
    if (!meant || !column) return [];
    const word = new RegExp(`\\b(${column}|${meant.name ?? column})\\b`);
    const others = keys.filter((other) => other !== key);
    // Another key may hold it, and what another item is called may be meant.
    const isHeld =
      others.some(({ text }) =>
        word.test(/^\d+$/.test(text) ? (items[Number(text) - 1]?.plain ?? '') : text),
      ) || items.some((item) => item !== meant && (item.name === column || columnOf(item) === column));
    if (isHeld) return [];
    const [from, to] = index === 0 ? [key.start, keys[1]!.start] : [keys[index - 1]!.end, key.end];
    return [
      {
        name: `${model.name} is no longer grouped by ${key.text}`,
        head: { [model.path]: spliced(model.text, from, to, '') },
        places: at(model, meant.start, meant.end, group, start),
      },
    ];
  });
}

/** What is aggregated is taken as it is, too. */
function widened(model: Model, { items }: Select, keys: readonly Key[]): Site[] {
  const last = items.at(-1)!;
  return items.slice(0, 50).flatMap(({ plain }) => {
    const found = /^(?:sum|max|min|avg)\(\s*((?:\w+\.)?([a-z_]\w*))\s*\)(?:\s+as\s+\w+)?$/i.exec(plain);
    const [, written = '', column = ''] = found ?? [];
    const word = new RegExp(`\\b${column}\\b`, 'i');
    const isHeld =
      keys.some(({ text }) =>
        word.test(/^\d+$/.test(text) ? (items[Number(text) - 1]?.plain ?? '') : text),
      ) || items.some((item) => item.name === column.toLowerCase());
    if (!found || isHeld) return [];
    return [
      {
        name: `${model.name} takes ${written} beside its aggregate`,
        head: { [model.path]: spliced(model.text, last.end, last.end, `,\n    ${written} as bench_plain`) },
        places: at(model, last.end),
      },
    ];
  });
}

function* ungrouped(corpus: Corpus, random: Random): Generator<Site> {
  const beyondProof = refusalIsSure(corpus)
    ? undefined
    : 'a warehouse for which the project may be takes any value, or knows the keys of tables';
  for (const model of random.shuffled(corpus.models)) {
    for (const select of random.shuffled(model.selects)) {
      const { items, opaque, united } = select;
      const known = keysOf(model, select);
      const isPlain = items.length > 0 && items.every(({ plain }) => !isStar(plain));
      const isWritten = !/[¤§]/.test(model.plain.slice(select.start, select.from));
      if (!known || !isPlain || !isWritten || opaque || united || isQuoted(model, select)) continue;
      const sites = [
        ...shortened(model, select, known.group, known.keys),
        ...widened(model, select, known.keys),
      ];
      const site = random.pick(sites);
      if (!site) continue;
      yield { ...site, ...(beyondProof !== undefined && { beyondProof }) };
      break;
    }
  }
}

/** A column of one union branch becomes text, where another one has numbers. */
function* mixed(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const pairs = model.selects.flatMap((left) => {
      const right = model.selects.find((other) => other.start > left.end && other.depth === left.depth);
      const between = right && model.plain.slice(left.end, right.start);
      return right && /^\s*union\s+all\s*$/i.test(between ?? '') ? [[left, right] as const] : [];
    });
    // Of later branches the types before them would have to be known, too.
    const [left, right] = pairs[0] ?? [];
    const isPlain = (select?: Select) =>
      select?.items.every(({ plain, name }) => name !== undefined && !isStar(plain));
    if (!left || !right || !isPlain(left) || !isPlain(right) || isQuoted(model, left, right)) continue;
    const index = left.items.findIndex(
      (item, position) => columnOf(item) && columnOf(right.items[position] ?? item),
    );
    const [one, other] = [left.items[index], right.items[index]];
    if (left.items.length !== right.items.length || !one || !other || /\bgroup\s+by\b/i.test(model.plain))
      continue;
    const cast = (text: string, { start, end, name }: Item, type: string) => {
      const value = text.slice(start, end).replace(/\s+(as\s+)?\w+$/i, '');
      return spliced(text, start, end, `cast(${value} as ${type}) as ${name}`);
    };
    const typed = (type: string) => cast(cast(model.text, other, type), one, 'integer');
    yield {
      name: `${one.name} is text in one branch of ${model.name}`,
      overlay: { [model.path]: typed('integer') },
      head: { [model.path]: typed('varchar(20)') },
      places: at(model, other.start),
    };
  }
}

/** True if all that says which warehouse it is for names one that refuses every column that is not grouped. */
function refusalIsSure({ files }: Corpus): boolean {
  const named = [...files].flatMap(([path, text]) => {
    if (/(^|\/)profiles\.ya?ml$/.test(path)) return [...text.matchAll(/^\s+type:\s*['"]?(\w+)/gm)];
    return /\.(txt|toml)$/.test(path)
      ? [
          ...text.matchAll(
            /\bdbt-(bigquery|snowflake|postgres|redshift|databricks|duckdb|mysql|sqlserver)\b/g,
          ),
        ]
      : [];
  });
  const warehouses = new Set(named.map(([, name]) => name));
  return warehouses.size === 1 && !warehouses.has('postgres') && !warehouses.has('mysql');
}

export const refusedMutations: readonly Mutation[] = [
  {
    id: 'V40',
    what: 'a column is taken that is neither grouped nor aggregated',
    rules: ['quality/group-by-broken'],
    // If the warehouse took it, rows would stand for something else, and the table would have one column more.
    also: [
      'quality/grain-changed',
      'quality/incremental-schema-drift',
      'docs/new-column-undocumented',
      'quality/contract-broken',
    ],
    sites: ungrouped,
  },
  {
    id: 'V43',
    what: 'a column becomes text in one branch of a union and stays a number in the other',
    rules: ['quality/union-mismatch'],
    also: ['quality/type-changed', 'quality/contract-broken', 'cost/full-refresh-forced'],
    sites: mixed,
  },
];
