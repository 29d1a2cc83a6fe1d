/** Names that a tool takes for something else than before, or for nothing. */
import type { Corpus } from './corpus.ts';
import type { Mutation, Site } from './mutation.ts';

const header = '{% macro generate_schema_name(custom_schema_name, node) -%}\n';
const bodies = {
  'as they are written':
    '{%- if custom_schema_name is none -%}{{ target.schema }}{%- else -%}{{ custom_schema_name | trim }}{%- endif -%}',
  'as they are written, in production':
    "{%- if target.name == 'prod' and custom_schema_name is not none -%}{{ custom_schema_name }}{%- else -%}{{ default__generate_schema_name(custom_schema_name, node) }}{%- endif -%}",
  'with a prefix':
    '{%- set parts = [target.schema, "v2"] -%}{%- if custom_schema_name -%}{%- do parts.append(custom_schema_name) -%}{%- endif -%}{{ parts | join("_") }}',
};
const own =
  '{%- if custom_schema_name is none -%}\n{{ target.schema }}\n{%- else -%}\n{{ target.schema }}_{{ custom_schema_name | trim }}\n{%- endif -%}';

/** A macro that names schemas comes into a project without one. */
function* schemas(
  corpus: Corpus,
  macros: Readonly<Record<string, string>>,
  isHarmless: boolean,
): Generator<Site> {
  for (const root of corpus.roots) {
    const has = [...corpus.files].some(
      ([file, text]) => file.startsWith(root) && /generate_schema_name/.test(text),
    );
    if (has) continue;
    const path = `${root}macros/bench_schema_name.sql`;
    const model = "{{ config(materialized='table', schema='bench') }}\nselect 1 as id\n";
    for (const [what, body] of Object.entries(macros)) {
      yield {
        name: `schemas are taken ${what}`,
        overlay: { [`${root}models/bench_kept.sql`]: model },
        head: { [path]: `${header}${body}\n{%- endmacro %}\n` },
        places: isHarmless ? [] : [{ path, line: 1 }],
      };
    }
  }
}

/** A migration of Flyway that never runs. */
function* migrations(): Generator<Site> {
  for (const name of ['V3_drafts', 'v3__drafts', 'V3-drafts', 'V3b__drafts']) {
    const path = `db/migration/${name}.sql`;
    yield {
      name: `a migration is called ${name}`,
      overlay: {
        'db/migration/V1__orders.sql': 'create table orders (id int);\n',
        'db/migration/V2__items.sql': 'create table items (id int);\n',
      },
      head: { [path]: 'create table drafts (id int);\n' },
      places: [{ path, line: 1 }],
    };
  }
}

export const nameMutations: readonly Mutation[] = [
  {
    id: 'V29',
    what: 'a macro puts models into other schemas',
    rules: ['quality/relation-moved'],
    sites: (corpus) => schemas(corpus, bodies, false),
  },
  {
    id: 'V30',
    what: 'a migration gets a name that Flyway passes over',
    rules: ['quality/migration-ignored'],
    sites: migrations,
  },
  {
    id: 'N19',
    what: 'a macro puts models where dbt puts them anyway',
    rules: [],
    sites: (corpus) => schemas(corpus, { 'as dbt does': own }, true),
  },
];
