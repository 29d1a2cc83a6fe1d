import { code } from '../../finding.ts';
import type { Severity } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Block } from '../../project/terraform/hcl.ts';
import { attributeAt, valueAt } from '../../project/terraform/terraform-file.ts';
import { defineRule } from '../rule.ts';
import type { Policy } from '../policy.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { withoutSqlComments } from '../shared/added-matches.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { deployedMatches } from '../shared/deployed-sql.ts';
import { changedPairs } from '../shared/pairs.ts';
import { classificationOf, markIn } from '../shared/pii.ts';
import { changedFolders, place } from '../shared/terraform.ts';
import type { Placed } from '../shared/terraform.ts';
import { counted, listed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'governance/grant-widened',
  summary:
    'More people may read classified data, or somebody gets all rights: a new grantee, ALL PRIVILEGES, an owner role',
  severity: 'high',
  why: 'Access that is given is rarely taken back, and whoever owns the data can pass it on.',
  advice:
    'Grant the one privilege that is needed to the one role that needs it; have the owner of classified data agree.',
  silent: [
    'grants of single privileges by statement, REVOKE, and grants that base already had',
    'what a script creates and hands over: ownership of it, and all of it to a role that the script creates, too',
    'grants in tests and in scripts and sections that take a migration back; all that a function allows, which is to be called',
    'new grantees of models that hold nothing classified',
    'roles that depend on variables; service agents of the cloud itself',
    'grants to everybody: governance/public-grant',
  ],
  examples: {
    fires: [
      {
        name: 'lets another role read a model with classified columns',
        base: {
          'models/users.sql':
            "{{ config(\n  grants={'select': ['support']}\n) }}\nselect 1 as id, 'x' as contact\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: contact\n        meta: {pii: true}\n',
        },
        head: {
          'models/users.sql':
            "{{ config(\n  grants={'select': ['support', 'marketing']}\n) }}\nselect 1 as id, 'x' as contact\n",
        },
        findings: [{ path: 'models/users.sql', line: 2, subject: 'select marketing' }],
      },
      {
        name: 'grants everything, and ownership',
        base: {},
        head: {
          'setup.sql':
            'grant all privileges on schema shop.raw to role loader;\ngrant select on all tables in schema shop.raw to role reader;\ngrant ownership on database shop to role loader;\n',
        },
        findings: [
          { path: 'setup.sql', line: 1 },
          { path: 'setup.sql', line: 3 },
        ],
      },
      {
        name: 'hands over what was there before, and all of a new table to an old role',
        base: {},
        head: {
          'setup.sql':
            'create role loader;\ngrant ownership on database shop to role loader;\ncreate table shop.raw.items (id int);\ngrant all on table shop.raw.items to role reader;\n',
        },
        findings: [
          { path: 'setup.sql', line: 2 },
          { path: 'setup.sql', line: 4 },
        ],
      },
      {
        name: 'makes a service account owner of the project',
        base: { 'infra/iam.tf': 'resource "google_service_account" "load" {\n  account_id = "load"\n}\n' },
        head: {
          'infra/iam.tf':
            'resource "google_service_account" "load" {\n  account_id = "load"\n}\nresource "google_project_iam_member" "load" {\n  role   = "roles/owner"\n  member = "serviceAccount:${google_service_account.load.email}"\n}\n',
        },
        findings: [{ path: 'infra/iam.tf', line: 5, severity: 'high' }],
      },
    ],
    silent: [
      {
        name: 'lets another role read a model without classified columns',
        base: {
          'models/orders.sql': "{{ config(grants={'select': ['support']}) }}\nselect 1 as id\n",
        },
        head: {
          'models/orders.sql': "{{ config(grants={'select': ['support', 'marketing']}) }}\nselect 1 as id\n",
        },
      },
      {
        name: 'takes a grant back',
        base: { 'setup.sql': 'select 1;\n' },
        head: {
          'setup.sql': '-- grant all on schema a to role b\nrevoke all privileges on schema a from role b;\n',
        },
      },
      {
        name: 'gives back what a migration takes away, fills a database for tests, and lets a function be called',
        base: {},
        head: {
          'schema/sqitch.plan': '%project=shop\n',
          'schema/revert/lock.sql': 'grant all on table orders to app;\n',
          'migrations/002_lock.sql':
            '-- migrate:up\nrevoke all on orders from app;\n-- migrate:down\ngrant all on orders to app;\n',
          'test/fixtures/schema.sql': 'grant all on table orders to app;\n',
          'functions.sql': 'grant all on function total(id uuid) to app;\n',
        },
      },
      {
        name: 'sets up a database and a role of its own',
        base: {},
        head: {
          'setup.sql':
            'create role loader;\ncreate or replace transient database Lake;\ngrant ownership on database lake to role loader;\ngrant all privileges on database lake to role loader;\ngrant ownership on all schemas in database lake to role loader;\ncreate schema if not exists lake.raw;\ngrant ownership on schema lake.raw to role keeper;\n',
        },
      },
      {
        name: 'lets a service account read a dataset, and moves a grant',
        base: {
          'infra/iam.tf':
            'resource "google_project_iam_member" "load" {\n  role   = "roles/owner"\n  member = "serviceAccount:load@shop.iam"\n}\n',
        },
        head: {
          'infra/iam.tf': null,
          'infra/members.tf':
            'resource "google_project_iam_member" "load" {\n  role   = "roles/owner"\n  member = "serviceAccount:load@shop.iam"\n}\nresource "google_bigquery_dataset_iam_member" "read" {\n  role   = "roles/bigquery.dataViewer"\n  member = "serviceAccount:read@shop.iam"\n}\n',
        },
      },
    ],
  },
  *check(context) {
    yield* onePerPlace(newGrantees(context));
    yield* onePerSweep(statements(context), ({ resource, message }) => [resource, message]);
    yield* roles(context);
  },
});

function* newGrantees(context: RuleContext): Iterable<RuleFinding> {
  for (const { base, head, before, after } of changedPairs(context, ['model', 'seed', 'snapshot'])) {
    const { value, span } = after.setting(head, 'grants');
    const was = before.setting(base, 'grants').value;
    if (!value.known || !was.known || !span) continue;
    const mark = classified(head, context.policy);
    if (mark === undefined) continue;
    const had = grantees(was.value);
    for (const [privilege, names] of grantees(value.value)) {
      const added = names.filter(
        (name) => !had.get(privilege)?.includes(name) && !/^(public|all.*users)$/i.test(name),
      );
      if (added.length === 0) continue;
      yield {
        confidence: 'proven',
        title: `${listed(added.map(code))} may now ${code(privilege)} ${code(head.name)}, which holds classified data`,
        message: `${mark} is not masked there. dbt applies the grant at the next run of the model.`,
        resource: head.id,
        subject: `${privilege} ${added.join(' ')}`,
        location: after.locate(span),
      };
    }
  }
}

/** Grantees by privilege, without the `+` that adds to a folder's. */
function grantees(grants: unknown): Map<string, string[]> {
  const found = new Map<string, string[]>();
  if (typeof grants !== 'object' || grants === null) return found;
  for (const [key, names] of Object.entries(grants))
    found.set(key.replace(/^\+/, '').toLowerCase(), [names].flat().map(String));
  return found;
}

/** In words, the first classified column that nothing masks, or the model's own classification. */
function classified({ properties }: Resource, policy: Policy): string | undefined {
  const column = properties?.columns.find(
    (entry) => entry.policyTags.length === 0 && classificationOf(entry, policy) !== undefined,
  );
  if (column) return `Its column ${code(column.name)} (${code(classificationOf(column, policy)!)})`;
  const mark = properties && markIn(properties.meta, properties.tags, policy);
  return mark === undefined ? undefined : `The model as a whole (${code(mark)})`;
}

const everything =
  /\bgrant\s+(?:all(?:\s+privileges)?|ownership)\s+on\s+(?!(?:all\s+|future\s+)?(?:functions?|procedures?|routines?|sequences?|types?|domain|language)\b)[^;]{1,300}?\bto\s+(?!(?:role\s+|group\s+)?["']?(?:public|sysadmin|accountadmin|securityadmin)\b)[^;]{1,100}/gi;

/** Of a grant in lower case: what is granted, and to whom. */
const parts = /(?<object>\S+) to (?:role |group |user )?(?<grantee>\S+)/;

/** What a script creates, in lower case. */
function createdBy(script: string): Set<string> {
  const creation =
    /\bcreate\s+(?:or\s+replace\s+)?(?:\w+\s+){0,2}?(?:database|schema|table|view|warehouse|role|user|group)\s+(?:if\s+not\s+exists\s+)?([^\s;(]+)/gi;
  const found = withoutSqlComments(script).matchAll(creation);
  return new Set(Array.from(found, ([, name = '']) => name.toLowerCase()));
}

function* statements({ change, files }: RuleContext): Iterable<RuleFinding> {
  for (const file of files) {
    const matches = deployedMatches(change, file, everything);
    const created = matches.length > 0 ? createdBy(change.head.text(file.path) ?? '') : new Set<string>();
    for (const { match, text, location } of matches) {
      const isOwner = /^grant\s+ownership/i.test(match[0]);
      const { object = '', grantee = '' } = parts.exec(text)?.groups ?? {};
      if (created.has(object) && (isOwner || created.has(grantee))) continue;
      yield {
        confidence: 'proven',
        title: `${code(match[0])} gives ${isOwner ? 'ownership' : 'every privilege'} away`,
        message: isOwner
          ? 'The owner can drop the object and grant it to others.'
          : 'That includes changing and deleting, and what later versions of the warehouse add.',
        resource: file.path,
        subject: text,
        location,
      };
    }
  }
}

/** What a role over a whole project lets its members do. */
const mighty = new Map<string, { severity: Severity; words: string }>([
  ['roles/owner', { severity: 'high', words: 'change and delete everything there, and let others in' }],
  ['roles/editor', { severity: 'high', words: 'change and delete everything there' }],
  ['roles/iam.securityAdmin', { severity: 'high', words: 'let anybody in' }],
  ['roles/resourcemanager.projectIamAdmin', { severity: 'high', words: 'let anybody in' }],
  ['roles/bigquery.admin', { severity: 'medium', words: 'change and delete all tables there' }],
  ['roles/bigquery.dataOwner', { severity: 'medium', words: 'change and delete all tables there' }],
  ['roles/storage.admin', { severity: 'medium', words: 'change and delete all buckets there' }],
]);

/** The cloud's own agents, which get such roles by themselves; and everybody, who is another rule's. */
const ofCloud =
  /@cloudservices\.|@appspot\.|:\d+-compute@developer\.|:service-\d+@|allUsers|allAuthenticatedUsers/;

/** Roles over whole projects and folders that Terraform gives to somebody new; those of one file are one finding. */
function* roles(context: RuleContext): Iterable<RuleFinding> {
  const reviewed = new Set(context.files.map(({ path }) => path));
  const byFile = new Map<string, [RuleFinding, ...RuleFinding[]]>();
  for (const { base, head } of changedFolders(context).values()) {
    const had = new Set(base.map(({ block }) => grantKey(block)));
    for (const resource of head) {
      if (!reviewed.has(resource.path) || had.has(grantKey(resource.block))) continue;
      const finding = ofRole(resource);
      if (!finding) continue;
      const key = `${finding.severity} ${resource.path}`;
      const group = byFile.get(key);
      if (group) group.push(finding);
      else byFile.set(key, [finding]);
    }
  }
  for (const [first, ...others] of byFile.values())
    yield others.length === 0
      ? first
      : {
          ...first,
          title: `${first.title}, and ${counted(others.length, 'more grant')} like it`,
          related: others.map(({ location, title }) => ({ ...location, message: title })),
        };
}

function ofRole({ type, address, block, path }: Placed): RuleFinding | undefined {
  if (!/^google_(project|folder|organization)_iam_(member|binding)$/.test(type)) return undefined;
  const role = valueAt(block, 'role');
  const power = typeof role === 'string' ? mighty.get(role) : undefined;
  const attribute = attributeAt(block, 'role');
  const who = (attributeAt(block, 'member') ?? attributeAt(block, 'members'))?.text ?? '';
  if (!power || !attribute || ofCloud.test(who)) return undefined;
  return {
    severity: power.severity,
    confidence: 'proven',
    title: `${code(address)} gives ${code(String(role))} over the whole ${type.split('_')[1]}`,
    message: `${code(who.slice(0, 200))} may then ${power.words}.`,
    resource: path,
    subject: `${address} ${String(role)}`,
    location: place(path, 'head', attribute),
  };
}

/** What a grant means, whatever its block is called. */
function grantKey(block: Block): string {
  return ['role', 'member', 'members'].map((key) => attributeAt(block, key)?.text ?? '').join(' ');
}
