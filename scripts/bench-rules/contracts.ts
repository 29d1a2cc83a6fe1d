/** What a model promises to others: contracts, columns, values, parameters, snapshot keys. */
import { folder } from './columns.ts';
import { at, isStar, removable } from './corpus.ts';
import type { Column, Corpus, Model } from './corpus.ts';
import { lineWith, propertiesOf, removedAt, settingOf, withItem, withoutItem } from './edits.ts';
import type { Mutation, Place, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced } from './sql-text.ts';

const typePattern = /^cast\s*\([\s\S]+\bas\s+(\w+)\s*\)|::\s*(\w+)(?=\s+as\s+\w+$|$)/i;

/** A model without properties whose columns can all be seen, under an enforced contract. */
function* contracted(corpus: Corpus, random: Random): Generator<{ model: Model; path: string; yml: string }> {
  for (const model of random.shuffled(corpus.models)) {
    const { output } = model;
    if (!output || corpus.entry(model) || output.items.length < 3 || output.items.length > 60) continue;
    if (
      output.items.some(({ name, plain }) => name === undefined || isStar(plain)) ||
      /\blambda\b/.test(model.text)
    )
      continue;
    // dbt looks at the contracts of what it builds, whatever the folder says.
    const stored = settingOf(model, 'materialized');
    if (stored !== undefined && !/^(table|view|incremental)$/.test(stored)) continue;
    const columns = output.items.flatMap(({ name, plain }) => {
      const match = typePattern.exec(plain);
      return [`  - name: ${name}`, `    data_type: ${(match?.[1] ?? match?.[2] ?? 'string').toLowerCase()}`];
    });
    const yml = propertiesOf(model.name, [
      'config:',
      '  contract:',
      '    enforced: true',
      ...(stored === undefined ? ['  materialized: table'] : []),
      'columns:',
      ...columns,
    ]);
    yield { model, path: `${folder(model)}bench_contract.yml`, yml };
  }
}

function* contractCasts(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, path, yml } of contracted(corpus, random)) {
    const item = random.pick(model.output!.items.filter(({ plain }) => typePattern.test(plain)));
    if (!item) continue;
    const match = typePattern.exec(item.plain)!;
    const type = (match[1] ?? match[2])!;
    const other = /^(int\w*|number|numeric|float\w*)$/i.test(type)
      ? 'date'
      : /^(string|varchar|text)$/i.test(type)
        ? 'integer'
        : 'string';
    const at = item.start + match.index + match[0].lastIndexOf(type);
    yield {
      name: `${model.name}.${item.name} becomes ${other} instead of ${type}`,
      overlay: { [path]: yml },
      head: { [model.path]: spliced(model.text, at, at + type.length, other) },
      places: [
        { path: model.path, line: lineOf(model.text, at) },
        { path: model.path, line: lineOf(model.text, item.start) },
        { path, line: lineWith(yml, `- name: ${item.name}\n`) },
      ],
    };
  }
}

function* contractColumns(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, path, yml } of contracted(corpus, random)) {
    if (model.output!.united || /\bgroup\s+by\s+[\d¤]/i.test(model.plain)) continue;
    const { text, line } = withItem(model, model.output!, '1 as bench_extra');
    yield {
      name: `${model.name} returns a column that its contract lacks`,
      overlay: { [path]: yml },
      head: { [model.path]: text },
      places: [
        { path: model.path, line },
        { path, line: 5 },
      ],
    };
  }
}

/** Models that the repository itself holds to a contract by their folder, each with one column that it promises. */
function* promised(
  corpus: Corpus,
  random: Random,
): Generator<{ model: Model; path: string; column: Column; plain: string }> {
  for (const model of random.shuffled(corpus.models)) {
    const entry = corpus.entry(model);
    const isHeld =
      at(corpus.folderSetting(model, 'contract'), 'enforced') === true && !/contract/.test(model.text);
    const items = model.output?.items ?? [];
    if (!entry || !isHeld || settingOf(model, 'materialized') || entry.node.has('config')) continue;
    if (items.length < 3 || items.some(({ name, plain }) => name === undefined || isStar(plain))) continue;
    const column = random.pick(
      entry.columns.filter(({ name }) =>
        items.some((item) => item.name === name && typePattern.test(item.plain)),
      ),
    );
    const item = items.find(({ name }) => name === column?.name);
    if (column && item) yield { model, path: entry.path, column, plain: item.plain };
  }
}

/** The properties promise another type than the cast gives. */
function* otherTypes(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, path, column, plain } of promised(corpus, random)) {
    const text = corpus.text(path);
    const entry = text.slice(column.start, column.end);
    const match = /\bdata_type:\s*(\w+)/.exec(entry);
    if (!match) continue;
    const cast = typePattern.exec(plain)!;
    const other = /date|time/i.test(cast[1] ?? cast[2]!) ? 'int64' : 'date';
    const start = column.start + match.index + match[0].length - match[1]!.length;
    yield {
      name: `${model.name}.${column.name} is promised as ${other}`,
      head: { [path]: spliced(text, start, start + match[1]!.length, other) },
      places: [
        { path, line: lineOf(text, start) },
        {
          path: model.path,
          line: lineOf(model.text, model.output!.items.find(({ name }) => name === column.name)!.start),
        },
        {
          path: model.path,
          line: lineOf(model.text, model.output!.items.find(({ name }) => name === column.name)!.end),
        },
      ],
    };
  }
}

/** The properties no longer name a column that the query returns. */
function* unpromised(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, path, column } of promised(corpus, random)) {
    const text = corpus.text(path);
    const start = text.lastIndexOf('\n', column.start) + 1;
    const rest = /^[ \t]*-(?=\s)|^[ \t]{0,4}\S/m.exec(text.slice(column.end));
    if (!rest || !/^\s*-\s*$/.test(text.slice(start, column.start))) continue;
    const item = model.output!.items.find(({ name }) => name === column.name)!;
    const end = text.lastIndexOf('\n', column.end + rest.index) + 1;
    yield {
      name: `${model.name}.${column.name} is no longer promised`,
      head: { [path]: spliced(text, start, end, '') },
      places: [
        { path: model.path, line: lineOf(model.text, item.start) },
        { path: model.path, line: lineOf(model.text, item.end) },
        { path, line: column.line, side: 'base' },
      ],
    };
  }
}

function* contractsOff(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, path, yml } of contracted(corpus, random)) {
    const line = lineWith(yml, 'enforced');
    yield {
      name: `the contract of ${model.name} is switched off`,
      overlay: { [path]: yml },
      head: { [path]: yml.replace('enforced: true', 'enforced: false') },
      places: [
        { path, line },
        { path, line, side: 'base' },
      ],
    };
  }
}

/** A snapshot of a model is laid over. */
function* snapshots(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const [key, other] = model.output?.items.filter(({ name }) => name !== undefined) ?? [];
    if (!key || !other) continue;
    const path = `${model.root}snapshots/bench_${model.name}.sql`;
    const sql = `{% snapshot bench_${model.name} %}\n{{ config(\n    target_schema='snapshots',\n    strategy='check',\n    check_cols='all',\n    unique_key='${key.name}'\n) }}\nselect * from {{ ref('${model.name}') }}\n{% endsnapshot %}\n`;
    const line = lineWith(sql, 'unique_key');
    yield {
      name: `a snapshot of ${model.name} gets another key`,
      overlay: { [path]: sql },
      head: { [path]: sql.replace(`unique_key='${key.name}'`, `unique_key='${other.name}'`) },
      places: [{ path, line }],
    };
  }
}

/** A `case` over literals with an `accepted_values` test laid over. */
function* acceptedValues(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    if (corpus.entry(model) || !model.output) continue;
    for (const item of model.output.items) {
      const text = model.text.slice(item.start, item.end);
      const values = [...text.matchAll(/\b(?:then|else)\s+'([\w -]+)'/gi)].map((match) => match[1]!);
      const results = text.match(/\b(then|else)\b/gi) ?? [];
      const open = /^case\b/i.exec(text);
      const last = text.search(/\belse\s+'/i);
      if (
        !open ||
        !item.name ||
        last < 0 ||
        results.length !== values.length ||
        (text.match(/\bcase\b/gi) ?? []).length !== 1
      )
        continue;
      const path = `${folder(model)}bench_values.yml`;
      const list = [...new Set(values)].map((value) => `'${value}'`).join(', ');
      const yml = propertiesOf(model.name, [
        'columns:',
        `  - name: ${item.name}`,
        '    data_tests:',
        '      - accepted_values:',
        `          values: [${list}]`,
      ]);
      const at = item.start + last;
      yield {
        name: `${model.name}.${item.name} gains a value`,
        overlay: { [path]: yml },
        head: { [model.path]: spliced(model.text, at, at, "when 1 = 0 then 'bench_new' ") },
        places: [
          { path: model.path, line: lineOf(model.text, at) },
          ...removedAt(model, item.start, item.start),
          { path, line: 7 },
        ],
      };
      break;
    }
  }
}

/** A parameter is dropped that a model passes. */
function* macroArguments(corpus: Corpus, random: Random): Generator<Site> {
  const files = [...corpus.files].filter(
    ([path]) => /(^|\/)macros\/.*\.sql$/.test(path) && !/dbt_packages/.test(path),
  );
  for (const [path, text] of random.shuffled(files)) {
    for (const macro of text.matchAll(/\{%-?\s*macro\s+(\w+)\s*\(([^()%]*)\)/g)) {
      const parameters = macro[2]!.split(',').map((parameter) => parameter.trim());
      if (parameters.length < 2 || /__/.test(macro[1]!)) continue;
      const root = corpus.rootOf(path);
      const call = new RegExp(`\\{\\{-?\\s*${macro[1]}\\(([^(){}]*)\\)`, 'g');
      const places = corpus.models
        .filter((model) => model.root === root)
        .flatMap((model) =>
          [...model.text.matchAll(call)]
            .filter(
              (match) =>
                match[1]!.split(',').length === parameters.length && model.plain[match.index] === '¤',
            )
            .map((match): Place => ({ path: model.path, line: lineOf(model.text, match.index) })),
        );
      if (places.length === 0) continue;
      const kept = macro[0].replace(macro[2]!, parameters.slice(0, -1).join(', '));
      const line = lineOf(text, macro.index);
      yield {
        name: `${macro[1]} loses ${parameters.at(-1)}`,
        head: { [path]: spliced(text, macro.index, macro.index + macro[0].length, kept) },
        places: [...places, { path, line }, { path, line, side: 'base' }],
      };
    }
  }
}

function* drifting(corpus: Corpus, random: Random, removes: boolean): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const { output, text, root } = model;
    const settings = corpus.files.get(`${root}dbt_project.yml`) ?? '';
    if (
      !output ||
      settingOf(model, 'materialized') !== 'incremental' ||
      /on_schema_change/.test(text + settings)
    )
      continue;
    if (removes) {
      const names = output.items.flatMap(({ name }) => name ?? []);
      const used = new Set(corpus.uses(model).map(({ column }) => column));
      const item = random
        .shuffled(names)
        .filter((name) => !used.has(name) && corpus.children(model).length === 0)
        .map((name) => removable(model, name))
        .find((found) => found);
      if (!item) continue;
      yield {
        name: `${model.name}.${item.name} is removed`,
        head: { [model.path]: withoutItem(model, output, item) },
        places: [...removedAt(model, item.start, output.start), ...removedAt(model, item.end)],
      };
    } else {
      if (/\b(group|order)\s+by\s+[\d¤]/i.test(model.plain)) continue;
      const added = withItem(model, output, '1 as bench_extra');
      yield {
        name: `${model.name} gains a column`,
        head: { [model.path]: added.text },
        places: [{ path: model.path, line: added.line }],
      };
    }
  }
}

export const contractMutations: readonly Mutation[] = [
  {
    id: 'M14',
    what: 'a cast no longer fits the contract',
    rules: ['quality/contract-broken'],
    also: ['quality/type-changed', 'cost/full-refresh-forced'],
    sites: contractCasts,
  },
  {
    id: 'M15',
    what: 'a column is returned that the contract lacks',
    rules: ['quality/contract-broken'],
    // A union with it has one column more on that side.
    also: ['docs/new-column-undocumented', 'quality/incremental-schema-drift', 'quality/union-mismatch'],
    sites: contractColumns,
  },
  { id: 'M16', what: 'a contract is switched off', rules: ['quality/contract-broken'], sites: contractsOff },
  {
    id: 'V26',
    what: 'a promised type is changed, the cast is not',
    rules: ['quality/contract-broken'],
    also: ['quality/type-changed'],
    sites: otherTypes,
  },
  {
    id: 'V27',
    what: 'a column is no longer promised and still returned',
    rules: ['quality/contract-broken'],
    also: [
      'quality/key-test-removed',
      'quality/test-weakened',
      'governance/pii-tag-dropped',
      'docs/description-removed',
    ],
    sites: unpromised,
  },
  {
    id: 'M25',
    what: 'an incremental model gains a column, on_schema_change unset',
    rules: ['quality/incremental-schema-drift'],
    also: ['docs/new-column-undocumented'],
    sites: (corpus, random) => drifting(corpus, random, false),
  },
  {
    id: 'M26',
    what: 'an incremental model loses a column, on_schema_change unset',
    // Readers that macros and loops write weigh more than the table.
    rules: ['quality/incremental-schema-drift', 'quality/column-removed-in-use'],
    also: ['docs/column-doc-stale', 'quality/key-test-removed'],
    sites: (corpus, random) => drifting(corpus, random, true),
  },
  {
    id: 'M27',
    what: 'a case gains a value that accepted_values lacks',
    rules: ['quality/accepted-values-drift'],
    sites: acceptedValues,
  },
  {
    id: 'M28',
    what: 'a macro loses a parameter, callers keep it',
    rules: ['quality/macro-signature-changed'],
    also: ['quality/syntax-broken'],
    sites: macroArguments,
  },
  {
    id: 'M29',
    what: 'the unique_key of a snapshot changes',
    rules: ['quality/snapshot-config-changed'],
    sites: snapshots,
  },
];
