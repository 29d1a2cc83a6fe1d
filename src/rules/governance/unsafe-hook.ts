import { code } from '../../finding.ts';
import type { Severity } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext } from '../rule.ts';
import { withoutSqlComments } from '../shared/added-matches.ts';
import { onePerDecision } from '../shared/by-place.ts';
import type { Decided } from '../shared/by-place.ts';
import { changedHooks, hookTexts } from '../shared/hooks.ts';

export const rule = defineRule({
  id: 'governance/unsafe-hook',
  summary:
    'A new hook drops or empties something, grants access, or runs SQL that is put together at run time',
  severity: 'high',
  why: 'A hook runs with the rights of the deployment at every run of the model, also in production, and no test looks at it.',
  advice:
    "Use dbt's `grants` config for access; keep statements that destroy out of hooks, or bound them with WHERE.",
  silent: [
    'hooks that base already had, also where a new model takes them from its folder, and DELETE with a WHERE',
    'relations called `…_tmp`, `…_temp` or `…_backup`',
    'a grant to a named role is medium, and silent where other models give the same role the same at base; one to everybody is governance/public-grant',
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
        name: 'lets the same group read two new models, where a group of a longer name reads others',
        base: {
          'models/orders.sql':
            '{{ config(post_hook="grant select on {{ this }} to group readers_eu") }}\nselect 1 as id\n',
        },
        head: {
          'models/a.sql':
            '{{ config(post_hook="grant select on {{ this }} to group readers") }}\nselect 1 as id\n',
          'models/b.sql':
            '{{ config(post_hook="grant select on {{ this }} to group readers") }}\nselect 1 as id\n',
        },
        findings: [
          {
            path: 'models/a.sql',
            line: 1,
            severity: 'medium',
            subject: 'grant select on {{ this }} to group readers',
          },
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
        name: 'adds a model to a folder whose hook grants, and one that grants what others do',
        base: {
          'dbt_project.yml':
            "name: shop\nprofile: shop\nmodels:\n  shop:\n    marts:\n      +post-hook:\n        - 'grant select on {{ this }} to group readers'\n",
          'models/orders.sql':
            '{{ config(post_hook="GRANT select ON {{ this }} to loader") }}\nselect 1 as id\n',
        },
        head: {
          'models/marts/customers.sql': 'select 1 as id\n',
          'models/carts.sql':
            '{{ config(post_hook="grant select on {{ this }} to loader") }}\nselect 1 as id\n',
        },
      },
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
  check: (context) => onePerDecision(dangers(context)),
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
    pattern:
      /\bgrant\s+[\w\s,]{1,80}?\s+on\s[^;]{1,200}?\bto\s+(?!(?:role\s+|group\s+)?public\b)(?:(?:role|group|user|share)\s+)?[^\s;"']+/gi,
    severity: 'medium',
    words: 'grants access',
  },
];

function* dangers(context: RuleContext): Iterable<Decided> {
  const practices = baseHooks(context);
  for (const hook of changedHooks(context)) {
    const text = withoutComments(hook.text);
    const before = plain(withoutComments(hook.before));
    for (const { pattern, severity, words } of dangerList) {
      for (const match of text.matchAll(pattern)) {
        const statement = match[0].trim();
        if (before.includes(plain(statement)) || /(te?mp|backup|bak|old)["'`]?$/i.test(statement)) continue;
        const asOthers =
          words === 'grants access' && practices().some((said) => says(said, plain(statement)));
        if (asOthers) continue;
        const start = hook.span.start + match.index;
        yield {
          severity,
          confidence: 'proven',
          title: `${/^on-run/.test(hook.name) ? code(hook.name) : `A hook of ${code(hook.name)}`} ${words}`,
          message: `The pull request adds ${code(statement)} to ${code(hook.key)}.`,
          resource: hook.resource,
          subject: plain(statement),
          decision: plain(statement),
          location: hook.project.locate({ path: hook.span.path, start, end: start + statement.length }),
        };
      }
    }
  }
}

/** What hooks of base say, read only if somebody asks. */
function baseHooks({ change, workspace }: RuleContext): () => readonly string[] {
  let texts: string[] | undefined;
  return () =>
    (texts ??= workspace.projects.flatMap(({ base }) =>
      base ? Array.from(hookTexts(base, change.base), ({ text }) => plain(text)) : [],
    ));
}

/** True if a text holds the statement, and does not go on with the last name of it. */
function says(text: string, statement: string): boolean {
  const at = text.indexOf(statement);
  return at >= 0 && !/^[\w-]/.test(text.slice(at + statement.length));
}

/** Strings in a hook are SQL here, so only comments are left out. */
function withoutComments(text: string): string {
  return text.includes('--') || text.includes('/*') || text.includes('{#') ? withoutSqlComments(text) : text;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, ' ');
}
