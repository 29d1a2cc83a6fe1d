import { code } from '../../finding.ts';
import type { RelatedLocation } from '../../finding.ts';
import type { Macro } from '../../project/dbt/resources.ts';
import type { Project, ProjectChange } from '../../project/project.ts';
import type { ChangeSet } from '../../change/change-set.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { isConditional } from '../shared/conditional.ts';
import { callersOf, type Caller } from '../shared/macro-callers.ts';
import { byPlace, counted, placed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'quality/macro-signature-changed',
  summary: 'A macro takes other parameters than before, and a caller still passes the old ones',
  severity: 'critical',
  why: 'Jinja stops at an argument that a macro has no parameter for, and fills the wrong parameter, or none, without a word.',
  advice: 'Change the callers in this pull request, or keep the parameter and give it a default.',
  silent: [
    'a parameter that is renamed and only passed by position, and new ones with a default, be it one that the body gives them',
    'calls that left out parameters without a default before, and those that the pull request writes anew',
    'macros that read `varargs` or `kwargs`, calls that pass `*list` or `**dict`, and dispatched calls',
    'callers in packages that are installed elsewhere',
  ],
  examples: {
    fires: [
      {
        name: 'removes a parameter that a model passes by name',
        base: {
          'macros/money.sql':
            '{% macro money(column, digits=2) %}round({{ column }}, {{ digits }}){% endmacro %}\n',
          'models/orders.sql': "select {{ money('1', digits=3) }} as amount\n",
        },
        head: { 'macros/money.sql': '{% macro money(column) %}round({{ column }}, 2){% endmacro %}\n' },
        findings: [{ path: 'macros/money.sql', line: 1, severity: 'critical', subject: 'digits' }],
      },
      {
        name: 'removes a parameter that a model passes by position',
        base: {
          'macros/money.sql':
            '{% macro money(column, digits) %}round({{ column }}, {{ digits }}){% endmacro %}\n',
          'models/orders.sql': "select {{ money('1', 3) }} as amount\n",
        },
        head: { 'macros/money.sql': '{% macro money(column) %}round({{ column }}, 2){% endmacro %}\n' },
        findings: [{ path: 'macros/money.sql', line: 1 }],
      },
      {
        name: 'adds a parameter without a default',
        base: {
          'macros/money.sql': '{% macro money(column) %}round({{ column }}, 2){% endmacro %}\n',
          'models/orders.sql': "select {{ money('1') }} as amount\n",
        },
        head: {
          'macros/money.sql':
            '{% macro money(column, digits) %}round({{ column }}, {{ digits }}){% endmacro %}\n',
        },
        findings: [{ path: 'macros/money.sql', line: 1, severity: 'high', subject: 'digits' }],
      },
      {
        name: 'removes a parameter that is passed where a variable says so',
        base: {
          'macros/money.sql':
            '{% macro money(column, digits) %}round({{ column }}, {{ digits }}){% endmacro %}\n',
          'models/orders.sql':
            "select {{ money('1', 3) if var('round', false) else '1' }} as a,\n{% for each in var('more', []) %}{{ money(each, 3) }},{% endfor %} 1 as b\n",
        },
        head: { 'macros/money.sql': '{% macro money(column) %}round({{ column }}, 2){% endmacro %}\n' },
        findings: [{ path: 'macros/money.sql', line: 1, severity: 'high', subject: 'digits' }],
      },
      {
        name: 'swaps two parameters that are passed by position',
        base: {
          'macros/share.sql': '{% macro share(part, whole) %}{{ part }} / {{ whole }}{% endmacro %}\n',
          'models/orders.sql': "select {{ share('1', '2') }} as amount\n",
        },
        head: {
          'macros/share.sql': '{% macro share(whole, part) %}{{ part }} / {{ whole }}{% endmacro %}\n',
        },
        findings: [{ path: 'macros/share.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'renames a parameter of a test that a properties file gives',
        base: {
          'tests/generic/at_least.sql':
            '{% test at_least(model, column_name, least) %}select * from {{ model }} where {{ column_name }} < {{ least }}{% endtest %}\n',
          'models/orders.sql': 'select 1 as amount\n',
          'models/orders.yml':
            'models:\n  - name: orders\n    columns:\n      - name: amount\n        data_tests:\n          - at_least:\n              arguments: {least: 0}\n',
        },
        head: {
          'tests/generic/at_least.sql':
            '{% test at_least(model, column_name, minimum=0) %}select * from {{ model }} where {{ column_name }} < {{ minimum }}{% endtest %}\n',
        },
        findings: [{ path: 'tests/generic/at_least.sql', line: 1, severity: 'high', subject: 'least' }],
      },
      {
        name: 'removes a parameter that hooks pass',
        base: {
          'dbt_project.yml':
            'name: shop\nprofile: shop\non-run-end: "{{ log_run(\'nightly\', true) }}"\nmodels:\n  +post-hook: "{{ log_run(kind=\'model\') }}"\n',
          'macros/log.sql':
            "{% macro log_run(kind, loud=false) %}insert into log select '{{ kind }}'{% endmacro %}\n",
          'models/orders.sql': 'select 1 as id\n',
          'models/items.sql': '{{ config(pre_hook="{{ log_run(\'a\', loud=true) }}") }}\nselect 1 as id\n',
        },
        head: {
          'macros/log.sql': "{% macro log_run(kind) %}insert into log select '{{ kind }}'{% endmacro %}\n",
        },
        findings: [{ path: 'macros/log.sql', line: 1, severity: 'high', subject: 'loud' }],
      },
    ],
    silent: [
      {
        name: 'renames a parameter of a test together with the properties file',
        base: {
          'macros/at_least.sql':
            '{% test at_least(model, column_name, least) %}select * from {{ model }} where {{ column_name }} < {{ least }}{% endtest %}\n',
          'models/orders.sql': 'select 1 as amount\n',
          'models/orders.yml':
            'models:\n  - name: orders\n    columns:\n      - name: amount\n        data_tests:\n          - at_least: {least: 0}\n',
        },
        head: {
          'macros/at_least.sql':
            '{% test at_least(model, column_name, minimum) %}select * from {{ model }} where {{ column_name }} < {{ minimum }}{% endtest %}\n',
          'models/orders.yml':
            'models:\n  - name: orders\n    columns:\n      - name: amount\n        data_tests:\n          - at_least: {minimum: 0, severity: warn}\n',
        },
      },
      {
        name: 'renames a parameter that callers pass by position',
        base: {
          'macros/money.sql': '{% macro money(column) %}round({{ column }}, 2){% endmacro %}\n',
          'models/orders.sql': "select {{ money('1') }} as amount\n",
        },
        head: { 'macros/money.sql': '{% macro money(name) %}round({{ name }}, 2){% endmacro %}\n' },
      },
      {
        name: 'changes the macro and its caller together',
        base: {
          'macros/money.sql':
            '{% macro money(column, digits) %}round({{ column }}, {{ digits }}){% endmacro %}\n',
          'models/orders.sql': "select {{ money('1', digits=3) }} as amount\n",
        },
        head: {
          'macros/money.sql': '{% macro money(column) %}round({{ column }}, 2){% endmacro %}\n',
          'models/orders.sql': "select {{ money('1') }} as amount\n",
        },
      },
      {
        name: 'adds a parameter to a macro that is called without all of them, and hands one on that may be left out',
        base: {
          'macros/money.sql':
            '{% macro money(column, digits) %}{{ rounded(column, digits) }}{% endmacro %}\n{% macro rounded(column, digits) %}{% if digits is defined %}round({{ column }}, {{ digits }}){% else %}{{ column }}{% endif %}{% endmacro %}\n',
          'models/orders.sql': "select {{ money('1') }} as amount, {{ rounded('1') }} as paid\n",
        },
        head: {
          'macros/money.sql':
            '{% macro money(column, digits, unit) %}{{ rounded(column, digits) }}{{ unit }}{% endmacro %}\n{% macro rounded(column, digits) %}{{ plain(column, digits) }}{% endmacro %}\n{% macro plain(column, digits) %}{% if digits is defined %}round({{ column }}, {{ digits }}){% else %}{{ column }}{% endif %}{% endmacro %}\n',
        },
      },
      {
        name: 'moves parameters, and calls it anew where it was not called like this',
        base: {
          'macros/share.sql':
            '{% macro share(name, part, whole) %}{{ part }} / {{ whole }} as {{ name }}{% endmacro %}\n',
          'models/orders.sql': "select {{ share('paid', '1', '2') }}\n",
        },
        head: {
          'macros/share.sql': '{% macro share(part, whole) %}{{ part }} / {{ whole }}{% endmacro %}\n',
          'models/orders.sql': "select {{ share('1', '2') }} as paid\n",
          'models/items.sql': "select {{ share('3', '4') }} as sent\n",
        },
      },
      {
        name: 'adds a parameter to a test that does without it',
        base: {
          'tests/generic/recent.sql':
            '{% test recent(model, field) %}select * from {{ model }} where {{ field }} < 1{% endtest %}\n',
          'models/orders.sql': 'select 1 as id\n',
          'models/orders.yml':
            'models:\n  - name: orders\n    data_tests:\n      - recent:\n          field: id\n',
        },
        head: {
          'tests/generic/recent.sql':
            '{% test recent(model, field, days) %}{% set days = days | default(1) %}select * from {{ model }} where {{ field }} < {{ days }}{% endtest %}\n',
        },
      },
      {
        name: 'adds a parameter with a default at the end',
        base: {
          'macros/money.sql': '{% macro money(column) %}round({{ column }}, 2){% endmacro %}\n',
          'models/orders.sql': "select {{ money('1') }} as amount\n",
        },
        head: {
          'macros/money.sql':
            '{% macro money(column, digits=2) %}round({{ column }}, {{ digits }}){% endmacro %}\n',
        },
      },
      {
        name: 'removes a parameter, but takes any arguments',
        base: {
          'macros/money.sql':
            '{% macro money(column, digits=2) %}round({{ column }}, {{ digits }}){% endmacro %}\n',
          'models/orders.sql': "select {{ money('1', digits=3) }} as amount\n",
        },
        head: {
          'macros/money.sql':
            "{% macro money(column) %}round({{ column }}, {{ kwargs.get('digits', 2) }}){% endmacro %}\n",
        },
      },
    ],
  },
  *check(context) {
    for (const project of context.workspace.projects) {
      for (const [id, then] of project.base?.macros ?? []) {
        const now = project.head?.macros.get(id);
        if (!now || now.variadic || signature(then) === signature(now)) continue;
        const finding = brokenCalls(project, then, now, context.change);
        if (finding) yield finding;
      }
    }
  },
});

function signature({ parameters }: Macro): string {
  return parameters.map(({ name, optional }) => `${name}${optional ? '?' : ''}`).join(', ');
}

interface Broken {
  /** The parameter it is about. */
  parameter: string;
  what: string;
  /** True if Jinja stops; else the macro is filled wrongly. */
  stops: boolean;
  /** True if an argument is for another parameter than it was. */
  shifts?: boolean;
}

interface BrokenCall extends Broken {
  place: RelatedLocation;
  /** True if it is surely run. */
  sure: boolean;
}

function brokenCalls(
  { base, head }: ProjectChange,
  then: Macro,
  now: Macro,
  change: ChangeSet,
): RuleFinding | undefined {
  if (!head || !base) return undefined;
  const old = change.base.text(then.span.path) ?? '';
  const found = [...callersOf(head, now, change.head)].flatMap(({ call, by, sure }): BrokenCall[] => {
    const broken = mismatch(call, then, now) ?? lacking(call, then, now, old);
    if (!broken || (broken.shifts && !wasWritten(call, change))) return [];
    const place = { ...head.locate(call.span), message: `${by} ${broken.what}` };
    return [{ ...broken, place, sure: sure && !isConditional(change.head, call.span) }];
  });
  const worst = found.toSorted((a, b) => rank(a) - rank(b) || byPlace(a.place, b.place))[0];
  if (!worst) return undefined;
  const critical = worst.stops && worst.sure;
  return {
    severity: critical ? 'critical' : 'high',
    confidence: worst.sure ? 'proven' : 'likely',
    title: `Macro ${code(now.name)} takes other parameters now, but ${counted(found.length, 'call')} still ${found.length === 1 ? 'passes' : 'pass'} the old ones`,
    message: `At ${placed(worst.place)}, ${worst.place.message}${worst.stops ? ': Jinja stops there' : ''}. It was ${code(`${then.name}(${signature(then)})`)}, now it is ${code(`${now.name}(${signature(now)})`)}.`,
    resource: now.id,
    subject: worst.parameter,
    location: changedAt(head, then, now),
    related: found.map(({ place }) => place).sort(byPlace),
  };
}

/** True if the call stands at base as well: who writes another one has the new parameters in mind. */
function wasWritten({ span }: Caller['call'], { base, head, files }: ChangeSet): boolean {
  const file = files.find(({ path }) => path === span.path);
  if (!file) return true;
  const call = head.text(span.path)?.slice(span.start, span.end) ?? '';
  const before = file.base && base.text(file.base.path);
  return before?.replaceAll(/\s/g, '').includes(call.replaceAll(/\s/g, '')) ?? false;
}

function rank({ stops, sure }: BrokenCall): number {
  return (stops ? 0 : 2) + (sure ? 0 : 1);
}

/** What is wrong with a call at head that was right at base. */
function mismatch({ arguments: passed }: Caller['call'], then: Macro, now: Macro): Broken | undefined {
  if (!passed || passed.open) return undefined;
  const [old, current] = [then, now].map(({ parameters }) => parameters.map(({ name }) => name)) as [
    string[],
    string[],
  ];
  const unknown = passed.named.find((name) => old.includes(name) && !current.includes(name));
  if (unknown !== undefined)
    return { parameter: unknown, what: `still passes ${code(unknown)}`, stops: true };
  const { positional } = passed;
  const before = old[current.length] ?? '';
  if (positional > current.length && positional <= old.length)
    return {
      parameter: before,
      what: `passes ${counted(positional, 'argument')} to ${counted(current.length, 'parameter')}`,
      stops: true,
    };
  for (let index = 0; index < Math.min(positional, old.length); index++) {
    const [was, is] = [old[index] ?? '', current[index] ?? ''];
    if (was !== is && (current.includes(was) || old.includes(is)))
      return {
        parameter: was,
        what: `passes what was ${code(was)} as ${code(is)}`,
        stops: false,
        shifts: true,
      };
  }
  return undefined;
}

/**
 * A parameter that a call has to pass now and does not. Undefined for calls that left out others before: the macro
 * makes do with what is undefined; and where only the body told that it could be left out, which may hand it on now.
 */
function lacking(
  { arguments: passed }: Caller['call'],
  then: Macro,
  now: Macro,
  old: string,
): Broken | undefined {
  if (!passed || passed.open) return undefined;
  const needed = ({ parameters }: Macro) =>
    parameters.filter(
      ({ name, optional }, index) => !optional && index >= passed.positional && !passed.named.includes(name),
    );
  const [before, missing] = [needed(then), needed(now)];
  if (before.length > 0) return undefined;
  const first = missing.find(({ name }) => {
    const known = then.parameters.find((each) => each.name === name);
    return !known || /^\s*=/.test(old.slice(known.span.start + name.length));
  });
  return first && { parameter: first.name, what: `does not pass ${code(first.name)}`, stops: false };
}

/** The first parameter that is new or stands elsewhere, else the definition. */
function changedAt(head: Project, then: Macro, now: Macro) {
  const changed = now.parameters.find(
    ({ name, optional }, index) =>
      then.parameters[index]?.name !== name || then.parameters[index]?.optional !== optional,
  );
  const { path, start } = now.span;
  return head.locate(changed?.span ?? { path, start, end: start + 1 });
}
