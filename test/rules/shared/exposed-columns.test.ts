import { afterAll, describe, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { rule } from '../../../src/rules/governance/pii-exposed.ts';
import { defaultPolicy } from '../../../src/rules/policy.ts';
import type { RuleFinding } from '../../../src/rules/rule.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const { engine, close } = createReading();
afterAll(close);

const project = {
  'dbt_project.yml': 'name: shop\n',
  'models/sources.yml':
    'sources:\n  - name: raw\n    tables:\n      - name: form\n        columns: [{name: LName}, {name: c7}, {name: data}]\n      - name: poll\n',
};
const fromForm = "from {{ source('raw', 'form') }}\n";

/** What the rule says of a pull request; `base` has the sources, and head has them and `base` under `head`. */
async function findings(
  base: Record<string, string>,
  head: Record<string, string | null>,
): Promise<RuleFinding[]> {
  const before = { ...project, ...base };
  const after = Object.entries({ ...before, ...head }).filter(
    (file): file is [string, string] => file[1] !== null,
  );
  const change = await memoryChange(before, Object.fromEntries(after));
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const found: RuleFinding[] = [];
  const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
  for await (const finding of rule.check(context)) found.push(finding);
  return found;
}

async function subjects(...files: Parameters<typeof findings>): Promise<(string | undefined)[]> {
  return (await findings(...files)).map(({ subject }) => subject);
}

describe('what personal data is said to reach a mart', () => {
  test('the title has its name there and the one that its source writes', async () => {
    const [found] = await findings(
      { 'models/staging/stg.sql': `select "LName" as last_name, c7 as email ${fromForm}` },
      { 'models/marts/mart.sql': "select last_name, email from {{ ref('stg') }}" },
    );
    expect(found?.title).toBe(
      'Personal data reaches `mart`, a model in marts, in `last_name` (`raw.form.LName`) and `email` (`raw.form.c7`)',
    );
    expect(found?.message).toBe(
      '`raw.form.LName` → `stg.last_name` → `mart.last_name`. The name `last_name` says that it is personal data. Nothing on the way masks it.',
    );
  });

  test('the same column of two sources is one decision', async () => {
    const found = await findings(
      {},
      {
        'models/marts/forms.sql': `select c7 as email ${fromForm}`,
        'models/marts/polls.sql': "select c3 as email from {{ source('raw', 'poll') }}",
      },
    );
    expect(found.map(({ title }) => title)).toEqual([
      'Personal data reaches `forms`, a model in marts, in `email` (`raw.form.c7`), and one more model likewise',
    ]);
  });
});

describe('what readers have seen', () => {
  const taking = (...names: string[]) =>
    `select ${names.map((name) => `data ->> '${name}' as ${name}`).join(', ')} ${fromForm}`;
  const mart = 'models/marts/mart.sql';

  test('is not all of a document of which they saw a part', async () => {
    expect(
      await subjects({ [mart]: taking('county') }, { [mart]: taking('county', 'phone_number') }),
    ).toEqual(['phone_number']);
  });

  test('is not all of a document of which they saw a part by the staging model', async () => {
    const staged = { 'models/staging/stg.sql': taking('county', 'phone_number') };
    expect(
      await subjects(
        { ...staged, [mart]: "select county from {{ ref('stg') }}" },
        { [mart]: "select county, phone_number as c from {{ ref('stg') }}" },
      ),
    ).toEqual(['c']);
  });

  test('is what the document shows that they saw as a whole', async () => {
    const whole = {
      'models/staging/stg.sql': `select data as d ${fromForm}`,
      [mart]: "select d from {{ ref('stg') }}",
    };
    expect(await subjects(whole, { [mart]: taking('phone_number') })).toEqual([]);
  });

  test('stays what it was if all models are renamed', async () => {
    const base = {
      'models/staging/stg.sql': taking('phone_number'),
      [mart]: "select phone_number from {{ ref('stg') }}",
    };
    const head = {
      'models/staging/stg.sql': null,
      'models/staging/staging_form.sql': taking('phone_number'),
      [mart]: null,
      'models/marts/form.sql': "select phone_number from {{ ref('staging_form') }}",
    };
    expect(await subjects(base, head)).toEqual([]);
  });

  test.each([
    ['its mark', 'meta: {pii: true}', ['email', 'contact']],
    ['its policy tag', 'policy_tags: [a]', ['contact']],
    ['its mask', 'meta: {masking_policy: hide}', ['contact']],
    ['a description', 'description: where to write to', ['email']],
  ])('by a new mart that reads another: %s there', async (_, entry, expected) => {
    const head = {
      'models/marts/forms.sql': `select c7 as email ${fromForm}`,
      'models/marts/forms.yml': `models: [{name: forms, columns: [{name: email, ${entry}}]}]\n`,
      'models/marts/people.sql': "select email as contact from {{ ref('forms') }}",
    };
    expect(await subjects({}, head)).toEqual(expected);
  });
});
