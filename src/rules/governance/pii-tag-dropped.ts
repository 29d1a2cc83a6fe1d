import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { changedPairs, isUnreadable } from '../shared/pairs.ts';
import { classificationOf, documented, markIn } from '../shared/pii.ts';

export const rule = defineRule({
  id: 'governance/pii-tag-dropped',
  summary: 'A column loses its classification as personal data while it stays',
  severity: 'high',
  why: 'Masking, access and deletion follow the classification: without it the data is treated as harmless.',
  advice: 'Keep the tag or meta entry, or remove the column with it.',
  silent: [
    'if the entry moves to another properties file, or from `meta` to `config.meta`',
    'if the model or its folder is classified as a whole',
    'if the column is gone too',
    'policy tags: governance/mask-removed reports them',
  ],
  examples: {
    fires: [
      {
        name: 'removes the mark from a column that stays',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as email\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        meta:\n          contains_pii: true\n',
        },
        head: {
          'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n',
        },
        findings: [{ path: 'models/schema.yml', line: 5, side: 'base', subject: 'email' }],
      },
      {
        name: 'removes the whole entry of a tagged column that stays',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as email\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: user_id\n      - name: email\n        tags: [pii]\n',
        },
        head: {
          'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: user_id\n',
        },
        findings: [{ path: 'models/schema.yml', line: 6, side: 'base', subject: 'email' }],
      },
      {
        name: 'moves a model out of the folder that is marked',
        base: {
          'dbt_project.yml':
            'name: shop\nversion: "1.0"\nmodels:\n  shop:\n    private:\n      +tags: [pii]\n',
          'models/private/people.sql': "select 1 as id, 'a' as contact\n",
        },
        head: {
          'models/private/people.sql': null,
          'models/open/people.sql': "select 1 as id, 'a' as contact\n",
        },
        findings: [{ path: 'models/open/people.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'moves the mark from `meta` to `config.meta`',
        base: {
          'models/users.sql': "select 'x' as email\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        meta: {pii: true}\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        config:\n          meta: {pii: true}\n',
        },
      },
      {
        name: 'removes the column with its entry',
        base: {
          'models/users.sql': "select 1 as user_id, 'x' as email\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        tags: [pii]\n',
        },
        head: {
          'models/users.sql': 'select 1 as user_id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: users\n',
        },
      },
      {
        name: 'tags the whole model instead',
        base: {
          'models/users.sql': "select 'x' as email\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns:\n      - name: email\n        tags: [pii]\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    config:\n      tags: [pii]\n    columns:\n      - name: email\n',
        },
      },
    ],
  },
  check: (context) => onePerPlace(losses(context)),
});

function* losses(context: RuleContext): Iterable<RuleFinding> {
  for (const { change, base, head, before, after } of changedPairs(context, [
    'model',
    'seed',
    'snapshot',
    'source',
  ])) {
    if (isClassified(after, head, context.policy)) continue;
    if (isClassified(before, base, context.policy)) {
      const unmarked = unmarkedWhole(after, before, base, head, context);
      if (unmarked) yield unmarked;
    }
    // Of the thousands of models that a macro changes nothing else is said than before; to read that takes seconds.
    if (!change.because.includes('properties') || !base.properties) continue;
    if (!head.properties && isUnreadable(after, base.properties.span.path)) continue;
    for (const column of base.properties.columns) {
      const then = classificationOf(column, context.policy);
      if (then === undefined) continue;
      const name = column.name.toLowerCase();
      const entry = documented(head, name);
      if (entry && classificationOf(entry, context.policy) !== undefined) continue;
      // A policy tag hides the values: governance/mask-removed says that it goes.
      if (column.policyTags.length > 0) continue;
      if (isGone(after, head, name)) continue;
      yield {
        confidence: 'proven',
        title: `${code(column.name)} of ${code(head.name)} is no longer marked as personal data`,
        message: entry
          ? `At base it had ${code(then)}; the column is still there.`
          : `Its entry with ${code(then)} is removed; the column is still there.`,
        resource: head.id,
        subject: name,
        location: before.locate(column.nameSpan),
      };
    }
  }
}

/** The mark of all columns at once, by a setting of the resource or of a folder above it. */
function unmarkedWhole(
  after: Project,
  before: Project,
  base: Resource,
  head: Resource,
  { policy }: RuleContext,
): RuleFinding | undefined {
  const columns = head.properties?.columns ?? [];
  if (columns.some((column) => classificationOf(column, policy) !== undefined)) return undefined;
  const settings = ['meta', 'tags'].map((key) => after.setting(head, key));
  if (settings.some(({ value }) => !value.known)) return undefined;
  const moved = base.path !== head.path;
  const span = ['tags', 'meta'].flatMap((key) => before.setting(base, key).span ?? [])[0] ?? base.span;
  return {
    confidence: 'proven',
    title: `${code(head.name)} is no longer marked as personal data`,
    message: moved
      ? `It leaves ${code(base.path)}, where a setting marked it, for ${code(head.path)}, where none does.`
      : 'At base a setting marked all of it; at head none does.',
    resource: head.id,
    location: moved ? after.locate({ ...head.span, end: head.span.start }) : before.locate(span),
  };
}

function isClassified(project: Project, resource: Resource, policy: Policy): boolean {
  const meta = project.known(resource, 'meta');
  const tags = project.known(resource, 'tags');
  return (
    markIn(
      typeof meta === 'object' && meta !== null ? (meta as Record<string, unknown>) : {},
      (Array.isArray(tags) ? tags : [tags]).filter((tag): tag is string => typeof tag === 'string'),
      policy,
    ) !== undefined
  );
}

/** A source has no list to show that a column is gone: there an entry that goes counts as the column going. */
function isGone(after: Project, head: Resource, column: string): boolean {
  if (head.type === 'source') return !documented(head, column);
  const output = after.output(head.id);
  return output.open.length === 0 && !output.columns.some(({ name }) => name === column);
}
