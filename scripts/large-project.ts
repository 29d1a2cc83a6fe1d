/**
 * Writes a dbt project of any size as a git repository with a history of typical pull requests, to measure on:
 *
 *     npm run large-project -- --models 7500 [--commits 40] DIR
 *     npm run bench -- --repo DIR --last 40
 *
 * The last commit changes a macro that every model calls, which is the worst case there is; the others change
 * one to five models or their properties. The same arguments give the same repository.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createRandom } from './support/random.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { models: { type: 'string', default: '7500' }, commits: { type: 'string', default: '40' } },
});
const [folder] = positionals;
const count = Number(values.models);
const commits = Number(values.commits);
if (
  folder === undefined ||
  !Number.isInteger(count) ||
  count < 10 ||
  !Number.isInteger(commits) ||
  commits < 2
) {
  console.error('usage: npm run large-project -- [--models COUNT] [--commits COUNT] DIR; at least 10 and 2');
  process.exit(2);
}

const { below: upTo } = createRandom('large');
const words =
  'amount status created_at updated_at country channel plan source kind region total units score'.split(' ');

interface Model {
  name: string;
  folder: string;
  columns: string[];
  /** Names of models it reads; none for one that reads a source. */
  parents: string[];
  factor: number;
}

const models: Model[] = [];
for (let index = 0; index < count; index++) {
  const share = index / count;
  const layer = share < 0.3 ? 'staging' : share < 0.7 ? 'intermediate' : 'marts';
  const prefix = { staging: 'stg', intermediate: 'int', marts: 'fct' }[layer]!;
  const columns = [
    'id',
    ...Array.from({ length: 8 + upTo(16) }, (_, n) => `${words[n % words.length]}_${n}`),
  ];
  const parents =
    layer === 'staging'
      ? []
      : [...new Set(Array.from({ length: 1 + upTo(3) }, () => models[upTo(index)]!.name))];
  models.push({
    name: `${prefix}_${index}`,
    folder: `models/${layer}/area_${upTo(40)}`,
    columns,
    parents,
    factor: 100,
  });
}
const byName = new Map(models.map((model) => [model.name, model]));

function sql({ name, columns, parents, factor }: Model): string {
  if (parents.length === 0) {
    const list = columns.map((column, n) =>
      n === 0 ? '        id' : `        {{ cleaned('${column}') }} as ${column}`,
    );
    return `with source as (

    select * from {{ source('raw', '${name}') }}

),

renamed as (

    select
${list.join(',\n')}
    from source

)

select * from renamed
`;
  }
  const ctes = parents.map(
    (parent, n) => `p${n} as (

    select * from {{ ref('${parent}') }}

)`,
  );
  const available = parents.flatMap((parent, n) =>
    byName
      .get(parent)!
      .columns.slice(1)
      .map((column) => `p${n}.${column}`),
  );
  const list = columns
    .slice(1)
    .map((column, n) => `    {{ cleaned('${available[n % available.length]!}') }} as ${column}`);
  const joins = parents.slice(1).map((_, n) => `left join p${n + 1} on p0.id = p${n + 1}.id`);
  return `{{ config(materialized='table') }}

with ${ctes.join(',\n\n')}

select
    p0.id,
    p0.id * ${factor} as weight,
${list.join(',\n')}
from p0
${joins.join('\n')}
`;
}

function properties(of: readonly Model[]): string {
  const entries = of.map(
    ({ name, columns }) => `  - name: ${name}
    description: One row for each id of ${name}.
    columns:
      - name: id
        description: Identifies the row.
        data_tests: [unique, not_null]
${columns
  .slice(1, 9)
  .map((column) => `      - name: ${column}\n        description: What ${column} says.`)
  .join('\n')}`,
  );
  return `version: 2\n\nmodels:\n${entries.join('\n')}\n`;
}

function sources(): string {
  const tables = models
    .filter(({ parents }) => parents.length === 0)
    .map(({ name }) => `      - name: ${name}`);
  return `version: 2\n\nsources:\n  - name: raw\n    schema: raw\n    tables:\n${tables.join('\n')}\n`;
}

const propertiesPath = ({ folder: of }: Model) => `${of}/_models.yml`;
const inFile = (path: string) => models.filter((model) => propertiesPath(model) === path);
const macro = (type: string) =>
  `{% macro cleaned(column) %}cast(${'{{ column }}'} as ${type}){% endmacro %}\n`;

const files = new Map([
  [
    'dbt_project.yml',
    'name: large\nversion: "1.0"\nprofile: large\nmodel-paths: [models]\nmacro-paths: [macros]\n',
  ],
  [
    'profiles.yml',
    'large:\n  target: dev\n  outputs:\n    dev: { type: bigquery, method: oauth, project: p, dataset: d }\n',
  ],
  ['macros/cleaned.sql', macro('string')],
  ['models/sources.yml', sources()],
  ...models.map((model) => [`${model.folder}/${model.name}.sql`, sql(model)] as const),
  ...[...new Set(models.map(propertiesPath))].map((path) => [path, properties(inFile(path))] as const),
]);

const stream: string[] = [];
let mark = 0;
function commit(message: string, changed: ReadonlyMap<string, string>): void {
  const blobs = [...changed].map(([path, text]) => {
    stream.push(`blob\nmark :${++mark}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    return `M 100644 :${mark} ${path}\n`;
  });
  const when = `Bench <bench@example.com> ${1_700_000_000 + mark} +0000`;
  stream.push(
    `commit refs/heads/main\nauthor ${when}\ncommitter ${when}\ndata ${Buffer.byteLength(message)}\n${message}\n${blobs.join('')}\n`,
  );
}

/**
 * One to five models get another column or another factor, which those on a source have none of, and now and then
 * their properties say so.
 */
function edit(): Map<string, string> {
  const changed = new Map<string, string>();
  for (let n = 1 + upTo(5); n > 0; n--) {
    const model = models[upTo(count)]!;
    if (upTo(2) === 0 || model.parents.length === 0) model.columns.push(`added_${mark}_${n}`);
    else model.factor++;
    changed.set(`${model.folder}/${model.name}.sql`, sql(model));
    const path = propertiesPath(model);
    if (upTo(3) === 0) changed.set(path, properties(inFile(path)));
  }
  return changed;
}

commit('begin', files);
for (let n = 1; n < commits; n++) commit(`change ${n}`, edit());
commit('change a macro that every model calls', new Map([['macros/cleaned.sql', macro('text')]]));

mkdirSync(folder, { recursive: true });
execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], { input: stream.join('') });
execFileSync('git', ['-C', folder, 'reset', '--quiet', '--hard', 'main']);
console.log(`${folder}: ${count} models, ${commits + 1} commits`);
