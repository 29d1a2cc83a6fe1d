/** Personal data, masks, grants, secrets, destruction. */
import { folder } from './columns.ts';
import type { Corpus, Model } from './corpus.ts';
import { lineWith, propertiesOf, withConfig } from './edits.ts';
import type { Mutation, Place, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced } from './sql-text.ts';

/** A staging model and a mart over it, both laid over; the repository gives the surroundings. */
function people(root: string): { staging: string; mart: string; yml: string; base: Record<string, string> } {
  const staging = `${root}models/staging/stg_bench_people.sql`;
  const mart = `${root}models/marts/bench_people.sql`;
  const yml = `${root}models/staging/bench_people.yml`;
  return {
    staging,
    mart,
    yml,
    base: {
      [staging]: "select\n    1 as person_id,\n    'a' as email,\n    'b' as home_phone,\n    2 as visits\n",
      [mart]: "select\n    person_id,\n    visits\nfrom {{ ref('stg_bench_people') }}\n",
    },
  };
}

const mails = /^(email|email_address|user_email|contact_email|creator_email)$/;

/** A mail address of a real model is selected into a mart. */
function* exposed(corpus: Corpus, random: Random): Generator<Site> {
  for (const parent of random.shuffled(corpus.models)) {
    const column = parent.output?.items.find(({ name }) => name && mails.test(name));
    if (!column || /\b(sha|md5|hash|mask)/i.test(column.plain) || /\/marts?\//.test(parent.path)) continue;
    const path = `${parent.root}models/marts/bench_contacts.sql`;
    const [key] = parent.output!.items;
    if (!key?.name || key.name === column.name) continue;
    const sql = `select\n    p.${key.name}\nfrom {{ ref('${parent.name}') }} as p\n`;
    const tagged = corpus.entry(parent)
      ? {}
      : {
          [`${folder(parent)}bench_tags.yml`]: propertiesOf(parent.name, [
            'columns:',
            `  - name: ${column.name}`,
            '    meta: {pii: true}',
          ]),
        };
    yield {
      name: `${parent.name}.${column.name} reaches a mart`,
      overlay: { [path]: sql, ...tagged },
      head: { [path]: sql.replace(`p.${key.name}\n`, `p.${key.name},\n    p.${column.name} as contact\n`) },
      places: [{ path, line: 3 }],
    };
  }
  for (const root of random.shuffled(corpus.roots)) {
    const { mart, base } = people(root);
    yield {
      name: 'email reaches a mart',
      overlay: base,
      head: { [mart]: base[mart]!.replace('visits\n', 'visits,\n    email\n') },
      places: [{ path: mart, line: 4 }],
    };
  }
}

/** The mart's file stays as it is: its star takes in what the model below it gains. */
function* exposedByStar(corpus: Corpus, random: Random): Generator<Site> {
  for (const root of random.shuffled(corpus.roots)) {
    const { staging, mart, base } = people(root);
    const whole = base[staging]!;
    yield {
      name: 'email reaches a mart that takes all columns',
      overlay: {
        [staging]: whole.replace(/.* as email,\n/, ''),
        [mart]: "select * from {{ ref('stg_bench_people') }}\n",
      },
      head: { [staging]: whole },
      places: [{ path: staging, line: 3 }],
    };
  }
}

const marks = [
  ['policy_tags:', '  - projects/bench/locations/eu/taxonomies/1/policyTags/2'],
  ['meta: {masking_policy: mask_email}'],
  ['meta: {pii: true}'],
  ['tags: [pii]'],
];

function* marksDropped(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const column = model.output?.items.find(({ name }) => name !== undefined)?.name;
    const mark = random.pick(marks)!;
    if (!column || corpus.entry(model)) continue;
    const path = `${folder(model)}bench_marks.yml`;
    const yml = propertiesOf(model.name, [
      'columns:',
      `  - name: ${column}`,
      '    description: A mail address',
      ...mark.map((line) => `    ${line}`),
    ]);
    const plain = propertiesOf(model.name, [
      'columns:',
      `  - name: ${column}`,
      '    description: A mail address',
    ]);
    yield {
      name: `${model.name}.${column} loses ${mark[0]}`,
      overlay: { [path]: yml },
      head: { [path]: plain },
      places: [
        { path, line: 7, side: 'base' },
        { path, line: 5 },
      ],
    };
  }
}

function* unwrapped(corpus: Corpus, random: Random): Generator<Site> {
  for (const parent of random.shuffled(corpus.models)) {
    const column = parent.output?.items.find(({ name }) => name && mails.test(name))?.name;
    const [key] = parent.output?.items ?? [];
    if (!column || !key?.name || key.name === column) continue;
    const path = `${parent.root}models/marts/bench_hashed.sql`;
    const sql = `select\n    p.${key.name},\n    sha256(p.${column}) as contact\nfrom {{ ref('${parent.name}') }} as p\n`;
    yield {
      name: `${parent.name}.${column} is no longer hashed`,
      overlay: { [path]: sql },
      head: { [path]: sql.replace(/sha256\((.*)\)/, '$1') },
      places: [
        { path, line: 3 },
        { path, line: 3, side: 'base' },
      ],
    };
  }
  for (const root of corpus.roots) {
    const { mart, base } = people(root);
    const hashed = base[mart]!.replace('visits\n', 'visits,\n    sha256(email) as contact\n');
    yield {
      name: 'email is no longer hashed',
      overlay: { ...base, [mart]: hashed },
      head: { [mart]: hashed.replace('sha256(email)', 'email') },
      places: [
        { path: mart, line: 4 },
        { path: mart, line: 4, side: 'base' },
      ],
    };
  }
}

function* grants(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const text = withConfig(model, 'post_hook', '"grant select on {{ this }} to role public"');
    yield {
      name: `${model.name} is granted to public`,
      head: { [model.path]: text },
      places: [{ path: model.path, line: lineWith(text, 'post_hook') }],
    };
    const path = 'infra/bench_access.tf';
    const tf = `resource "google_bigquery_dataset_iam_member" "${model.name}" {\n  dataset_id = "d"\n  role       = "roles/bigquery.dataViewer"\n  member     = "group:data@example.com"\n}\n`;
    yield {
      name: `${model.name} is opened to allUsers`,
      overlay: { [path]: tf },
      head: { [path]: tf.replace('group:data@example.com', 'allUsers') },
      places: [{ path, line: 4 }],
    };
  }
}

function* projectHooks(corpus: Corpus): Generator<Site> {
  for (const root of corpus.roots) {
    const path = `${root}dbt_project.yml`;
    const text = corpus.text(path);
    if (/^on-run-end:/m.test(text)) continue;
    const head = `${text.trimEnd()}\n\non-run-end:\n  - "grant select on all tables in schema {{ target.schema }} to public"\n`;
    yield {
      name: 'on-run-end grants to public',
      head: { [path]: head },
      places: [{ path, line: lineWith(head, 'grant select on all tables') }],
    };
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function* secrets(corpus: Corpus, random: Random): Generator<Site> {
  // Made here, so that no file of ours holds anything that looks like one.
  const key = (length: number, letters: string) =>
    Array.from({ length }, () => letters[random.below(letters.length)]).join('');
  for (const root of [...corpus.roots, ...corpus.roots]) {
    const path = `${root}profiles.yml`;
    const text = corpus.files.get(path) ?? 'shop:\n  outputs:\n    prod:\n      type: databricks\n';
    const token =
      random.next() < 0.5
        ? `      token: ${['dap', 'i'].join('')}${key(32, '0123456789abcdef')}`
        : `      aws_access_key_id: ${['AK', 'IA'].join('')}${key(16, alphabet)}`;
    const head = `${text.trimEnd()}\n${token}\n`;
    yield {
      name: `a credential in ${path}`,
      overlay: { [path]: text },
      head: { [path]: head },
      places: [{ path, line: head.split('\n').length - 1 }],
    };
  }
}

function* seedsWithPeople(corpus: Corpus, random: Random): Generator<Site> {
  const names = ['ada', 'lin', 'max', 'eva', 'tom', 'ida', 'leo', 'mia', 'jan', 'zoe'];
  for (const root of corpus.roots) {
    const path = `${corpus.seedsOf(root)}bench_people.csv`;
    const rows = Array.from(
      { length: 50 },
      (_, index) =>
        `${index},${random.pick(names)}.${random.pick(names)}${index}@${random.pick(['gmail', 'outlook', 'yahoo'])}.com`,
    );
    const places: Place[] = Array.from({ length: 51 }, (_, index) => ({ path, line: index + 1 }));
    yield {
      name: `${path} holds mail addresses`,
      head: { [path]: ['id,email', ...rows, ''].join('\n') },
      places,
    };
  }
}

function* migrations(): Generator<Site> {
  for (const statement of [
    'drop table orders;',
    'drop schema sales cascade;',
    'truncate table orders;',
    'delete from orders;',
    'alter table orders drop column amount;',
  ]) {
    const path = 'migrations/V20240101__bench.sql';
    yield {
      name: statement,
      overlay: { 'migrations/V20230101__start.sql': 'create table orders (id int, amount int);\n' },
      head: { [path]: `-- clean up\n${statement}\n` },
      places: [{ path, line: 2 }],
    };
  }
}

const destroyable =
  /^resource\s+"(google_bigquery_dataset|google_bigquery_table|google_storage_bucket|snowflake_database|snowflake_schema|snowflake_table|aws_s3_bucket|aws_redshift_cluster)"\s+"([\w-]+)"\s*\{[\s\S]*?^\}\n?/gm;

function* destroyed(corpus: Corpus, random: Random): Generator<Site> {
  for (const [path, text] of random.shuffled([...corpus.files].filter(([file]) => file.endsWith('.tf')))) {
    const block = random.pick([...text.matchAll(destroyable)]);
    if (block)
      yield {
        name: `${block[1]} ${block[2]} is removed`,
        head: { [path]: spliced(text, block.index, block.index + block[0].length, '') },
        places: [{ path, line: lineOf(text, block.index), side: 'base' }],
      };
  }
  const tf =
    'locals {\n  region = "eu"\n}\n\nresource "google_bigquery_dataset" "bench" {\n  dataset_id = "bench"\n}\n';
  for (const path of ['infra/bench.tf', 'terraform/prod/bench.tf']) {
    yield {
      name: 'google_bigquery_dataset bench is removed',
      overlay: { [path]: tf },
      head: { [path]: tf.slice(0, tf.indexOf('\nresource')) },
      places: [{ path, line: 5, side: 'base' }],
    };
  }
}

/** A classified folder loses a model to one that is not. */
function* movedOut(corpus: Corpus, random: Random): Generator<Site> {
  for (const root of corpus.roots) {
    const path = `${root}dbt_project.yml`;
    const text = corpus.text(path);
    const head = /^models:[ \t]*\n(?:\s*#[^\n]*\n)*(\s+)\w+:[ \t]*\n/m.exec(text);
    const model = random.pick(
      corpus.models.filter(
        (it): it is Model => it.root === root && !corpus.entry(it) && /\/models\/[^/]+\//.test(`/${it.path}`),
      ),
    );
    if (!head || !model) continue;
    const indent = ' '.repeat(head[1]!.replace(/^\n+/, '').length * 2);
    const base = spliced(
      text,
      head.index + head[0].length,
      head.index + head[0].length,
      `${indent}bench_private:\n${indent}  +tags: [pii]\n`,
    );
    const inside = `${root}models/bench_private/bench_people.sql`;
    const outside = `${root}models/bench_open/bench_people.sql`;
    const sql = "select\n    1 as person_id,\n    'a' as email,\n    'b' as home_phone\n";
    yield {
      name: 'a model leaves the folder that is tagged pii',
      overlay: { [path]: base, [inside]: sql },
      head: { [inside]: null, [outside]: sql },
      places: [
        { path, line: lineWith(base, 'bench_private') + 1, side: 'base' },
        { path: outside, line: 1 },
        { path: inside, line: 1, side: 'base' },
        { path, line: lineWith(base, 'bench_private') + 1 },
      ],
    };
  }
}

export const governanceMutations: readonly Mutation[] = [
  {
    id: 'M38',
    what: 'a mail address is selected into a mart',
    rules: ['governance/pii-exposed'],
    // A folder may hold all its models to contracts.
    also: ['docs/new-column-undocumented', 'governance/pii-unclassified', 'quality/contract-broken'],
    sites: exposed,
  },
  {
    id: 'V34',
    what: 'a model gains a mail address, and a mart takes all its columns',
    rules: ['governance/pii-exposed'],
    also: ['docs/new-column-undocumented', 'governance/pii-unclassified', 'quality/contract-broken'],
    sites: exposedByStar,
  },
  {
    id: 'M39',
    what: 'the mark of a personal column is deleted',
    rules: ['governance/mask-removed', 'governance/pii-tag-dropped'],
    also: ['governance/pii-tag-dropped', 'governance/mask-removed'],
    sites: marksDropped,
  },
  {
    id: 'M40',
    what: 'a hashed mail address is no longer hashed',
    rules: ['governance/mask-removed', 'governance/pii-exposed'],
    also: ['governance/pii-exposed', 'quality/type-changed', 'governance/pii-unclassified'],
    sites: unwrapped,
  },
  {
    id: 'M41',
    what: 'everybody is granted access',
    rules: ['governance/public-grant'],
    also: ['governance/unsafe-hook', 'governance/grant-widened'],
    sites: grants,
  },
  { id: 'M42', what: 'a credential is added', rules: ['governance/secret-committed'], sites: secrets },
  {
    id: 'M43',
    what: 'a seed of mail addresses is added',
    rules: ['governance/pii-in-seed'],
    sites: seedsWithPeople,
  },
  {
    id: 'M44',
    what: 'a migration destroys data',
    rules: ['quality/migration-destructive'],
    sites: migrations,
  },
  {
    id: 'M45',
    what: 'a data store is taken out of terraform',
    rules: ['governance/data-destroyed-iac'],
    sites: destroyed,
  },
  {
    id: 'V08',
    what: 'a model leaves a folder that is classified',
    rules: ['governance/pii-tag-dropped', 'governance/mask-removed'],
    also: ['docs/new-model-undocumented'],
    sites: movedOut,
  },
  {
    id: 'V13',
    what: 'on-run-end grants to public',
    rules: ['governance/public-grant'],
    also: ['governance/unsafe-hook'],
    sites: projectHooks,
  },
];
