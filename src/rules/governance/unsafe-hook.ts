import { code } from '../../finding.ts';
import type { Severity } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { withoutSqlComments } from '../shared/added-matches.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { changedHooks } from '../shared/hooks.ts';

export const rule = defineRule({
  id: 'governance/unsafe-hook',
  summary:
    'A new hook drops or empties something, grants access, or runs SQL that is put together at run time',
  severity: 'high',
  why: 'A hook runs with the rights of the deployment at every run of the model, also in production, and no test looks at it.',
  advice:
    "Use dbt's `grants` config for access; keep statements that destroy out of hooks, or bound them with WHERE.",
  silent: [
    'hooks that base already had, and DELETE with a WHERE',
    'relations called `…_tmp`, `…_temp` or `…_backup`',
    'a grant to a named role is medium; one to everybody is governance/public-grant',
  ],
  examples: {
    fires: [
      {
        name: 'drops a table after the model',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/orders.sql':
            '{{ config(\n  materialized="table",\n  post_hook="drop table if exists raw.orders"\n) }}\nselect 1 as id\n',
        },
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'high' }],
      },
      {
        name: 'runs SQL that a query makes, and grants a role everything it may',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    config:\n      pre_hook:\n        - "execute immediate (select command from admin.commands)"\n        - "grant insert on {{ this }} to role loader"\n',
        },
        findings: [
          { path: 'models/schema.yml', line: 6, severity: 'high' },
          { path: 'models/schema.yml', line: 7, severity: 'medium' },
        ],
      },
      {
        name: 'empties a table at the end of each run',
        base: { 'dbt_project.yml': 'name: shop\nprofile: shop\n', 'models/a.sql': 'select 1 as id\n' },
        head: {
          'dbt_project.yml':
            'name: shop\nprofile: shop\non-run-end:\n  - "{{ log_results(results) }}"\n  - "truncate table audit.runs"\n',
        },
        findings: [{ path: 'dbt_project.yml', line: 5, severity: 'high' }],
      },
    ],
    silent: [
      {
        name: 'deletes what a merge has taken over',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/orders.sql':
            '{{ config(post_hook=["delete from raw.delta where id in (select id from {{ this }})", "drop table if exists {{ this }}_tmp"]) }}\nselect 1 as id\n',
        },
      },
      {
        name: 'adds a column to a model whose hook drops something',
        base: {
          'models/orders.sql': '{{ config(post_hook="drop table raw.orders") }}\nselect 1 as id\n',
        },
        head: {
          'models/orders.sql': '{{ config(post_hook="drop table raw.orders") }}\nselect 1 as id, 2 as n\n',
        },
      },
      {
        name: 'grants by config, and comments on the table',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/orders.sql':
            '{{ config(grants={"select": ["reporter"]}, post_hook="comment on table {{ this }} is \'dropped by nobody\'") }}\nselect 1 as id\n',
        },
      },
    ],
  },
  check: (context) => onePerPlace(dangers(context)),
});

interface Danger {
  pattern: RegExp;
  severity: Severity;
  /** The end of `A hook of … …`. */
  words: string;
}

const object = /[^\s;"',)\]]+(?:\s*\{\{[^}]*\}\}[^\s;"',)\]]*)?/.source;
const dangerList: readonly Danger[] = [
  {
    pattern: new RegExp(
      String.raw`\bdrop\s+(?:external\s+)?(?:table|schema|database)\s+(?:if\s+exists\s+)?(?:\{\{[^}]*\}\}[^\s;"',)\]]*|${object})`,
      'gi',
    ),
    severity: 'high',
    words: 'drops something',
  },
  {
    pattern: /\btruncate\s+(?:table\s+)?(?:\{\{[^}]*\}\}|[\w."`]+)/gi,
    severity: 'high',
    words: 'empties a table',
  },
  {
    pattern: /\bdelete\s+from\s+(?:\{\{[^}]*\}\}|[\w."`]+)\s*(?=["';\]\n]|$)(?!\s*(?:where|using)\b)/gi,
    severity: 'high',
    words: 'deletes every row of a table',
  },
  {
    pattern: /\bexecute\s+immediate\b/gi,
    severity: 'high',
    words: 'runs SQL that is put together at run time',
  },
  {
    pattern: /\b(?:create|alter)\s+(?:or\s+replace\s+)?(?:user|role)\b/gi,
    severity: 'high',
    words: 'changes users or roles',
  },
  {
    pattern: /\bgrant\s+[\w\s,]{1,80}?\s+on\s[^;]{1,200}?\bto\s+(?!(?:role\s+|group\s+)?public\b)[^\s;"']+/gi,
    severity: 'medium',
    words: 'grants access',
  },
];

function* dangers(context: RuleContext): Iterable<RuleFinding> {
  for (const hook of changedHooks(context)) {
    const text = withoutComments(hook.text);
    const before = plain(withoutComments(hook.before));
    for (const { pattern, severity, words } of dangerList) {
      for (const match of text.matchAll(pattern)) {
        const statement = match[0].trim();
        if (before.includes(plain(statement)) || /(te?mp|backup|bak|old)["'`]?$/i.test(statement)) continue;
        const start = hook.span.start + match.index;
        yield {
          severity,
          confidence: 'proven',
          title: `${/^on-run/.test(hook.name) ? code(hook.name) : `A hook of ${code(hook.name)}`} ${words}`,
          message: `The pull request adds ${code(statement)} to ${code(hook.key)}.`,
          resource: hook.resource,
          subject: plain(statement),
          location: hook.project.locate({ path: hook.span.path, start, end: start + statement.length }),
        };
      }
    }
  }
}

/** Strings in a hook are SQL here, so only comments are left out. */
function withoutComments(text: string): string {
  return text.includes('--') || text.includes('/*') || text.includes('{#') ? withoutSqlComments(text) : text;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, ' ');
}
