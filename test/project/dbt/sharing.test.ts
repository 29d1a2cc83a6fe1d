import { afterAll, expect, test } from 'vitest';
import type { Content } from '../../../src/change/snapshot.ts';
import type { Project } from '../../../src/project/project.ts';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { memoryChange, type MemoryFiles } from '../../support/memory-snapshot.ts';

const reading = createReading();
afterAll(() => reading.close());

/** Both revisions, and every SQL text that was parsed for them or announced so far. */
async function revisions(files: MemoryFiles, changes: Record<string, string>) {
  const parsed: string[] = [];
  const announced = new Set<string>();
  const engine: typeof reading.engine = {
    ...reading.engine,
    parse(warehouse, text) {
      parsed.push(text);
      return reading.engine.parse(warehouse, text);
    },
    announce: (_, texts) => texts.forEach((text) => announced.add(text)),
  };
  const change = await memoryChange(files, { ...files, ...changes });
  const { projects } = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const { base, head } = projects[0]!;
  return { base: base!, head: head!, parsed, announced };
}

const files = {
  'dbt_project.yml': 'name: shop\nvars:\n  limit: 10\n  other: 1\n',
  'macros/m.sql': '{% macro cents(x) %}{{ x }} * 100{% endmacro %}',
  'macros/o.sql': '{% macro other() %}1{% endmacro %}',
  'models/s.yml':
    'sources:\n  - name: raw\n    tables:\n      - name: orders\n        columns: [{ name: id }]\n',
  'models/orders.sql': "select id, amount from {{ source('raw', 'orders') }}",
  'models/priced.sql':
    "select id, {{ cents('amount') }} as price from {{ ref('orders') }} where id < {{ var('limit') }}",
  'models/all_orders.sql': "select * from {{ ref('orders') }}",
  'models/last.sql': 'select 1 as one',
};

const factsOf = (project: Project, name: string) => project.query(`model.shop.${name}`);

test.each<[string, string, Record<string, string>]>([
  ['nothing it reads changes', 'priced', { 'models/last.sql': 'select 2 as one' }],
  ['another macro changes', 'priced', { 'macros/o.sql': '{% macro other() %}2{% endmacro %}' }],
  [
    'another variable changes',
    'priced',
    { 'dbt_project.yml': 'name: shop\nvars:\n  limit: 10\n  other: 2\n' },
  ],
  [
    'what it reads changes, but not its columns',
    'all_orders',
    { 'models/orders.sql': "select id, amount + 1 as amount from {{ source('raw', 'orders') }}" },
  ],
])('a query is read once for both revisions if %s', async (_, model, changes) => {
  const { base, head } = await revisions(files, changes);
  expect(factsOf(base, model)).toBeDefined();
  expect(factsOf(head, model)).toBe(factsOf(base, model));
});

test.each<[string, string, Record<string, string>, string[]]>([
  [
    'a macro that it calls',
    'priced',
    { 'macros/m.sql': '{% macro cents(x) %}{{ x }} * 100 as cents, 1{% endmacro %}' },
    ['id', 'cents', 'price'],
  ],
  [
    'the columns of what it reads',
    'all_orders',
    { 'models/orders.sql': "select id, total from {{ source('raw', 'orders') }}" },
    ['id', 'total'],
  ],
  ['its own text', 'last', { 'models/last.sql': 'select 1 as two' }, ['two']],
])('a query is read again after a change to %s', async (_, model, changes, columns) => {
  const { base, head } = await revisions(files, changes);
  expect(factsOf(base, model)).not.toBe(factsOf(head, model));
  expect(factsOf(head, model)!.output.columns.map(({ name }) => name)).toEqual(columns);
});

test('a template is evaluated once for both revisions, unless they answer it differently', async () => {
  const { base, head } = await revisions(files, {
    'models/orders.sql': 'select 1 as id, 2 as amount',
    'dbt_project.yml': 'name: shop\nvars:\n  limit: 20\n',
  });
  const templateOf = (project: Project, name: string) => project.template(`model.shop.${name}`)!;
  expect(templateOf(head, 'all_orders').renderings).toHaveLength(1);
  expect(templateOf(base, 'all_orders')).toBe(templateOf(head, 'all_orders'));
  expect(templateOf(base, 'priced')).not.toBe(templateOf(head, 'priced'));
  expect(templateOf(base, 'priced').renderings[0]!.text).toContain('id < 10');
});

test('what is kept of a template says the same before and after its query is read', async () => {
  const both = {
    'dbt_project.yml': 'name: shop\n',
    'models/both.sql': '{% set unused = unheard_of() %}{% if is_incremental() %}select 1 as one{% endif %}',
    'models/broken.sql': 'select {{ 1 ',
  };
  const { head } = await revisions(both, { 'models/both.sql': `${both['models/both.sql']} ` });
  const outlines = () => ['both', 'broken'].map((name) => head.outline(`model.shop.${name}`));
  const before = outlines();
  for (const name of ['both', 'broken']) head.query(`model.shop.${name}`);
  expect(outlines()).toEqual(before);
  expect(before).toMatchObject([
    {
      renderings: [
        { variants: [{ incremental: false }], isBlank: true },
        { variants: [{ incremental: true }], isBlank: false },
      ],
      incomplete: false,
      callsUnknown: true,
    },
    { renderings: [], problem: { span: { path: 'models/broken.sql' } } },
  ]);
  expect(head.outline('model.shop.none')).toBeUndefined();
});

test('a variable that it asks for counts', async () => {
  const { base, head } = await revisions(files, {
    'dbt_project.yml': 'name: shop\nvars:\n  limit: 20\n  other: 1\n',
  });
  expect(factsOf(base, 'priced')!.predicates[0]!.text).toContain('10');
  expect(factsOf(head, 'priced')!.predicates[0]!.text).toContain('20');
});

test('what is above a query is read no further than columns come through', async () => {
  const above = {
    'dbt_project.yml': 'name: shop\n',
    'models/a.sql': 'select 1 as deep',
    'models/b.sql': "with x as (select * from {{ ref('a') }}) select deep as listed from x",
    'models/c.sql': "select * from {{ ref('b') }}",
    'models/d.sql': "select listed from {{ ref('c') }}",
  };
  const { head, parsed } = await revisions(above, {
    'models/d.sql': `${"select listed from {{ ref('c') }}"} `,
  });
  expect(head.query('model.shop.d')!.missing).toEqual([]);
  expect(parsed.some((text) => text.includes('listed'))).toBe(true);
  expect(parsed.filter((text) => text.includes('1 as deep'))).toEqual([]);
  expect(head.output('model.shop.c').columns[0]!.name).toBe('listed');
});

test('the parser is not handed what no `*` passes on', async () => {
  const list = "select id from {{ ref('orders') }}";
  const union = {
    'dbt_project.yml': 'name: shop\n',
    'models/orders.sql': 'select 1 as id, 2 as unwanted',
    'models/wanted.sql': 'select 1 as id, 2 as wanted',
    'models/listed.sql': `select * from (${list} union all ${list})`,
    'models/passed.sql': "select wanted.* from {{ ref('wanted') }} as wanted",
    'models/end.sql': "select l.id from {{ ref('listed') }} l join {{ ref('passed') }} p on p.id = l.id",
  };
  const { head, announced } = await revisions(union, { 'models/end.sql': `${union['models/end.sql']} ` });
  expect(head.query('model.shop.end')!.missing).toEqual([]);
  const isAnnounced = (part: string): boolean => [...announced].some((text) => text.includes(part));
  expect(['union all', 'wanted.*', 'as wanted', 'as unwanted'].map(isAnnounced)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test.each<Exclude<Content, { kind: 'text' }>>([{ kind: 'binary' }, { kind: 'too-large', bytes: 9e6 }])(
  'of a file without text nothing is known, and its readers are read: %o',
  async (content) => {
    const { base, head } = await revisions(
      { ...files, 'models/orders.sql': content },
      { 'models/last.sql': 'select 2 as one' },
    );
    for (const project of [base, head]) {
      expect(factsOf(project, 'orders')).toBeUndefined();
      expect(project.literalTables('model.shop.orders')).toEqual([]);
      expect(project.output('model.shop.orders').open).toEqual(['its template cannot be read']);
      expect(factsOf(project, 'all_orders')!.output.open).not.toEqual([]);
    }
  },
);

test('what changed is read in both revisions before the next, each after what it reads, whatever is asked first', async () => {
  const chain = {
    'dbt_project.yml': 'name: shop\n',
    'macros/m.sql': '{% macro n() %}1{% endmacro %}',
    'models/a_mart.sql': "select *, {{ n() }} as mart from {{ ref('stage') }}",
    'models/other.sql': 'select {{ n() }} as other',
    'models/stage.sql': 'select {{ n() }} as stage',
  };
  const { head, parsed } = await revisions(chain, { 'macros/m.sql': '{% macro n() %}2{% endmacro %}' });
  head.query('model.shop.other');
  expect(parsed.map((text) => /(\d) as (\w+)/.exec(text)?.slice(1).join(' '))).toEqual([
    '2 stage',
    '1 stage',
    '2 mart',
    '1 mart',
    '2 other',
    '1 other',
  ]);
});

const source = (project: Project) => project.resources.get('source.shop.raw.orders');
const entry = 'sources:\n  - name: raw\n    tables:\n      - name: orders\n';

test('a source is one object in both revisions if its file and the project file say the same', async () => {
  const { base, head } = await revisions(files, { 'models/last.sql': 'select 2 as one' });
  expect(source(head)).toBeDefined();
  expect(source(head)).toBe(source(base));
});

test.each<[string, Record<string, string>]>([
  ['the project file', { 'dbt_project.yml': 'name: shop\nsources:\n  shop:\n    +enabled: false\n' }],
  ['its file', { 'models/s.yml': `${entry}        config: { enabled: false }\n` }],
])('a source that %s switches off is off at head alone', async (_, changes) => {
  const { base, head } = await revisions(files, changes);
  expect([source(base)?.enabled, source(head)?.enabled]).toEqual([true, false]);
});

test('a source that another file declares now is found there', async () => {
  const { base, head } = await revisions(files, { 'models/s.yml': '', 'models/raw/s.yml': entry });
  expect([source(base)?.path, source(head)?.path]).toEqual(['models/s.yml', 'models/raw/s.yml']);
});

test('what both revisions write alike is not read to say so, nor ahead of what is', async () => {
  const chain = {
    'dbt_project.yml': 'name: shop\n',
    'macros/m.sql': '{% macro n() %}1{% endmacro %}',
    'models/a.sql': 'select {{ n() }} as a',
    'models/b.sql': "select *, {{ n() }} as b from {{ ref('a') }}",
    'models/c.sql': 'select {{ n() }} as c',
  };
  const { head, parsed, announced } = await revisions(chain, {
    'macros/m.sql': '{% macro n() %}{# one #}1{% endmacro %}',
    'models/c.sql': "{{ config(tags=['x']) }}select {{ n() }} as see",
  });
  const kept = ['c', 'b', 'a'].map((name) => head.keepsQuery(`model.shop.${name}`));
  expect(kept).toEqual([false, true, true]);
  expect([...parsed, ...announced].filter((text) => / as [ab]\b/.test(text))).toEqual([]);
  // What differs was read for that.
  expect(parsed).toHaveLength(2);
});
