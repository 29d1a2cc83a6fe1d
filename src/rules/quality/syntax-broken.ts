import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import { Lines } from '../../project/dbt/lines.ts';
import type { QueryFacts } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import { isWorkflowPath } from '../../project/workflow/workflow.ts';
import { parseYaml } from '../../project/yaml/parse.ts';
import type { YamlFile } from '../../project/yaml/parse.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { changedPairs, ownAdditions } from '../shared/pairs.ts';
import { sentence } from '../shared/text.ts';

export const rule = defineRule({
  id: 'quality/syntax-broken',
  summary: 'SQL, Jinja or YAML that could be read at base can no longer be read, or new SQL plainly cannot',
  severity: 'critical',
  why: 'dbt or the warehouse stops at the syntax error: the model, or the whole project, is not built. A workflow of GitHub that cannot be read is not run, and nobody is told.',
  advice: 'Correct the syntax at this line.',
  silent: [
    'if it could not be read at base either',
    'if the SQL may be right and only our reading of it is not: a dialect feature, or text that macros put together',
  ],
  examples: {
    fires: [
      {
        name: 'leaves a bracket open in a workflow, and adds one with a tab',
        base: { '.github/workflows/ci.yml': 'on: push\njobs:\n  a:\n    runs-on: [ubuntu-latest]\n' },
        head: {
          '.github/workflows/ci.yml':
            'on: push\njobs:\n  a:\n    runs-on: [ubuntu-latest\n  b:\n    needs: a\n',
          '.github/workflows/new.yaml': 'on: push\njobs:\n\ta:\n',
        },
        findings: [
          { path: '.github/workflows/ci.yml', line: 5, severity: 'high' },
          { path: '.github/workflows/new.yaml', line: 3, severity: 'high' },
        ],
      },
      {
        name: 'leaves a parenthesis open',
        base: { 'models/orders.sql': 'select\n  coalesce(1, 2) as amount\nfrom x\n' },
        head: { 'models/orders.sql': 'select\n  coalesce(1, 2 as amount\nfrom x\n' },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
      },
      {
        name: 'forgets a comma in what only incremental runs read',
        base: {
          'models/events.sql': "{{ config(materialized='incremental') }}\nselect id, at from raw.events\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nwith new as (select id, at from raw.events)\n{% if is_incremental() %}\n, last as (\n  select max(id) as id\n    max(at) as at\n  from {{ this }}\n)\nselect new.* from new, last where new.at > last.at\n{% else %}\nselect * from new\n{% endif %}\n",
        },
        findings: [{ path: 'models/events.sql', line: 6, severity: 'critical' }],
      },
      {
        name: 'adds a model with an open parenthesis',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'models/carts.sql': 'select count( as n\nfrom carts\n' },
        findings: [{ path: 'models/carts.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'breaks two models in a macro',
        base: {
          'macros/total.sql': '{% macro total() %}coalesce(1, 2) as total{% endmacro %}\n',
          'models/a.sql': 'select {{ total() }}\n',
          'models/b.sql': 'select {{ total() }}\n',
        },
        head: { 'macros/total.sql': '{% macro total() %}coalesce(1, 2 as total{% endmacro %}\n' },
        findings: [{ path: 'macros/total.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'leaves a Jinja block open',
        base: {
          'models/orders.sql': 'select 1 as id\n{% if is_incremental() %}\nwhere true\n{% endif %}\n',
        },
        head: { 'models/orders.sql': 'select 1 as id\n{% if is_incremental() %}\nwhere true\n' },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
      },
      {
        name: 'breaks the indentation of a properties file',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: All orders\n',
        },
        head: { 'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n   description: All orders\n' },
        findings: [{ path: 'models/schema.yml', line: 4, severity: 'critical' }],
      },
    ],
    silent: [
      {
        name: 'calls a column by a word of SQL',
        base: {},
        head: { 'models/rates.sql': "select 'EUR' as from, 'USD' as where, 1 as rate\n" },
      },
      {
        name: 'reads such a column in Spark',
        base: {
          'dbt_project.yml': 'name: shop\nprofile: shop\n',
          'profiles.yml': 'shop: {outputs: {prod: {type: spark}}}\n',
        },
        head: { 'models/rates.sql': 'select rate, from, to\nfrom raw.rates\n' },
      },
      {
        name: 'breaks what only incremental runs would read, of a table',
        base: { 'models/events.sql': "{{ config(materialized='table') }}\nselect id from raw.events\n" },
        head: {
          'models/events.sql':
            "{{ config(materialized='table') }}\nselect id from raw.events\n{% if is_incremental() %}\nwhere (id > 1\n{% endif %}\n",
        },
      },
      {
        name: 'changes a workflow that could not be read before, and breaks what GitHub does not read',
        base: { '.github/workflows/ci.yml': 'on: push\njobs: [\n' },
        head: { '.github/workflows/ci.yml': 'on: pull_request\njobs: [\n', '.github/notes.yml': 'a: [\n' },
      },
      {
        name: 'goes on with quotes and brackets at the margin, as the reader of dbt allows',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/schema.yml':
            'models:\n  - name: orders\n    description: "All orders,\nnew ones first"\n    tags: [\na,\nb\n]\n',
        },
      },
      {
        name: 'changes a model that was broken before',
        base: { 'models/orders.sql': 'select coalesce(1, 2 as amount\n' },
        head: { 'models/orders.sql': 'select coalesce(1, 3 as amount\n' },
      },
      {
        name: 'uses syntax that only one warehouse knows',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'models/orders.sql': 'select 1 as id from t match_condition frobnicate 5\n' },
      },
      {
        name: 'lets an unknown macro write a part of the query',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'models/orders.sql': "select 1 as id {{ some_package.clause('x') }} ) y\n" },
      },
    ],
  },
  // A macro can break many models at one line.
  *check(context) {
    yield* onePerPlace(unreadable(context));
    yield* workflows(context);
  },
});

const types = ['model', 'snapshot', 'analysis', 'test'] as const;

function* unreadable(context: RuleContext): Iterable<RuleFinding> {
  const reported = new Set<string>();
  for (const { base, head, before, after } of changedPairs(context, types)) {
    if (after.keepsQuery(head.id) || before.query(base.id)?.problem) continue;
    // What is wrong with a template is a problem of its query, too.
    if (!after.query(head.id)?.problem) continue;
    const sql = brokenQuery(after, head);
    const problem = after.template(head.id)?.problem ?? sql;
    if (!problem) continue;
    reported.add(problem.span.path);
    yield {
      confidence: 'proven',
      title: `${code(head.name)} can no longer be ${sql?.incremental ? 'built by an incremental run' : 'read'}`,
      message: told(problem.message),
      resource: head.id,
      location: after.locate(problem.span),
    };
  }
  for (const { head, after } of ownAdditions(context, ['model', 'snapshot', 'test'])) {
    const problem = brokenQuery(after, head);
    if (!problem) continue;
    yield {
      confidence: 'proven',
      title: `${code(head.name)} cannot be ${problem.incremental ? 'built by an incremental run' : 'read'}`,
      message: told(problem.message),
      resource: head.id,
      location: after.locate(problem.span),
    };
  }
  for (const { base, head } of context.workspace.projects) {
    if (!base || !head) continue;
    const brokenAtBase = new Set(base.problems.map(({ span }) => span.path));
    for (const problem of head.problems) {
      const { path } = problem.span;
      if (reported.has(path) || brokenAtBase.has(path) || !context.change.base.entries.has(path)) continue;
      yield {
        confidence: 'proven',
        title: `${code(path)} can no longer be read`,
        message: told(problem.message),
        resource: path,
        location: head.locate(problem.span),
      };
    }
  }
}

/** GitHub says nothing at a pull request of a workflow that it cannot read: what it checked is not checked. */
function* workflows({ change, files }: RuleContext): Iterable<RuleFinding> {
  for (const { path, head, base } of files) {
    const text = head && isWorkflowPath(path) ? change.head.text(path) : undefined;
    const problem = text === undefined ? undefined : yamlProblem(text);
    if (text === undefined || !problem) continue;
    if (base && yamlProblem(change.base.text(base.path) ?? '')) continue;
    const line = new Lines(text).lineAt(problem.start);
    yield {
      severity: 'high',
      confidence: 'proven',
      title: `${code(path)} ${base ? 'can no longer' : 'cannot'} be read`,
      message: `${told(problem.message)} GitHub runs nothing of the workflow until it is mended.`,
      resource: path,
      location: { path, side: 'head', startLine: line, endLine: line },
    };
  }
}

/** Undefined as well for what is only too much to be read here. */
function yamlProblem(text: string): YamlFile['problem'] {
  const { problem } = parseYaml(text);
  return problem?.limit ? undefined : problem;
}

/** What no warehouse accepts of a query, if anything; what only incremental runs come to, if there are such runs. */
function brokenQuery(project: Project, resource: Resource): QueryFacts['problem'] {
  const problem = project.query(resource.id)?.problem;
  if (!problem?.certain) return undefined;
  return problem.incremental && project.known(resource, 'materialized') !== 'incremental'
    ? undefined
    : problem;
}

/** What a parser says, as a sentence. */
function told(message: string): string {
  return `${sentence(message)}${/[.!?\n]$/.test(message) ? '' : '.'}`;
}
