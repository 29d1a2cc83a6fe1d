import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import { changedPairs } from '../shared/pairs.ts';

export const rule = defineRule({
  id: 'quality/syntax-broken',
  summary: 'SQL, Jinja or YAML that could be read at base can no longer be read',
  severity: 'critical',
  why: 'dbt or the warehouse stops at the syntax error: the model, or the whole project, is not built.',
  advice: 'Correct the syntax at this line.',
  silent: [
    'if it could not be read at base either',
    'if the SQL may be right and only our reading of it is not: a dialect feature, or text that macros put together',
  ],
  examples: {
    fires: [
      {
        name: 'leaves a parenthesis open',
        base: { 'models/orders.sql': 'select\n  coalesce(1, 2) as amount\nfrom x\n' },
        head: { 'models/orders.sql': 'select\n  coalesce(1, 2 as amount\nfrom x\n' },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
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
  *check(context) {
    const reported = new Set<string>();
    for (const { base, head, before, after } of changedPairs(context, [
      'model',
      'snapshot',
      'analysis',
      'test',
    ])) {
      if (before.query(base.id)?.problem) continue;
      const sql = after.query(head.id)?.problem;
      // What is wrong with a template is a problem of its query, too.
      const problem = sql && (after.template(head.id)?.problem ?? (sql.certain ? sql : undefined));
      if (!problem) continue;
      reported.add(problem.span.path);
      yield {
        confidence: 'proven',
        title: `${code(head.name)} can no longer be read`,
        message: problem.message,
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
          message: problem.message,
          resource: path,
          location: head.locate(problem.span),
        };
      }
    }
  },
});
