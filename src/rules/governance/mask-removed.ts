import { code } from '../../finding.ts';
import type { DocumentedColumn, Resource } from '../../project/dbt/resources.ts';
import type { ColumnOrigin } from '../../project/lineage/facts.ts';
import { withoutDownSections } from '../../project/migration/migration-file.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { Policy } from '../policy.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { withoutSqlComments } from '../shared/added-matches.ts';
import { deployedMatches } from '../shared/deployed-sql.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { changedPairs, isUnreadable, relationTypes } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';
import { isMasked, personalOrigin } from '../shared/personal-origin.ts';
import type { PersonalOrigin } from '../shared/personal-origin.ts';
import { documented } from '../shared/pii.ts';

export const rule = defineRule({
  id: 'governance/mask-removed',
  summary: 'What protects a column is removed while the column stays: a policy tag, a masking policy, a hash',
  severity: 'critical',
  why: 'From the next run on everybody who may read the table sees the values that were hidden from them.',
  advice:
    'Keep the protection, or remove the column with it; if it may be shown, have the owner of the data agree.',
  silent: [
    'if another policy, mask or hash takes its place, or the entry moves to another properties file or to `config.meta`',
    'if the column goes too',
    'a hash around a value that is neither classified nor called like personal data',
    'if only the name says that the value is personal data, it is high instead of critical',
  ],
  examples: {
    fires: [
      {
        name: 'removes the policy tag of a column that stays',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as contact\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: contact\n        policy_tags: [projects/p/locations/eu/taxonomies/1/policyTags/2]\n',
        },
        head: {
          'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: contact\n',
        },
        findings: [{ path: 'models/schema.yml', line: 5, side: 'base', subject: 'contact' }],
      },
      {
        name: 'removes the entry that names the masking policy',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as contact\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: user_id\n      - name: contact\n        meta: {masking_policy: hide}\n',
        },
        head: {
          'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: user_id\n',
        },
        findings: [{ path: 'models/schema.yml', line: 6, side: 'base', subject: 'contact' }],
      },
      {
        name: 'no longer hashes a classified column',
        base: {
          'models/stg_users.sql': "select 1 as user_id, 'x' as contact\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: stg_users\n    columns:\n      - name: contact\n        meta: {pii: true}\n',
          'models/users.sql':
            "select\n  user_id,\n  sha256(contact) as person\nfrom {{ ref('stg_users') }}\n",
        },
        head: {
          'models/users.sql': "select\n  user_id,\n  lower(contact) as person\nfrom {{ ref('stg_users') }}\n",
        },
        findings: [{ path: 'models/users.sql', line: 3, severity: 'critical', subject: 'person' }],
      },
      {
        name: 'no longer hashes what is called an address',
        base: {
          'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: users}]\n',
          'models/users.sql': "select md5(email) as email from {{ source('raw', 'users') }}\n",
        },
        head: { 'models/users.sql': "select email from {{ source('raw', 'users') }}\n" },
        findings: [{ path: 'models/users.sql', line: 1, severity: 'high', subject: 'email' }],
      },
      {
        name: 'takes a masking policy off a column',
        base: {},
        head: {
          'migrations/V2__open.sql': 'alter table users\n  modify column email unset masking policy;\n',
        },
        findings: [{ path: 'migrations/V2__open.sql', line: 2, severity: 'high' }],
      },
      {
        name: 'lets everybody read rows that policies protected',
        base: {},
        head: {
          'migrations/002_open.sql':
            '-- migrate:up\nalter table orders disable row level security;\n-- migrate:down\nalter table orders enable row level security;\n',
        },
        findings: [{ path: 'migrations/002_open.sql', line: 2, severity: 'high' }],
      },
      {
        name: 'drops the policies of several models before each run',
        base: {},
        head: Object.fromEntries(
          ['orders', 'items'].map((name) => [
            `models/${name}.sql`,
            "{{ config(pre_hook='drop all row access policies on {{ this }}') }}\nselect 1 as id\n",
          ]),
        ),
        findings: [{ path: 'models/items.sql', line: 1, severity: 'high' }],
      },
    ],
    silent: [
      {
        name: 'moves the policy to `config.meta`',
        base: {
          'models/users.sql': "select 'x' as contact\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: contact\n        meta: {masking_policy: hide}\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: contact\n        config:\n          meta: {masking_policy: hide}\n',
        },
      },
      {
        name: 'removes the column with its policy',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as contact\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: contact\n        policy_tags: [a]\n',
        },
        head: {
          'models/users.sql': 'select 1 as user_id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n',
        },
      },
      {
        name: 'hashes in another way, and no longer hashes a key',
        base: {
          'models/stg_users.sql': "select 1 as user_id, 'x' as email\n",
          'models/users.sql':
            "select md5(user_id) as user_key, md5(email) as person from {{ ref('stg_users') }}\n",
        },
        head: {
          'models/users.sql':
            "select user_id as user_key, sha256(lower(email)) as person from {{ ref('stg_users') }}\n",
        },
      },
      {
        name: 'replaces one masking policy by another',
        base: {},
        head: {
          'migrations/V2__mask.sql':
            'alter table users modify column email unset masking policy;\nalter table users modify column email set masking policy hide;\n',
        },
      },
    ],
  },
  *check(context) {
    for (const pair of changedPairs(context, [...relationTypes, 'source'])) {
      const lost = [...lostPolicies(pair)];
      yield* lost;
      for (const finding of lostHashes(pair, context.policy))
        if (!lost.some(({ subject }) => subject === finding.subject)) yield finding;
    }
    // The same statement in several files is one decision.
    yield* onePerSweep(
      statements(context),
      ({ subject }) => subject,
      () => 'file',
    );
  },
});

function* lostPolicies({ change, base, head, before, after }: Pair): Iterable<RuleFinding> {
  // A macro that thousands of models call changes nothing that is said of them; to read that takes seconds.
  if (!change.because.includes('properties') || !base.properties) return;
  if (!head.properties && isUnreadable(after, base.properties.span.path)) return;
  for (const column of base.properties.columns) {
    const then = policyOf(column);
    const name = column.name.toLowerCase();
    const entry = documented(head, name);
    if (then === undefined || (entry && policyOf(entry) !== undefined)) continue;
    if (!stays(after, head, name, entry)) continue;
    yield {
      confidence: 'proven',
      title: `${code(column.name)} of ${code(head.name)} loses its ${then.kind}`,
      message: `At base ${code(then.text)} protects it; the column is still there, and nothing else does.`,
      resource: head.id,
      subject: name,
      location: before.locate(column.nameSpan),
    };
  }
}

/** What keeps others from reading a column, as the properties file says. */
function policyOf({ policyTags, meta }: DocumentedColumn): { kind: string; text: string } | undefined {
  const [tag] = policyTags;
  if (tag !== undefined) return { kind: 'policy tag', text: tag };
  for (const [key, value] of Object.entries(meta)) {
    if (!/^(masking_policy|mask(ing|ed)?|data_mask(ing)?|row_access_policy)$/i.test(key)) continue;
    if (value !== false && value !== null && value !== '')
      return { kind: 'masking policy', text: `${key}: ${String(value)}` };
  }
  return undefined;
}

/** Surely still in the relation. A source shows its columns in its entries alone. */
function stays(after: Project, head: Resource, column: string, entry: DocumentedColumn | undefined): boolean {
  if (head.type === 'source') return entry !== undefined;
  return entry !== undefined || after.output(head.id).columns.some(({ name }) => name === column);
}

/** Columns that hid a personal value at base and show it at head. */
function* lostHashes({ change, base, head, before, after }: Pair, policy: Policy): Iterable<RuleFinding> {
  if (head.type !== 'model' && head.type !== 'snapshot') return;
  if (!change.because.some((cause) => cause === 'sql' || cause === 'macro')) return;
  if (after.keepsQuery(head.id)) return;
  const was = new Map(before.output(base.id).columns.map((column) => [column.name, column]));
  for (const column of after.output(head.id).columns) {
    const origins = was.get(column.name)?.origins ?? [];
    if (!origins.some(isHashed)) continue;
    const shown = column.origins.find(
      (origin) => !isMasked(origin) && origins.filter((old) => isOf(old, origin)).some(isHashed),
    );
    if (!shown || origins.some((old) => isOf(old, shown) && !isMasked(old))) continue;
    const personal = personalOrigin(after, shown.relation, shown.column, policy);
    if (personal) yield ofHash(after, head, column, shown, personal);
  }
}

function isOf(a: ColumnOrigin, b: ColumnOrigin): boolean {
  return a.relation === b.relation && a.column === b.column;
}

/** Hidden on purpose. A count or a comparison hides as well, but what replaces it is another column, not a lost mask. */
function isHashed({ functions }: ColumnOrigin): boolean {
  return functions.some((name) =>
    /^(sha\d*|md5|hash|farm_fingerprint|murmur|xxhash)|mask|hash|redact|anonymi[sz]e|encrypt|tokeni[sz]e|pseudonymi[sz]e/.test(
      name,
    ),
  );
}

function ofHash(
  after: Project,
  head: Resource,
  column: { name: string; span: Parameters<Project['locate']>[0] },
  shown: ColumnOrigin,
  { classification }: PersonalOrigin,
): RuleFinding {
  const source = code(`${after.resources.get(shown.relation)?.name ?? shown.relation}.${shown.column}`);
  return {
    severity: classification === undefined ? 'high' : 'critical',
    confidence: classification === undefined ? 'likely' : 'proven',
    title: `${code(column.name)} of ${code(head.name)} is no longer hashed`,
    message: `At base it was a hash or mask of ${source}, now it is the value itself. ${
      classification === undefined
        ? 'By its name that is personal data.'
        : `That is classified as personal data: ${classification}.`
    }`,
    resource: head.id,
    subject: column.name,
    location: after.locate(column.span),
  };
}

const unset =
  /\bunset\s+masking\s+policy\b|\bdrop\s+(?:masking|row\s+access)\s+policy\b|\bdrop\s+all\s+row\s+access\s+policies\b|\bdisable\s+row\s+level\s+security\b/gi;
const set =
  /\b(?:set\s+masking\s+policy|(?:add|create(?:\s+or\s+replace)?)\s+(?:masking|row\s+access)\s+policy|enable\s+row\s+level\s+security)\b/i;

function* statements({ change, files }: RuleContext): Iterable<RuleFinding> {
  for (const file of files) {
    const lost = deployedMatches(change, file, unset);
    if (lost.length === 0) continue;
    const deployed = withoutSqlComments(withoutDownSections(change.head.text(file.path) ?? ''));
    if (set.test(deployed)) continue;
    for (const { text, location } of lost)
      yield {
        severity: 'high',
        confidence: 'proven',
        title: text.startsWith('disable')
          ? `${code(file.path)} opens the rows of a table that policies protect`
          : `${code(file.path)} takes a ${/row/.test(text) ? 'row access' : 'masking'} policy away`,
        message: `The statement says ${code(text)}, and none in the file puts another in its place.`,
        resource: file.path,
        subject: text,
        location,
      };
  }
}
