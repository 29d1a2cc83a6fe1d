import { describe, expect, test } from 'vitest';
import { Corpus } from '../../scripts/bench-rules/corpus.ts';
import { judge, measure } from '../../scripts/bench-rules/measure.ts';
import type { Site } from '../../scripts/bench-rules/mutation.ts';
import { mutations } from '../../scripts/bench-rules/mutations.ts';
import { blanked, readSelects } from '../../scripts/bench-rules/sql-text.ts';
import { createRandom } from '../../scripts/support/random.ts';
import { textSnapshot } from '../../scripts/support/revision.ts';
import type { Revision } from '../../scripts/support/revision.ts';
import { shop } from '../../src/demo/shop.ts';
import type { ReportFinding } from '../../src/report/schema.ts';

const files = {
  ...shop,
  'models/staging/stg_parcels.sql':
    "with source as (\n  select * from {{ source('shop', 'parcels') }}\n)\n\nselect\n  id as parcel_id,\n  weight,\n  'a, b' as note -- kept, as it was\nfrom source\n",
  'models/marts/parcels.sql':
    "select p.parcel_id, p.weight\nfrom {{ ref('stg_parcels') }} as p\nwhere p.note is not null\n",
};
const corpus = new Corpus(new Map(Object.entries(files)));
const revision: Revision = {
  commit: 'memory',
  texts: corpus.files,
  with: (changes) => {
    const kept = Object.entries({ ...files, ...changes }).filter(
      (file): file is [string, string] => file[1] !== null,
    );
    return textSnapshot(Object.fromEntries(kept));
  },
};

function sitesOf(id: string, seed = '1', most = 10): Site[] {
  const found: Site[] = [];
  for (const site of mutations.find((mutation) => mutation.id === id)!.sites(corpus, createRandom(seed))) {
    found.push(site);
    if (found.length === most) break;
  }
  return found;
}

test('commas in strings, comments and calls end no item', () => {
  const text = "select a, 'x, y' as b, f(c, d) as e -- g, h\nfrom {{ ref('t') }} as u";
  const [select] = readSelects(text, blanked(text));
  expect(select!.items.map(({ name }) => name)).toEqual(['a', 'b', 'e']);
  expect(select!.sources).toMatchObject([{ target: 'ref:t', alias: 'u' }]);
});

test('braces in a string do not end a call', () => {
  const text = "{{ config(\n  post_hook='{{ share() }}'\n) }}\nwith a as (select 1 as b)\nselect b from a";
  expect(readSelects(text, blanked(text)).map(({ depth }) => depth)).toEqual([1, 0]);
});

test('uses are those that the text proves', () => {
  const parcels = corpus.models.find(({ name }) => name === 'stg_parcels')!;
  expect(corpus.uses(parcels).map(({ column, line, clause }) => [column, line, clause])).toEqual([
    ['parcel_id', 1, 'list'],
    ['weight', 1, 'list'],
    ['note', 3, 'where'],
  ]);
});

test('no two mutations have one id', () => {
  const ids = mutations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(mutations)('$id: $what', ({ id, rules }) => {
  test('every site changes something, and its places are there', () => {
    for (const { overlay = {}, head, places } of sitesOf(id)) {
      const base: Record<string, string | null> = { ...files, ...overlay };
      const changed = Object.entries(head).filter(([path, text]) => text !== (base[path] ?? null));
      expect(changed).not.toEqual([]);
      expect(places.length > 0).toBe(rules.length > 0);
      const lines = (path: string, side: 'base' | 'head') =>
        ((side === 'head' && path in head ? head[path] : base[path]) ?? '').split('\n').length;
      const inFile = places.filter(({ path, line, side = 'head' }) => line >= 1 && line <= lines(path, side));
      expect(inFile.length > 0).toBe(rules.length > 0);
    }
  });

  test('the same seed gives the same sites', () => {
    expect(sitesOf(id, '2', 3)).toEqual(sitesOf(id, '2', 3));
  });
});

test('what is broken is found, what is not is left alone', async () => {
  const ids = ['M01', 'M11', 'M17', 'N02', 'N11', 'N20', 'V44', 'V45', 'V46', 'V47'];
  const chosen = mutations.filter(({ id }) => ids.includes(id));
  const measured = await measure(chosen, revision, corpus, { sites: 2, seed: '1' });
  expect(measured.map(({ mutation }) => mutation.id)).toEqual(ids);
  for (const { mutation, results } of measured) {
    const outcomes = new Set(results.map(({ outcome }) => outcome));
    expect([mutation.id, ...outcomes]).toEqual([mutation.id, mutation.rules.length > 0 ? 'found' : 'clean']);
  }
});

describe('judging', () => {
  const site: Site = {
    name: '',
    head: {},
    places: [{ path: 'a.sql', line: 10, side: 'base' }],
    atMost: 'high',
  };
  const finding = (rule: string, line: number, rest: Partial<ReportFinding> = {}): ReportFinding =>
    ({
      rule,
      severity: 'high',
      location: { path: 'a.sql', side: 'base', startLine: line, endLine: line },
      ...rest,
    }) as ReportFinding;
  const mutation = { rules: ['quality/x'], also: ['docs/y'] };

  test.each([
    ['found', [finding('quality/x', 12)], 0],
    ['misplaced', [finding('quality/x', 13)], 0],
    ['missed', [finding('docs/y', 10)], 0],
    ['missed', [finding('cost/z', 10)], 1],
    ['missed', [finding('cost/z', 10, { severity: 'low' })], 0],
    ['found', [finding('quality/x', 10), finding('quality/x', 40)], 1],
    ['found', [finding('quality/x', 10, { severity: 'critical' })], 1],
  ])('%s', (outcome, findings, unrelated) => {
    const judged = judge(mutation, site, findings);
    expect([judged.outcome, judged.unrelated.length]).toEqual([outcome, unrelated]);
  });

  test('anything said of a benign edit is wrong', () => {
    const low = finding('docs/y', 1, { severity: 'low' });
    expect(judge({ rules: [] }, { ...site, places: [] }, [low]).outcome).toBe('accused');
    expect(judge({ rules: [] }, { ...site, places: [] }, []).outcome).toBe('clean');
  });
});

test('models that a project switches off are no sites', () => {
  const shopOf = (settings: string) =>
    new Corpus(
      new Map([
        ['dbt_project.yml', `name: shop\nmodels:\n  shop:\n${settings}`],
        ['models/old/orders.sql', 'select 1 as id'],
        ['models/orders_now.sql', 'select 1 as id'],
        ['models/sales.sql', 'select 1 as id'],
        ['models/sales.yml', 'models: [{name: sales, config: {enabled: false}}]'],
      ]),
    ).models.map(({ name }) => name);
  expect(shopOf('    old: {+enabled: false}\n')).toEqual(['orders_now']);
  expect(shopOf('    +enabled: false\n    old: {orders: {enabled: true}}\n')).toEqual(['orders']);
  expect(shopOf('    old: {+enabled: \'{{ var("old") }}\'}\n')).toEqual(['orders_now']);
});

test('selects that a union puts together by name are known as such', () => {
  const text = 'select a from t\nfull outer union all corresponding\nselect b from u';
  expect(readSelects(text, blanked(text)).map(({ united, end }) => [united, end])).toEqual([
    [true, 16],
    [true, text.length],
  ]);
});

test('a query that another run replaces is not what a model surely returns', () => {
  const text = "{% if var('old') %}\nselect 1 as id\n{% else %}\nselect 2 as id\n{% endif %}\n";
  const [model] = new Corpus(
    new Map([
      ['dbt_project.yml', 'name: shop\n'],
      ['models/orders.sql', text],
    ]),
  ).models;
  expect(model).toMatchObject({ name: 'orders' });
  expect(model!.output).toBeUndefined();
});
