import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { ColumnOrigin, OutputColumn } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { Policy } from '../policy.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { audienceOf } from '../shared/audience.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { classificationOf, documented, isMasked, isNameOfThing, personalOrigin } from '../shared/pii.ts';
import { sinks } from '../shared/sinks.ts';
import type { Sink } from '../shared/sinks.ts';
import { shownBeside } from '../shared/shown-beside.ts';
import { listed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'governance/pii-exposed',
  summary: 'Personal data newly reaches a model that others read: a mart, a public model, an exposure',
  severity: 'critical',
  why: 'Whoever may read the mart can now identify people, usually without a legal basis and without anybody having decided it.',
  advice:
    'Leave the column out, hash or mask it, or put a policy on it and have the owner of the data agree.',
  silent: [
    'if the value is hashed, masked, counted, compared or cut on the way',
    'if the column carries a policy tag or a masking policy where it arrives',
    'if the model it comes from is read by the same people already and has it',
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
        name: 'hashes the address',
        base: {
          'models/staging/stg_users.sql': "select 1 as user_id, 'x' as email\n",
          'models/marts/users.sql': "select user_id from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/marts/users.sql':
            "select user_id, sha256(email) as email_key from {{ ref('stg_users') }}\n",
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
        name: 'selects the address into a folder of the raw layer that is called like a public one',
        base: {
          'models/sources.yml': 'sources:\n  - {name: app, tables: [{name: users}]}\n',
          'models/raw/shared/users.sql': "select id from {{ source('app', 'users') }}\n",
        },
        head: { 'models/raw/shared/users.sql': "select id, email from {{ source('app', 'users') }}\n" },
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
    yield* onePerSweep(findings(context));
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

const severities = ['critical', 'high', 'medium', 'low'] as const;

interface Exposed {
  column: OutputColumn;
  severity: (typeof severities)[number];
  /** True if somebody classified the data and it surely is new here; else it may be known, or its name says what it is. */
  proven: boolean;
  /** In a sentence or two: its path, and what shows that it is personal. */
  shown: string;
}

/** Columns that show personal data to readers who have not seen it, in the order of the query. */
function exposed({ after, before, base, head, audience, replaced }: Sink, policy: Policy): Exposed[] {
  const had = new Set(base && before ? columnNames(before, base) : []);
  // What a model showed whose columns are not all known may be the same.
  const isSeen = before && replaced.every(({ id }) => before.output(id).open.length === 0);
  return after.output(head.id).columns.flatMap((column) => {
    if (had.has(column.name) || isProtected(head, column.name, policy)) return [];
    const parts = personalParts(after, column, policy);
    const origin = parts[0] && personalOrigin(after, parts[0].relation, parts[0].column, policy);
    if (!origin || comesFromEqualAudience(after, before, column, policy)) return [];
    if (before && replaced.some((model) => hadValuesOf(before, model, parts))) return [];
    const source = origin.path.at(-1)?.column ?? column.name;
    const isClassified = origin.classification !== undefined;
    if (!isClassified && isNameOfThing(column.name)) return [];
    const proven = isClassified && isSeen !== false;
    // Whoever marks the column in the mart as well knows what it is, and the mark's protection goes with it.
    const entry = documented(head, column.name);
    const marked = entry !== undefined && classificationOf(entry, policy) !== undefined;
    const path = [{ id: head.id, column: column.name }, ...origin.path]
      .reverse()
      .map(({ id, column: name }) => code(`${after.resources.get(id)?.name ?? id}.${name}`))
      .join(' → ');
    const why = isClassified
      ? `${code(source)} is classified there: ${origin.classification}.`
      : `The name ${code(source)} says that it is personal data.`;
    const mask = `Nothing on the way masks it${marked ? ', though the column is marked in the mart too' : ''}.`;
    const reader = { project: after, resource: head, audience };
    const beside = before && !isClassified && shownBeside(before, reader, origin.path.at(-1)!, policy);
    const known = beside ? ` ${code(beside.name)} beside it shows the same already.` : '';
    return [
      {
        column,
        severity: marked ? 'medium' : proven ? 'critical' : beside ? 'low' : 'high',
        proven,
        shown: `${path}. ${why} ${mask}${known}`,
      },
    ];
  });
}

/** The columns that a model returns, and those that its properties name in case the query does not tell. */
function columnNames(project: Project, resource: Resource): string[] {
  const { columns, open } = project.output(resource.id);
  const documented = open.length > 0 ? (resource.properties?.columns ?? []) : [];
  return [...columns.map(({ name }) => name), ...documented.map(({ name }) => name.toLowerCase())];
}

/** One for all columns of a model, which are masked or accepted together. */
function finding({ after, head, audience }: Sink, first: Exposed, others: readonly Exposed[]): RuleFinding {
  const all = [first, ...others];
  const names = all.map(({ column }) => column.name);
  return {
    severity: first.severity,
    confidence: all.every(({ proven }) => proven) ? 'proven' : 'likely',
    title: `Personal data reaches ${code(head.name)}, ${audience}, in ${listed(names, 5)}`,
    message: first.shown,
    resource: head.id,
    // All names: what somebody accepts of two columns does not hold for a third one.
    subject: names.join(', '),
    location: after.locate(first.column.span),
    related: others.map(({ column, shown }) => ({ ...after.locate(column.span), message: shown })),
  };
}

/** Where the column's values come from unmasked, as far as they are personal data. */
function personalParts(after: Project, { origins }: OutputColumn, policy: Policy): ColumnOrigin[] {
  return origins.filter(
    (origin) =>
      !isMasked(origin) && personalOrigin(after, origin.relation, origin.column, policy) !== undefined,
  );
}

/** True if the model gave the same values away at base, under whatever name. */
function hadValuesOf(before: Project, base: Resource, parts: readonly ColumnOrigin[]): boolean {
  const given = before
    .output(base.id)
    .columns.flatMap(({ origins }) => origins.filter((origin) => !isMasked(origin)));
  return parts.every((part) =>
    given.some(({ relation, column }) => relation === part.relation && column === part.column),
  );
}

function isProtected(head: Resource, column: string, policy: Policy): boolean {
  const entry = documented(head, column);
  if (!entry) return false;
  if (entry.policyTags.length > 0) return true;
  return (
    Object.keys(entry.meta).some((key) => /mask/i.test(key)) ||
    /policy tag/.test(classificationOf(entry, policy) ?? '')
  );
}

/** True if the relation the value comes from has an audience already at base: then nobody new sees it. */
function comesFromEqualAudience(
  after: Project,
  before: Project | undefined,
  column: OutputColumn,
  policy: Policy,
): boolean {
  return column.origins.some(({ relation }) => {
    const upstream = before?.resources.get(relation);
    return (
      upstream !== undefined &&
      upstream.type !== 'source' &&
      audienceOf(after, upstream, policy) !== undefined
    );
  });
}
