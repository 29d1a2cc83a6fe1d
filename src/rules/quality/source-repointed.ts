import { code } from '../../finding.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Pair } from '../shared/pairs.ts';
import { changedPairs } from '../shared/pairs.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { counted, listed } from '../shared/text.ts';

const source = (table: string) =>
  `sources:\n  - name: raw\n    schema: shop\n    tables:\n      - name: orders\n${table}`;
const base = {
  'models/sources.yml': source(''),
  'models/orders.sql': "select id from {{ source('raw', 'orders') }}\n",
};

const twoSources = (database: string) =>
  `sources:\n  - name: raw\n    database: ${database}\n    tables: [{name: orders}]\n  - name: web\n    database: ${database}\n    tables: [{name: visits}]\n`;

export const rule = defineRule({
  id: 'quality/source-repointed',
  summary: 'A source that models read stands for another table than before',
  severity: 'medium',
  why: 'Every model that reads it builds from other data, although not a line of it changes.',
  advice:
    'Say in the pull request that the other table has the same columns and history; rebuild incremental models that hold rows of the old one.',
  silent: [
    'sources that no model reads, and new ones',
    'what depends on the target, a variable or the environment',
    'another case or quotes, and a default that is written out',
  ],
  examples: {
    fires: [
      {
        name: 'gives a table another identifier',
        base,
        head: { 'models/sources.yml': source('        identifier: orders_v2\n') },
        findings: [{ path: 'models/sources.yml', line: 6, severity: 'medium', subject: 'raw.orders' }],
      },
      {
        name: 'moves a whole source to another schema',
        base: {
          'models/sources.yml': source('      - name: items\n'),
          'models/orders.sql': base['models/orders.sql'],
          'models/items.sql': "select id from {{ source('raw', 'items') }}\n",
        },
        head: {
          'models/sources.yml': source('      - name: items\n').replace('schema: shop', 'schema: shop_eu'),
        },
        findings: [{ path: 'models/sources.yml', line: 3 }],
      },
      {
        name: 'reads two sources from another database',
        base: {
          'models/sources.yml': twoSources('shop_dev'),
          'models/orders.sql': base['models/orders.sql'],
          'models/visits.sql': "select id from {{ source('web', 'visits') }}\n",
        },
        head: { 'models/sources.yml': twoSources('shop') },
        findings: [{ path: 'models/sources.yml', line: 3 }],
      },
      {
        name: 'gives a table another identifier in a schema of the environment',
        base: { ...base, 'models/sources.yml': source('').replace('shop', '"{{ env_var(\'SCHEMA\') }}"') },
        head: {
          'models/sources.yml': source('        identifier: orders_v2\n').replace(
            'shop',
            '"{{ env_var(\'SCHEMA\') }}"',
          ),
        },
        findings: [{ path: 'models/sources.yml', line: 6 }],
      },
      {
        name: 'leaves the schema to the name of the source',
        base,
        head: { 'models/sources.yml': base['models/sources.yml'].replace('    schema: shop\n', '') },
        findings: [{ path: 'models/sources.yml', line: 4 }],
      },
    ],
    silent: [
      {
        name: 'writes the identifier out',
        base,
        head: { 'models/sources.yml': source('        identifier: ORDERS\n') },
      },
      {
        name: 'takes the schema from the environment',
        base,
        head: {
          'models/sources.yml': base['models/sources.yml'].replace(
            'shop',
            "\"{{ env_var('SCHEMA', 'shop') }}\"",
          ),
        },
      },
      {
        name: 'changes a source that no model reads',
        base: { 'models/sources.yml': source('') },
        head: { 'models/sources.yml': source('        identifier: orders_v2\n') },
      },
    ],
  },
  check: (context) => repointed(changedPairs(context, ['source'])),
});

interface Move {
  pair: Pair;
  from: string;
  to: string;
  span: Span;
  /** Equal for moves that somebody decided once. */
  decision: string;
}

/** What one setting does to several tables is one finding, and so is another database for several sources. */
function* repointed(pairs: Iterable<Pair>): Iterable<RuleFinding> {
  const groups = new Map<string, Move[]>();
  for (const pair of pairs) {
    const move = moved(pair);
    if (!move || pair.after.consumers(pair.head.id).length === 0) continue;
    groups.set(move.decision, [...(groups.get(move.decision) ?? []), move]);
  }
  for (const moves of groups.values()) {
    const [{ pair, from, to, span }] = moves as [Move, ...Move[]];
    const { after, head } = pair;
    const names = moves.map((move) => move.pair.head.name);
    const readers = new Set(
      moves.flatMap((move) => after.consumers(move.pair.head.id).map(({ resource }) => resource.name)),
    );
    yield {
      confidence: 'proven',
      title: `${names.length === 1 ? `Source ${code(head.name)}` : `Sources ${listed(names)}`} now ${names.length === 1 ? 'stands' : 'stand'} for another table`,
      message: `${code(head.name)} was ${code(from)} and is ${code(to)}. ${listed([...readers], 3)} ${readers.size === 1 ? 'reads' : 'read'} ${names.length === 1 ? 'it' : counted(names.length, 'such table')}.`,
      resource: head.id,
      ...(names.length === 1 && { subject: head.name }),
      location: after.locate(span),
    };
  }
}

const parts = ['database', 'schema', 'identifier'] as const;

/** Undefined if the source stands for the same table, or nobody can say for which. */
function moved(pair: Pair): Move | undefined {
  const { before, after, base: earlier, head } = pair;
  const [from, to] = [address(before, earlier), address(after, head)];
  const changed = parts.filter((_, index) => {
    const [then, now] = [from[index], to[index]];
    return then !== undefined && now !== undefined && then.toLowerCase() !== now.toLowerCase();
  });
  const last = changed.at(-1);
  if (last === undefined) return undefined;
  const span = after.setting(head, last).span ?? head.span;
  const decision = last === 'database' ? `${from[0]} → ${to[0]}` : `${span.path} ${span.start}`;
  return { pair, from: written(from), to: written(to), span, decision };
}

/** Database, schema and identifier, with dbt's defaults: empty for the target's database, undefined where it is not known. */
function address(project: Pair['after'], resource: Pair['head']): (string | undefined)[] {
  const [source = '', table = ''] = resource.name.split('.');
  const defaults = { database: '', schema: source, identifier: table };
  return parts.map((part) => {
    const { value } = project.setting(resource, part);
    const given = value.known ? (value.value ?? defaults[part]) : undefined;
    return typeof given === 'string' ? given : undefined;
  });
}

function written(address: readonly (string | undefined)[]): string {
  return address
    .filter((part) => part !== '')
    .map((part) => part ?? '…')
    .join('.');
}
