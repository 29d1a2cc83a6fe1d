import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { audienceOf } from '../shared/audience.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { changedPairs, ownAdditions } from '../shared/pairs.ts';
import { listed } from '../shared/text.ts';
import { isPersonalName } from '../shared/personal-names.ts';
import { isMasked } from '../shared/personal-origin.ts';
import { classificationOf, documented, markIn } from '../shared/pii.ts';

export const rule = defineRule({
  id: 'governance/pii-unclassified',
  summary:
    'A new column is called like personal data and is not classified, in a project that classifies such columns',
  severity: 'medium',
  why: 'Masking, access and deletion follow the classification: a column without one is treated as harmless.',
  advice: 'Classify the column as its like are, or rename it if it holds no personal data.',
  silent: [
    'projects in which nothing is classified',
    'columns that base had, and models or folders that are classified as a whole',
    'values that are hashed, masked, counted or compared on the way',
    'columns that arrive in a mart: governance/pii-exposed reports those',
  ],
  examples: {
    fires: [
      {
        name: 'adds an address without the mark that others have',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as phone\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: phone\n        meta: {pii: true}\n',
        },
        head: { 'models/users.sql': "select\n  1 as user_id,\n  'x' as phone,\n  'y' as email\n" },
        findings: [{ path: 'models/users.sql', line: 4, subject: 'email' }],
      },
      {
        name: 'adds the same to two models',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as phone\n",
          'models/schema.yml':
            'models:\n  - name: users\n    columns:\n      - name: phone\n        meta: {pii: true}\n',
        },
        head: {
          'models/guests.sql': "select\n  1 as user_id,\n  'y' as email\n",
          'models/leads.sql': "select\n  1 as lead_id,\n  'y' as email\n",
        },
        findings: [{ path: 'models/guests.sql', line: 3, subject: 'email' }],
      },
    ],
    silent: [
      {
        name: 'names a column that the model had by a `*` and its properties name',
        base: {
          'models/sources.yml': 'sources: [{name: raw, tables: [{name: people}]}]\n',
          'models/staging/stg_guests.sql': 'select 1 as id, 2 as phone\n',
          'models/staging/stg_guests.yml':
            'models:\n  - name: stg_guests\n    columns:\n      - name: phone\n        meta: {pii: true}\n',
          'models/staging/stg_people.sql': "select * from {{ source('raw', 'people') }}\n",
          'models/staging/stg_people.yml': 'models: [{name: stg_people, columns: [{name: phone}]}]\n',
        },
        head: { 'models/staging/stg_people.sql': "select id, phone from {{ source('raw', 'people') }}\n" },
      },
      {
        name: 'adds it with the mark',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as phone\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: phone\n        meta: {pii: true}\n',
        },
        head: {
          'models/users.sql': "select 1 as user_id, 'x' as phone, 'y' as email\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: phone\n        meta: {pii: true}\n      - name: email\n        meta: {pii: true}\n',
        },
      },
      {
        name: 'adds it to a project that classifies nothing',
        base: { 'models/users.sql': 'select 1 as user_id\n' },
        head: { 'models/users.sql': "select 1 as user_id, 'y' as email\n" },
      },
      {
        name: 'adds its hash',
        base: {
          'models/stg.sql': "select 1 as user_id, 'x' as email\n",
          'models/users.sql': "select user_id from {{ ref('stg') }}\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: stg\n    columns:\n      - name: email\n        meta: {pii: true}\n',
        },
        head: { 'models/users.sql': "select user_id, md5(email) as email from {{ ref('stg') }}\n" },
      },
      {
        name: 'says explicitly that it is harmless',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as phone\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: phone\n        meta: {pii: true}\n',
        },
        head: {
          'models/users.sql': "select 1 as user_id, 'x' as phone, 'y' as email\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: phone\n        meta: {pii: true}\n      - name: email\n        meta: {pii: false}\n',
        },
      },
    ],
  },
  check: (context) => onePerSweep(unclassified(context)),
});

function* unclassified(context: RuleContext): Iterable<RuleFinding> {
  for (const { base, head, before, after } of changedPairs(context, ['model'])) {
    if (after.keepsColumns(head.id)) continue;
    const shown = new Set(before.output(base.id).columns.map(({ name }) => name));
    // By a `*` of something unknown the query had what is documented, too.
    const had = (name: string) => shown.has(name) || documented(base, name) !== undefined;
    const found = [...unmarked(context, after, head, had)];
    // Asked last: it reads all properties of the project.
    if (found.length > 0 && classifies(after, context.policy)) yield* found;
  }
  for (const { head, after } of ownAdditions(context, ['model'])) {
    const found = [...unmarked(context, after, head, () => false)];
    if (found.length > 0 && classifies(after, context.policy)) yield* found;
  }
}

/** True if the project marks columns as personal at all: then one without a mark says something. */
function classifies(project: Project, policy: Policy): boolean {
  const marked = ['meta', 'tags'].flatMap((key) => project.mentioning(key));
  return marked.some(({ properties }) =>
    properties?.columns.some((column) => classificationOf(column, policy) !== undefined),
  );
}

function* unmarked(
  { files, policy }: RuleContext,
  project: Project,
  model: Resource,
  had: (name: string) => boolean,
): Iterable<RuleFinding> {
  if (isWhollyClassified(project, model, policy) || audienceOf(project, model, policy) !== undefined) return;
  const found = project.output(model.id).columns.filter(({ name, origins, span }) => {
    if (!isPersonalName(name, policy) || had(name) || origins.some(isMasked)) return false;
    const entry = documented(model, name);
    if (entry && (classificationOf(entry, policy) !== undefined || saysSo(entry.meta))) return false;
    return files.some(({ path }) => path === span.path);
  });
  const [first, ...others] = found;
  if (!first) return;
  const names = found.map(({ name }) => name);
  yield {
    confidence: 'likely',
    title: `${listed(names)} of ${code(model.name)} ${others.length > 0 ? 'are' : 'is'} called like personal data and not classified`,
    message: `The project marks such columns elsewhere; ${others.length > 0 ? 'these are new and have' : 'this one is new and has'} no mark.`,
    resource: model.id,
    subject: first.name,
    location: project.locate(first.span),
    related: others.map(({ name, span }) => ({ ...project.locate(span), message: `${code(name)} likewise` })),
  };
}

/** A mark with a negative answer is an answer. */
function saysSo(meta: Record<string, unknown>): boolean {
  return Object.keys(meta).some((key) => /pii|phi|gdpr|sensitiv|classification|privacy/i.test(key));
}

function isWhollyClassified(project: Project, model: Resource, policy: Policy): boolean {
  const meta = project.known(model, 'meta');
  const tags = project.known(model, 'tags');
  const record = typeof meta === 'object' && meta !== null ? (meta as Record<string, unknown>) : {};
  const names = (Array.isArray(tags) ? tags : [tags]).filter((tag): tag is string => typeof tag === 'string');
  return markIn(record, names, policy) !== undefined || saysSo(record);
}
