/** What the documentation says. */
import { folder } from './columns.ts';
import { isStar } from './corpus.ts';
import type { Corpus } from './corpus.ts';
import { propertiesOf, withItem } from './edits.ts';
import type { Mutation, Place, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced } from './sql-text.ts';

/** A unit conversion goes whose unit the description names. */
function* drifting(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const { output, text } = model;
    if (!output || corpus.entry(model) || /\bgroup\s+by\b/i.test(model.plain)) continue;
    const item = output.items.find(
      ({ name, plain }, index) => index > 0 && name && !isStar(plain) && /^(\w+\.)?\w+$/.test(plain),
    );
    if (!item) continue;
    const path = `${folder(model)}bench_units.yml`;
    const yml = propertiesOf(model.name, [
      'columns:',
      `  - name: ${item.name}`,
      '    description: Amount in dollars, divided by 100 from cents',
    ]);
    const divided = spliced(text, item.start, item.end, `${item.plain} / 100 as ${item.name}`);
    yield {
      name: `${model.name}.${item.name} is no longer divided`,
      overlay: { [path]: yml, [model.path]: divided },
      head: { [model.path]: spliced(text, item.start, item.end, `${item.plain} as ${item.name}`) },
      places: [
        { path: model.path, line: lineOf(text, item.start) },
        { path, line: 5 },
        { path, line: 6 },
      ],
    };
  }
}

/** Two columns with a block each, laid over. */
function documented(isSwapped: boolean): string {
  const blocks = isSwapped ? ['bench_city', 'bench_country'] : ['bench_country', 'bench_city'];
  return propertiesOf('bench_places', [
    'columns:',
    '  - name: bench_country',
    `    description: "{{ doc('${blocks[0]}') }}"`,
    '  - name: bench_city',
    `    description: "{{ doc('${blocks[1]}') }}"`,
  ]);
}

function* swapped(corpus: Corpus): Generator<Site> {
  for (const root of corpus.roots) {
    const path = `${root}models/bench_places.yml`;
    const overlay = {
      [`${root}models/bench_places.sql`]: "select 'a' as bench_country, 'b' as bench_city\n",
      [`${root}models/bench_places.md`]:
        '{% docs bench_country %}The country{% enddocs %}\n\n{% docs bench_city %}The city{% enddocs %}\n',
      [path]: documented(false),
    };
    yield {
      name: 'two doc blocks are swapped',
      overlay,
      head: { [path]: documented(true) },
      places: [
        { path, line: 6 },
        { path, line: 8 },
      ],
    };
  }
}

function* blocks(corpus: Corpus, random: Random): Generator<Site> {
  const files = [...corpus.files].filter(
    ([path, text]) => path.endsWith('.md') && /\{%-?\s*docs\s/.test(text),
  );
  for (const [path, text] of random.shuffled(files)) {
    const root = corpus.rootOf(path);
    for (const block of random.shuffled([
      ...text.matchAll(/\{%-?\s*docs\s+(\w+)\s*-?%\}[\s\S]*?\{%-?\s*enddocs\s*-?%\}/g),
    ])) {
      const call = new RegExp(`\\bdoc\\(\\s*['"]${block[1]}['"]\\s*\\)`);
      const places = [...corpus.files].flatMap(([file, yml]): Place[] => {
        const at = /\.ya?ml$/.test(file) && corpus.rootOf(file) === root ? yml.search(call) : -1;
        return at >= 0 ? [{ path: file, line: lineOf(yml, at) }] : [];
      });
      if (places.length === 0) continue;
      yield {
        name: `doc block ${block[1]} is deleted`,
        head: { [path]: spliced(text, block.index, block.index + block[0].length, '') },
        places: [...places, { path, line: lineOf(text, block.index), side: 'base' }],
      };
      break;
    }
  }
}

function* undocumented(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const entry = corpus.entry(model);
    const { output } = model;
    if (!entry || !output || output.united || /\b(group|order)\s+by\s+[\d¤]/i.test(model.plain)) continue;
    const described = new Set(
      entry.columns
        .filter(({ node }) => String(node.get('description') ?? '').trim() !== '')
        .map(({ name }) => name),
    );
    const names = output.items.flatMap(({ name }) => name ?? []);
    if (
      names.length < 3 ||
      names.length !== output.items.length ||
      !names.every((name) => described.has(name))
    )
      continue;
    const { text, line } = withItem(model, output, '1 as bench_extra');
    yield {
      name: `${model.name} gains a column without documentation`,
      head: { [model.path]: text },
      places: [
        { path: model.path, line },
        { path: entry.path, line: entry.line },
      ],
    };
  }
}

export const docsMutations: readonly Mutation[] = [
  {
    id: 'M48',
    what: 'a value changes its unit, the description does not',
    rules: ['docs/description-drift'],
    also: ['quality/type-changed'],
    sites: drifting,
  },
  { id: 'M49', what: 'two doc blocks are swapped', rules: ['docs/doc-block-mismatch'], sites: swapped },
  { id: 'M50', what: 'a doc block in use is deleted', rules: ['docs/doc-block-missing'], sites: blocks },
  {
    id: 'M51',
    what: 'a documented model gains a column without documentation',
    rules: ['docs/new-column-undocumented'],
    also: ['quality/incremental-schema-drift', 'quality/contract-broken', 'quality/union-mismatch'],
    sites: undocumented,
  },
];
