import type { ChangeSet } from '../../change/change-set.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { Location } from '../../finding.ts';
import type { DocumentedColumn, Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { audienceOf } from '../shared/audience.ts';
import { brokenReaders } from '../shared/broken-readers.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { asksForContract, contractMismatch, isEnforced } from '../shared/contracts.ts';
import type { Mismatch } from '../shared/contracts.ts';
import { additions, changedPairs } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';
import { settingPlace } from '../shared/setting-place.ts';
import { typeFamily } from '../shared/sql-types.ts';
import { lostConstraints } from '../shared/lost-constraints.ts';
import { listed } from '../shared/text.ts';

const contract = (enforced: boolean, columns: string) =>
  `models:\n  - name: orders\n    config: {materialized: table, contract: {enforced: ${enforced}}}\n    columns:\n${columns}`;
const dashboard =
  "exposures:\n  - name: sales\n    type: dashboard\n    owner: {email: bi@example.com}\n    depends_on: [ref('orders')]\n";
const idOnly = '      - {name: id, data_type: int}\n';
const idAndAmount = `${idOnly}      - {name: amount, data_type: numeric}\n`;
const withKey = `${idOnly}        constraints:\n          - type: primary_key\n`;

export const rule = defineRule({
  id: 'quality/contract-broken',
  summary: 'A model breaks its enforced contract, promises less than before, or is no longer held to it',
  severity: 'critical',
  why: 'dbt refuses to build a model whose SQL differs from its contract; readers rely on what the contract promised.',
  advice:
    'Bring the SQL and the contract together; to take something back, add a new version of the model instead.',
  silent: [
    'if the columns that the SQL returns cannot be known completely',
    'new columns that the contract names, too',
    'models that dbt holds to no contract, such as ephemeral ones and materialized views',
    'types of one kind (`int` and `bigint`, `varchar` of any length), and casts that macros write',
    'a removed column that something still reads: `quality/column-removed-in-use` reports it',
    'columns that a model takes back or gives another type if all its known readers are models of the project; it is medium if there are none',
    'constraints that the warehouse writes down and does not check, those of which a test says the same, and those of views',
  ],
  examples: {
    fires: [
      {
        name: 'returns a column that the contract does not name',
        base: {
          'models/orders.sql': 'select\n  1 as id,\n  2 as amount\n',
          'models/orders.yml': contract(true, idAndAmount),
        },
        head: { 'models/orders.sql': 'select\n  1 as id,\n  2 as amount,\n  3 as tax\n' },
        findings: [{ path: 'models/orders.sql', line: 4, subject: 'columns' }],
      },
      {
        name: 'no longer returns a column that the contract names',
        base: {
          'models/orders.sql': 'select\n  1 as id,\n  2 as amount\n',
          'models/orders.yml': contract(true, idAndAmount),
        },
        head: { 'models/orders.sql': 'select\n  1 as id\n' },
        findings: [{ path: 'models/orders.sql', line: 3, side: 'base' }],
      },
      {
        name: 'casts a column to another type than the contract says',
        base: {
          'models/orders.sql': "select\n  1 as id,\n  cast('2' as numeric) as amount\n",
          'models/orders.yml': contract(true, idAndAmount),
        },
        head: { 'models/orders.sql': "select\n  1 as id,\n  cast('2' as varchar) as amount\n" },
        findings: [{ path: 'models/orders.sql', line: 3, subject: 'columns' }],
      },
      {
        name: 'switches the contract off',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/orders.yml': contract(true, idAndAmount),
        },
        head: { 'models/orders.yml': contract(false, idAndAmount) },
        findings: [{ path: 'models/orders.yml', line: 3, severity: 'high', subject: 'contract' }],
      },
      {
        name: 'takes a column back, from the SQL and from the contract',
        base: {
          'models/orders.sql': 'select\n  1 as id,\n  2 as amount\n',
          'models/orders.yml': contract(true, idAndAmount),
        },
        head: {
          'models/orders.sql': 'select\n  1 as id\n',
          'models/orders.yml': contract(true, idOnly),
        },
        findings: [
          { path: 'models/orders.yml', line: 6, side: 'base', severity: 'medium', subject: 'amount' },
        ],
      },
      {
        name: 'drops a constraint',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/orders.yml': contract(
            true,
            '      - name: id\n        data_type: int\n        constraints:\n          - type: not_null\n',
          ),
        },
        head: { 'models/orders.yml': contract(true, idOnly) },
        findings: [
          { path: 'models/orders.yml', line: 8, side: 'base', severity: 'high', subject: 'constraints' },
        ],
      },
      {
        name: 'takes the same column back from two models',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/orders.yml': contract(true, idAndAmount),
          'models/returns.sql': 'select 1 as id, 2 as amount\n',
          'models/returns.yml': contract(true, idAndAmount).replace('orders', 'returns'),
        },
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/orders.yml': contract(true, idOnly),
          'models/returns.sql': 'select 1 as id\n',
          'models/returns.yml': contract(true, idOnly).replace('orders', 'returns'),
        },
        findings: [
          { path: 'models/orders.yml', line: 6, side: 'base', severity: 'medium', subject: 'amount' },
        ],
      },
      {
        name: 'takes columns back that a dashboard may show, and nobody else reads',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount, 3 as tax\n',
          'models/orders.yml': contract(true, `${idAndAmount}      - {name: tax, data_type: numeric}\n`),
          'models/daily.sql': "select id from {{ ref('orders') }}\n",
          'models/exposures.yml': dashboard,
        },
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/orders.yml': contract(true, idOnly),
        },
        findings: [
          { path: 'models/orders.yml', line: 6, side: 'base', severity: 'high', subject: 'amount, tax' },
        ],
      },
    ],
    silent: [
      {
        name: 'adds a column to the SQL and to the contract',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/orders.yml': contract(true, idOnly),
        },
        head: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/orders.yml': contract(true, idAndAmount),
        },
      },
      {
        name: 'widens a type',
        base: {
          'models/orders.sql': 'select cast(1 as int) as id\n',
          'models/orders.yml': contract(true, idOnly),
        },
        head: {
          'models/orders.sql': 'select cast(1 as bigint) as id\n',
          'models/orders.yml': contract(true, '      - {name: id, data_type: bigint}\n'),
        },
      },
      {
        name: 'changes a model whose contract is not enforced',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/orders.yml': contract(false, idAndAmount),
        },
        head: { 'models/orders.sql': 'select 1 as id\n' },
      },
      {
        name: 'asks for the contract of an ephemeral model, which dbt does not check',
        base: { 'models/orders.yml': contract(true, idAndAmount) },
        head: { 'models/orders.sql': "{{ config(materialized='ephemeral') }}\nselect 1 as id\n" },
      },
      {
        name: 'names the fields of a struct instead of the column',
        base: { 'models/orders.sql': 'select 1 as id\n', 'models/orders.yml': contract(true, idOnly) },
        head: {
          'models/orders.sql': "select 1 as id, struct('x' as street) as address\n",
          'models/orders.yml': contract(true, `${idOnly}      - {name: address.street, data_type: string}\n`),
        },
      },
      {
        name: 'selects everything from a source, whose columns are not known',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/orders.yml': contract(true, idAndAmount),
          'models/sources.yml': 'sources: [{name: raw, tables: [{name: orders}]}]\n',
        },
        head: { 'models/orders.sql': "select * from {{ source('raw', 'orders') }}\n" },
      },
      {
        name: 'takes a column back that none of its readers reads, which are all models of the project',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/orders.yml': contract(true, idAndAmount),
          'models/daily.sql': "select id from {{ ref('orders') }}\n",
        },
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/orders.yml': contract(true, idOnly),
        },
      },
      {
        name: 'drops a key that the warehouse never checked',
        base: {
          'requirements.txt': 'dbt-bigquery==1.9.0\n',
          'models/orders.sql': 'select 1 as id\n',
          'models/orders.yml': contract(true, withKey),
        },
        head: { 'models/orders.yml': contract(true, idOnly) },
      },
      {
        name: 'drops a constraint of a view, which has none in the warehouse',
        base: {
          'models/orders.sql': "{{ config(materialized='view') }}\nselect 1 as id\n",
          'models/orders.yml': contract(true, withKey),
        },
        head: { 'models/orders.yml': contract(true, idOnly) },
      },
      {
        name: 'moves the contract into the model',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/orders.yml': contract(true, idAndAmount),
        },
        head: {
          'models/orders.sql': "{{ config(contract={'enforced': true}) }}\nselect 1 as id, 2 as amount\n",
          'models/orders.yml': `models:\n  - name: orders\n    columns:\n${idAndAmount}`,
        },
      },
    ],
  },
  *check(context) {
    const takenAway: RuleFinding[] = [];
    for (const pair of changedPairs(context, ['model'])) {
      const then = isEnforced(pair.before, pair.base);
      const now = isEnforced(pair.after, pair.head);
      if (then === true && now === false) yield switchedOff(context.change, pair);
      if (now !== true) continue;
      const broken = breach(context, pair.after, pair.head, then === true ? pair : undefined);
      if (broken) yield broken;
      else if (then === true) takenAway.push(...takenBack(pair, context), ...lostConstraints(pair));
    }
    for (const { head, after } of additions(context, ['model'])) {
      const broken = isEnforced(after, head) === true && breach(context, after, head, undefined);
      if (broken) yield broken;
    }
    yield* onePerSweep(takenAway);
  },
});

function switchedOff(change: ChangeSet, pair: Pair): RuleFinding {
  const { head, after } = pair;
  const key = asksForContract(after, head) === true ? 'materialized' : 'contract';
  return {
    severity: 'high',
    confidence: 'proven',
    title: `The contract of ${code(head.name)} is no longer enforced`,
    message: 'From now on its columns and types may change without anybody noticing.',
    resource: head.id,
    subject: 'contract',
    location: settingPlace(change, pair, key),
  };
}

/** What head's SQL has over its contract, beyond what it had at base; one finding per model. */
function breach(
  { change }: RuleContext,
  after: Project,
  head: Resource,
  pair: Pair | undefined,
): RuleFinding | undefined {
  const now = contractMismatch(after, head, change.head);
  if (!now) return undefined;
  const then = pair && contractMismatch(pair.before, pair.base, change.base);
  const known = new Set(then ? problems(then).map(({ text }) => text) : []);
  const fresh = problems(now)
    .filter(({ text }) => !known.has(text))
    .filter(({ missing }) => missing === undefined || !pair || !hasReaders(pair, missing, change.head));
  const [first] = fresh;
  if (!first) return undefined;
  return {
    confidence: 'proven',
    title: `${code(head.name)} breaks its contract: ${first.text}`,
    message: `dbt stops before it builds the model.${
      fresh.length > 1
        ? ` Also: ${fresh
            .slice(1, 6)
            .map(({ text }) => text)
            .join('; ')}.`
        : ''
    }`,
    resource: head.id,
    subject: 'columns',
    location: placeOf(first, after, pair),
    related: fresh.slice(1).map((each) => ({ ...placeOf(each, after, pair), message: each.text })),
  };
}

interface Problem {
  text: string;
  missing?: string;
  span: Parameters<Project['locate']>[0];
}

function problems({ missing, extra, mistyped }: Mismatch): Problem[] {
  return [
    ...missing.map(({ name, nameSpan }) => ({
      text: `${code(name)} is promised, but not returned`,
      missing: name.toLowerCase(),
      span: nameSpan,
    })),
    ...extra.map(({ name, span }) => ({ text: `${code(name)} is returned, but not promised`, span })),
    ...mistyped.map(({ promised, column, type }) => ({
      text: `${code(promised.name)} is ${code(type)}, but promised as ${code(promised.dataType ?? '')}`,
      span: column.span,
    })),
  ];
}

/** A column that base returned is lost where base projected it. */
function placeOf({ missing, span }: Problem, after: Project, pair: Pair | undefined): Location {
  const lost = pair?.before.output(pair.base.id).columns.find(({ name }) => name === missing);
  return lost && pair ? pair.before.locate(lost.span) : after.locate(span);
}

function hasReaders(pair: Pair, column: string, head: Snapshot): boolean {
  const had = pair.before.output(pair.base.id).columns.some(({ name }) => name === column);
  return had && brokenReaders(pair, { relation: pair.head.id, column }, head).length > 0;
}

/** What the contract itself promises no more, to readers whose queries are not in the project. */
function* takenBack(pair: Pair, { change, policy }: RuleContext): Iterable<RuleFinding> {
  const { base, head, before, after } = pair;
  const readers = outsiders(pair, policy);
  if (readers === undefined) return;
  const { audience, severity } = readers;
  const now = new Map(columnsOf(head).map((column) => [column.name.toLowerCase(), column]));
  const then = columnsOf(base).map((column) => ({ column, name: column.name.toLowerCase() }));
  const gone = then.filter(({ name }) => !now.has(name) && !hasReaders(pair, name, change.head));
  const [first, ...others] = gone;
  if (first)
    yield {
      severity,
      confidence: 'proven',
      title: `The contract of ${code(head.name)} no longer promises ${listed(gone.map(({ column }) => column.name))}`,
      message: `${audience} may still select ${others.length > 0 ? 'them' : 'it'}.`,
      resource: head.id,
      subject: gone.map(({ name }) => name).join(', '),
      location: before.locate(first.column.span),
      related: others.map(({ column }) => ({
        ...before.locate(column.span),
        message: `${code(column.name)}, also taken back`,
      })),
    };
  for (const { column, name } of then) {
    const current = now.get(name);
    if (!current || !isRetyped(column, current, after.dialect)) continue;
    yield {
      severity,
      confidence: 'proven',
      title: `The contract of ${code(head.name)} changes the type of ${code(column.name)} from ${code(column.dataType ?? '')} to ${code(current.dataType ?? '')}`,
      message: `${audience} may rely on the old type, and fail or compare wrongly.`,
      resource: head.id,
      subject: name,
      location: after.locate(current.span),
    };
  }
}

/** Who reads the model besides other models, in words; undefined if nothing says that anybody does. */
function outsiders(
  { after, head }: Pair,
  policy: Policy,
): { audience: string; severity: 'high' | 'medium' } | undefined {
  const audience = audienceOf(after, head, policy);
  if (audience !== undefined) return { audience: `It is ${audience}: whoever reads it`, severity: 'high' };
  if (head.version !== undefined)
    return { audience: 'Readers outside this project that are held to this version', severity: 'high' };
  const isRead = after
    .consumers(head.id)
    .some(({ resource: { type } }) => !['test', 'unit_test'].includes(type));
  if (isRead) return undefined;
  return {
    audience: 'No model reads it, so that its readers are outside this project, and',
    severity: 'medium',
  };
}

function isRetyped(then: DocumentedColumn, now: DocumentedColumn, dialect: string): boolean {
  const [old, current] = [then, now].map(({ dataType }) => typeFamily(dataType ?? '', dialect));
  return old !== undefined && current !== undefined && old !== current;
}

function columnsOf({ properties }: Resource): DocumentedColumn[] {
  return properties?.columns ?? [];
}
