import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep, sameWords } from '../shared/by-place.ts';
import { exposed, severities } from '../shared/exposed-columns.ts';
import type { Exposed } from '../shared/exposed-columns.ts';
import { sinks } from '../shared/sinks.ts';
import type { Sink } from '../shared/sinks.ts';
import { joined } from '../shared/text.ts';

export const rule = defineRule({
  id: 'governance/pii-exposed',
  summary: 'Personal data newly reaches a model that others read: a mart, a public model, an exposure',
  severity: 'critical',
  why: 'Whoever may read the mart can now identify people, usually without a legal basis and without anybody having decided it.',
  advice:
    'Leave the column out, hash or mask it, or put a policy on it and have the owner of the data agree.',
  silent: [
    'if the value is hashed, masked, counted, summed up, compared or cut on the way',
    'if only a name on the way says that it is personal, and the value is computed, comes from a seed or from no source, or another name there says that it is a flag, a count, a hash, a state, an id, or of a company or a place',
    'if only a name on the way says so that shops, registers and devices have as well: `street_address`, `diagnosis`, `mobile`',
    'if a CASE chooses the value and a name on the way alone says so which is that of a channel: `email` may be what was sent by it',
    'if what it comes from is called `fname` or `lname` and nobody writes that out: a file or a layer may be called so',
    'if the column carries a policy tag or a masking policy where it arrives',
    'if the model it comes from is read by the same people and has it: at base, or newly and reported there',
    'if a model that goes away, as in a rename, gave the same readers the same values',
    'if the properties of the mart named the column already, and its query did not tell',
    'if only the name says that it is personal data, or what the mart showed before is not known completely, it is high instead of critical',
    'if only the name says so, and a model in the same folder with the same grants shows the same values at base, it is low',
    'if the column is classified where it arrives too, it is medium: somebody knows what it is',
  ],
  examples: {
    fires: [
      {
        name: 'shows an address that comes out of a document',
        base: {
          'models/staging/stg_forms.sql':
            "select id, json_extract_path_text(answers, 'mail') as email, json_extract_path_text(answers, 'color') as color from raw.forms\n",
          'models/marts/forms.sql': "select id from {{ ref('stg_forms') }}\n",
        },
        head: {
          'models/marts/forms.sql': "select id, color, email as contact from {{ ref('stg_forms') }}\n",
        },
        findings: [{ path: 'models/marts/forms.sql', line: 1, severity: 'high', subject: 'contact' }],
      },
      {
        name: 'shows the names in a table of people',
        base: {
          'models/sources.yml':
            'version: 2\nsources:\n  - name: app\n    tables: [{name: users}, {name: shops}]\n',
          'models/marts/staff.sql': "select u.id from {{ source('app', 'users') }} as u\n",
        },
        head: {
          'models/marts/staff.sql':
            "select u.id, u.name as staff_name, s.name as shop_name\nfrom {{ source('app', 'users') }} as u\njoin {{ source('app', 'shops') }} as s on s.id = u.shop_id\n",
        },
        findings: [{ path: 'models/marts/staff.sql', line: 1, severity: 'high', subject: 'staff_name' }],
      },
      {
        name: 'selects a column tagged as personal data into a mart',
        base: {
          'models/staging/stg_users.sql': 'select 1 as user_id, 2 as contact\n',
          'models/staging/schema.yml':
            'version: 2\nmodels:\n  - name: stg_users\n    columns:\n      - name: contact\n        meta: {pii: true}\n',
          'models/marts/users.sql': "select\n  user_id\nfrom {{ ref('stg_users') }}\n",
        },
        head: { 'models/marts/users.sql': "select\n  user_id,\n  contact\nfrom {{ ref('stg_users') }}\n" },
        findings: [{ path: 'models/marts/users.sql', line: 3, severity: 'critical', subject: 'contact' }],
      },
      {
        name: 'adds such a column to a model of which a mart takes all columns',
        base: {
          'models/staging/stg_users.sql': 'select 1 as user_id\n',
          'models/staging/schema.yml':
            'version: 2\nmodels:\n  - name: stg_users\n    columns:\n      - name: contact\n        meta: {pii: true}\n',
          'models/users_of_today.sql': "select * from {{ ref('stg_users') }}\n",
          'models/marts/users.sql': "select * from {{ ref('users_of_today') }}\n",
          'models/marts/user_ids.sql': "select user_id from {{ ref('stg_users') }}\n",
        },
        head: { 'models/staging/stg_users.sql': 'select\n  1 as user_id,\n  2 as contact\n' },
        findings: [
          { path: 'models/staging/stg_users.sql', line: 3, severity: 'critical', subject: 'contact' },
        ],
      },
      {
        name: 'selects such a column into a mart that marks it as well',
        base: {
          'models/staging/stg_users.sql': 'select 1 as user_id, 2 as contact\n',
          'models/staging/schema.yml':
            'version: 2\nmodels:\n  - name: stg_users\n    columns:\n      - name: contact\n        tags: [pii]\n',
        },
        head: {
          'models/marts/users.sql': "select\n  user_id,\n  contact\nfrom {{ ref('stg_users') }}\n",
          'models/marts/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: contact\n        tags: [pii]\n',
        },
        findings: [{ path: 'models/marts/users.sql', line: 3, severity: 'medium', subject: 'contact' }],
      },
      {
        name: 'renames an email address on its way into a mart',
        base: {
          'models/staging/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: users}]\n',
          'models/staging/stg_users.sql': "select id as user_id, email from {{ source('raw', 'users') }}\n",
          'models/marts/users.sql': "select user_id from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/marts/users.sql': "select user_id, lower(email) as contact from {{ ref('stg_users') }}\n",
        },
        findings: [{ path: 'models/marts/users.sql', line: 1, severity: 'high', subject: 'contact' }],
      },
      {
        name: 'shows a name that the source abbreviates and the staging model writes out',
        base: {
          'models/sources.yml': 'sources:\n  - {name: raw, tables: [{name: member}]}\n',
          'models/staging/stg_members.sql':
            "select \"Id\" as id, nullif(trim(\"LName\"), '') as last_name from {{ source('raw', 'member') }}\n",
          'models/marts/members.sql': "select id from {{ ref('stg_members') }}\n",
        },
        head: { 'models/marts/members.sql': "select id, last_name as label from {{ ref('stg_members') }}\n" },
        findings: [{ path: 'models/marts/members.sql', line: 1, severity: 'high', subject: 'label' }],
      },
      {
        name: 'gives the address a name that tells, which the source does not',
        base: {
          'models/sources.yml': 'sources:\n  - {name: raw, tables: [{name: form}]}\n',
          'models/marts/forms.sql': "select id, c6 as color from {{ source('raw', 'form') }}\n",
        },
        head: {
          'models/marts/forms.sql':
            "select id, c6 as color, c7 as email_address from {{ source('raw', 'form') }}\n",
        },
        findings: [{ path: 'models/marts/forms.sql', line: 1, severity: 'high', subject: 'email_address' }],
      },
      {
        name: 'shows it in a new mart, and in one that reads it',
        base: {
          'models/sources.yml': 'sources:\n  - {name: raw, tables: [{name: form}]}\n',
          'models/staging/stg_forms.sql':
            "select id, data ->> 'mail' as email from {{ source('raw', 'form') }}\n",
        },
        head: {
          'models/marts/forms.sql': "select id, email from {{ ref('stg_forms') }}\n",
          'models/marts/people.sql': "select email as contact from {{ ref('forms') }}\n",
        },
        findings: [{ path: 'models/marts/forms.sql', line: 1, severity: 'high', subject: 'email' }],
      },
      {
        name: 'gives the readers of a mart another one with the same address',
        base: {
          'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
          'models/marts/users.sql': "select user_id, lower(email) as mail from {{ ref('stg_users') }}\n",
        },
        head: { 'models/marts/buyers.sql': "select user_id, email from {{ ref('stg_users') }}\n" },
        findings: [{ path: 'models/marts/buyers.sql', line: 1, severity: 'low', subject: 'email' }],
      },
      {
        name: 'gives the address to a mart with other readers',
        base: {
          'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
          'models/marts/users.sql': "select user_id, lower(email) as mail from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/marts/buyers.sql':
            "{{ config(grants={'select': ['partners']}) }}\nselect user_id, email from {{ ref('stg_users') }}\n",
        },
        findings: [{ path: 'models/marts/buyers.sql', line: 2, severity: 'high', subject: 'email' }],
      },
      {
        name: 'selects a tagged column into a mart of which not all columns were known',
        base: {
          'models/sources.yml': 'sources:\n  - name: raw\n    tables: [{name: users}]\n',
          'models/staging/stg_people.sql': 'select 1 as user_id, 2 as contact\n',
          'models/staging/stg_people.yml':
            'models:\n  - name: stg_people\n    columns:\n      - name: contact\n        meta: {pii: true}\n',
          'models/marts/users.sql': "select * from {{ source('raw', 'users') }}\n",
        },
        head: { 'models/marts/users.sql': "select\n  user_id,\n  contact\nfrom {{ ref('stg_people') }}\n" },
        findings: [{ path: 'models/marts/users.sql', line: 3, severity: 'high', subject: 'contact' }],
      },
      {
        name: 'selects the same columns into several marts',
        base: {
          'models/sources.yml': 'sources:\n  - {name: raw, tables: [{name: users}]}\n',
          'models/marts/buyers.sql': "select id from {{ source('raw', 'users') }}\n",
        },
        head: {
          'models/marts/buyers.sql': "select id, email from {{ source('raw', 'users') }}\n",
          'models/marts/readers.sql': "select id, email from {{ source('raw', 'users') }}\n",
        },
        findings: [{ path: 'models/marts/buyers.sql', line: 1, severity: 'high', subject: 'email' }],
      },
      {
        name: 'selects several such columns',
        base: {
          'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email, 'y' as phone\n",
          'models/marts/users.sql': "select user_id from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/marts/users.sql': "select user_id,\n  email,\n  phone\nfrom {{ ref('stg_users') }}\n",
        },
        findings: [{ path: 'models/marts/users.sql', line: 2, severity: 'high', subject: 'email, phone' }],
      },
    ],
    silent: [
      {
        name: 'adds an address where it is hashed, to a model of which a mart takes all columns',
        base: {
          'models/people.sql': "select 1 as user_id, 'x' as email\n",
          'models/stg_users.sql': "select user_id from {{ ref('people') }}\n",
          'models/marts/users.sql': "select * from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/stg_users.sql': "select user_id, sha256(email) as email from {{ ref('people') }}\n",
        },
      },
      {
        name: 'has a column for addresses, and none in it',
        base: {
          'models/stg_users.sql': 'select 1 as user_id, cast(null as string) as email\n',
          'models/marts/users.sql': "select user_id from {{ ref('stg_users') }}\n",
        },
        head: { 'models/marts/users.sql': "select user_id, email from {{ ref('stg_users') }}\n" },
      },
      {
        name: 'hashes the address, and shows the month of a birth in place of its day',
        base: {
          'models/staging/stg_users.sql':
            "select 1 as user_id, 'x' as email, date '2000-02-03' as birthday\n",
          'models/marts/users.sql': "select user_id from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/marts/users.sql':
            "select user_id, sha256(email) as email_key, format_date('%Y-%m', birthday) as born from {{ ref('stg_users') }}\n",
        },
      },
      {
        name: 'names what the mart showed before, and renames the staging column with it',
        base: {
          'models/sources.yml': 'sources:\n  - {name: raw, tables: [{name: form}]}\n',
          'models/staging/stg_forms.sql': "select id, c7 from {{ source('raw', 'form') }}\n",
          'models/marts/forms.sql': "select id, c7 from {{ ref('stg_forms') }}\n",
        },
        head: {
          'models/staging/stg_forms.sql': "select id, c7 as email from {{ source('raw', 'form') }}\n",
          'models/marts/forms.sql': "select id, email from {{ ref('stg_forms') }}\n",
        },
      },
      {
        name: 'gives a state, a hash and a number names of personal data',
        base: {
          'models/sources.yml': 'sources:\n  - {name: raw, tables: [{name: form}]}\n',
          'models/marts/forms.sql': "select id from {{ source('raw', 'form') }}\n",
        },
        head: {
          'models/marts/forms.sql':
            "select id, email_status as email, phone_md5 as phone, sum(c7) as salary from {{ source('raw', 'form') }} group by 1, 2, 3\n",
        },
      },
      {
        name: 'shows the full names of what its own name says is no person',
        base: {
          'models/sources.yml': 'sources:\n  - {name: app, tables: [{name: places}]}\n',
          'models/marts/places.sql': "select id from {{ source('app', 'places') }}\n",
        },
        head: {
          'models/marts/places.sql':
            "select id, full_name as place_full_name from {{ source('app', 'places') }}\n",
        },
      },
      {
        name: 'selects the address into a folder of the raw layer that is called like a public one, or into staging within one',
        base: {
          'models/sources.yml': 'sources:\n  - {name: app, tables: [{name: users}]}\n',
          'models/raw/shared/users.sql': "select id from {{ source('app', 'users') }}\n",
        },
        head: {
          'models/raw/shared/users.sql': "select id, email from {{ source('app', 'users') }}\n",
          'models/shared/staging/stg_users.sql': "select id, email from {{ source('app', 'users') }}\n",
        },
      },
      {
        name: 'selects the address into another staging model',
        base: { 'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n" },
        head: { 'models/staging/stg_people.sql': "select user_id, email from {{ ref('stg_users') }}\n" },
      },
      {
        name: 'renames a mart that has the address',
        base: {
          'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
          'models/marts/users.sql': "select user_id, email from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/marts/users.sql': null,
          'models/marts/people.sql': "select user_id, email, 2 as age from {{ ref('stg_users') }}\n",
        },
      },
      {
        name: 'changes a mart that had the address before',
        base: {
          'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
          'models/marts/users.sql': "select user_id, email from {{ ref('stg_users') }}\n",
        },
        head: { 'models/marts/users.sql': "select user_id, email, 1 as n from {{ ref('stg_users') }}\n" },
      },
      {
        name: 'renames a column that the mart had before',
        base: {
          'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
          'models/marts/users.sql': "select user_id, email as mail from {{ ref('stg_users') }}\n",
        },
        head: { 'models/marts/users.sql': "select user_id, email from {{ ref('stg_users') }}\n" },
      },
      {
        name: 'gives the address that the mart had before another column, with a stand-in where it is empty',
        base: {
          'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email, 'y' as handle\n",
          'models/marts/users.sql': "select user_id, email from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/marts/users.sql':
            "select user_id, email, coalesce(email, handle) as mail from {{ ref('stg_users') }}\n",
        },
      },
      {
        name: 'takes an address that the mart had by a `*` from another model, which marks it',
        base: {
          'models/sources.yml': 'sources:\n  - name: raw\n    tables: [{name: users}]\n',
          'models/staging/stg_users.sql': "select * from {{ source('raw', 'users') }}\n",
          'models/marts/users.sql': "select * from {{ ref('stg_users') }}\n",
          'models/marts/users.yml':
            'models:\n  - name: users\n    columns:\n      - name: contact\n        meta: {pii: true}\n',
        },
        head: {
          'models/staging/stg_people.sql': 'select 1 as user_id, 2 as contact\n',
          'models/marts/users.sql': "select * from {{ ref('stg_people') }}\n",
          'models/marts/users.yml': null,
          'models/staging/stg_people.yml':
            'models:\n  - name: stg_people\n    columns:\n      - name: contact\n        meta: {pii: true}\n',
        },
      },
      {
        name: 'says whether there is an address',
        base: {
          'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
          'models/marts/users.sql': "select user_id from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/marts/users.sql':
            "select user_id, email is not null as has_email, count(email) as emails from {{ ref('stg_users') }} group by 1, 2\n",
        },
      },
    ],
  },
  *check(context) {
    yield* onePerSweep(findings(context), exceptSources);
  },
});

function* findings(context: RuleContext): Iterable<RuleFinding> {
  for (const sink of sinks(context)) {
    const found = exposed(sink, context.policy);
    for (const severity of severities) {
      const [first, ...others] = found.filter((each) => each.severity === severity);
      if (first) yield finding(sink, first, others);
    }
  }
}

/** The same column of several models is one decision, whatever it is called in each source. */
function exceptSources(finding: RuleFinding): string[] {
  return sameWords({ ...finding, title: finding.title.replaceAll(/ \(`[^`]*`\)/g, '') });
}

/** One for all columns of a model, which are masked or accepted together. */
function finding(
  { after, head, audience, through }: Sink,
  first: Exposed,
  others: readonly Exposed[],
): RuleFinding {
  const all = [first, ...others];
  const names = all.map(({ column }) => column.name);
  const called = all.map(({ column, source }) => code(column.name) + (source ? ` (${source})` : ''));
  return {
    severity: first.severity,
    confidence: all.every(({ proven }) => proven) ? 'proven' : 'likely',
    title: `Personal data reaches ${code(head.name)}, ${audience}, in ${joined(called)}`,
    message: first.shown,
    resource: head.id,
    // All names: what somebody accepts of two columns does not hold for a third one.
    subject: names.join(', '),
    location: after.locate(first.span),
    related: [
      ...(through
        ? [{ ...after.locate(first.column.span), message: `It is part of this ${code('*')}.` }]
        : []),
      ...others.map(({ span, shown }) => ({ ...after.locate(span), message: shown })),
    ],
  };
}
