import type { Snapshot } from '../../change/snapshot.ts';
import { code, type Location } from '../../finding.ts';
import type { Macro } from '../../project/dbt/resources.ts';
import type { Project, ProjectChange } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { counted } from '../shared/text.ts';

const released =
  '# Changes\n\n## Unreleased\n\n- One more channel\n\n## 1.1.0\n\n- Refunds\n\n## 1.0.0\n\n- Orders\n';
const base = {
  'CHANGELOG.md': released,
  'models/orders.sql': 'select 1 as id, 2 as amount\n',
  'macros/cents.sql': '{% macro cents(column) %}{{ column }} / 100{% endmacro %}\n',
};

export const rule = defineRule({
  id: 'docs/changelog-missing',
  summary: 'What a released package gives to others changes, and its changelog does not say so',
  severity: 'low',
  why: 'Whoever updates the package reads there what they have to change.',
  advice: 'Add an entry for those who use the package.',
  silent: [
    'packages that collect no entries between releases: neither an “Unreleased” section with entries nor a folder of fragments',
    'packages that were never released: fewer than two versions in the changelog',
    'if the pull request changes the changelog or adds a fragment, whatever that says',
    'private macros (`_x`), implementations for one warehouse (`postgres__x`), disabled models',
    'models whose columns are not all known',
  ],
  examples: {
    fires: [
      {
        name: 'adds a parameter to a macro of a package that keeps a changelog',
        base,
        head: {
          'macros/cents.sql': '{% macro cents(column, digits=2) %}{{ column }} / 100{% endmacro %}\n',
        },
        findings: [{ path: 'macros/cents.sql', line: 1, severity: 'low', subject: 'CHANGELOG.md' }],
      },
      {
        name: 'takes a column and a macro away',
        base,
        head: { 'models/orders.sql': 'select 1 as id\n', 'macros/cents.sql': null },
        findings: [{ path: 'macros/cents.sql', line: 1, side: 'base' }],
      },
      {
        name: 'adds a model, but no fragment for the next release',
        base: {
          ...base,
          'CHANGELOG.md': '## 1.1.0\n\n- Refunds\n\n## 1.0.0\n\n- Orders\n',
          '.changes/unreleased/Features-1.yaml': 'kind: Features\nbody: One more channel\n',
        },
        head: { 'models/refunds.sql': 'select 1 as id\n' },
        findings: [{ path: 'models/refunds.sql', line: 1, subject: '.changes/unreleased' }],
      },
    ],
    silent: [
      {
        name: 'says so',
        base,
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'CHANGELOG.md': released.replace('- One', '- No more amounts\n- One'),
        },
      },
      {
        name: 'adds a fragment',
        base: { ...base, '.changes/unreleased/Features-1.yaml': 'kind: Features\n' },
        head: {
          'models/orders.sql': 'select 1 as id\n',
          '.changes/unreleased/Breaking-2.yaml': 'kind: Breaking\n',
        },
      },
      {
        name: 'gives the same, computed in another way',
        base,
        head: {
          'models/orders.sql': 'select 1 as id, 1 + 1 as amount\n',
          'macros/cents.sql': '{% macro cents(column) %}({{ column }}) / 100{% endmacro %}\n',
        },
      },
      {
        name: 'writes the changelog when it releases',
        base: { ...base, 'CHANGELOG.md': '## 1.1.0\n\n- Refunds\n\n## 1.0.0\n\n- Orders\n' },
        head: { 'models/orders.sql': 'select 1 as id\n' },
      },
      {
        name: 'was never released',
        base: { ...base, 'CHANGELOG.md': '# Changes\n\n## Unreleased\n\n- Orders\n' },
        head: { 'models/orders.sql': 'select 1 as id\n' },
      },
      {
        name: 'changes a private macro and the implementation for one warehouse',
        base: {
          ...base,
          'macros/own.sql':
            '{% macro _own(a) %}1{% endmacro %}\n{% macro postgres__cents(a) %}1{% endmacro %}\n',
        },
        head: {
          'macros/own.sql':
            '{% macro _own(a, b) %}1{% endmacro %}\n{% macro postgres__cents(a, b) %}1{% endmacro %}\n',
        },
      },
    ],
  },
  async *check({ change, files, workspace }) {
    const paths = new Set(files.flatMap(({ path, previousPath = path }) => [path, previousPath]));
    const changed = change.files.map(({ path }) => path);
    for (const project of workspace.projects) {
      const record = project.base && (await recordOf(change.base, project.base.root));
      if (!record || changed.some((path) => path === record || path.startsWith(`${record}/`))) continue;
      const differences = [...publicChanges(project)].filter(({ location }) => paths.has(location.path));
      const [first, ...others] = differences;
      if (first) yield finding(record, first, others);
    }
  },
});

/** Something that users of the package see. */
interface Difference {
  resource: string;
  /** In a sentence: `the macro \`cents\` takes other parameters`. */
  what: string;
  location: Location;
}

function finding(record: string, first: Difference, others: readonly Difference[]): RuleFinding {
  const more =
    others.length > 0
      ? `, and ${counted(others.length, 'more thing')} differ${others.length === 1 ? 's' : ''}`
      : '';
  return {
    confidence: 'likely',
    title: `${first.what}${more}, of which ${code(record)} says nothing`,
    message: 'The package collects there what its next release changes.',
    resource: first.resource,
    subject: record,
    location: first.location,
    related: others.map(({ location, what }) => ({ ...location, message: what })),
  };
}

/** Macros first, then models; each in code-unit order. */
function* publicChanges({ base, head, changes }: ProjectChange): Iterable<Difference> {
  if (!base || !head) return;
  yield* macroChanges(base, head);
  for (const { base: before, head: after } of changes) {
    const model = after ?? before;
    if (model?.type !== 'model' || model.enabled !== true) continue;
    const [project, named] = [after ? head : base, code(model.name)];
    if (model.package !== project.name) continue;
    const location = project.locate({ ...model.span, end: model.span.start });
    if (!before || !after)
      yield { resource: model.id, what: `The model ${named} is ${after ? 'new' : 'gone'}`, location };
    else if (hasOtherColumns(columnsOf(base, before.id), columnsOf(head, after.id)))
      yield { resource: model.id, what: `The model ${named} has other columns`, location };
  }
}

function* macroChanges(base: Project, head: Project): Iterable<Difference> {
  const ids = [...new Set([...base.macros.keys(), ...head.macros.keys()])].sort();
  for (const id of ids) {
    const [before, after] = [base.macros.get(id), head.macros.get(id)];
    const macro = (after ?? before)!;
    const project = after ? head : base;
    if (macro.package !== project.name || isPrivate(macro.name)) continue;
    const location = project.locate({ ...macro.span, end: macro.span.start });
    const named = `The macro ${code(macro.name)}`;
    if (!before || !after) yield { resource: id, what: `${named} is ${after ? 'new' : 'gone'}`, location };
    else if (parametersOf(before) !== parametersOf(after))
      yield { resource: id, what: `${named} takes other parameters`, location };
  }
}

/** Others call it through another macro, or dbt does. */
function isPrivate(name: string): boolean {
  return /^_|__|^(materialization|snapshot|operation)_/.test(name);
}

function parametersOf({ parameters, variadic }: Macro): string {
  return JSON.stringify([parameters.map(({ name, optional }) => [name, optional]), variadic]);
}

function hasOtherColumns(then: string | undefined, now: string | undefined): boolean {
  return then !== undefined && now !== undefined && then !== now;
}

/** Undefined if not all are known. */
function columnsOf(project: Project, id: string): string | undefined {
  const { columns, open } = project.output(id);
  return open.length > 0 ? undefined : JSON.stringify(columns.map(({ name }) => name).sort());
}

const fragmentFolders = ['.changes/unreleased', 'changelog.d', 'newsfragments'];
const changelogs = /^(CHANGELOG|CHANGES|HISTORY)\.(md|rst|txt)$/i;

/** Where a package that was released collects what its next release changes; undefined if it does not seem to. */
async function recordOf(base: Snapshot, root: string): Promise<string | undefined> {
  const inRoot = root === '' ? '' : `${root}/`;
  const here = [...base.entries.keys()].flatMap((path) =>
    path.startsWith(inRoot) ? path.slice(inRoot.length) : [],
  );
  const name = here.find((path) => changelogs.test(path));
  if (name === undefined) return undefined;
  const path = inRoot + name;
  await base.load([path]);
  const sections = sectionsOf(base.text(path) ?? '');
  if (sections.filter(({ isRelease }) => isRelease).length < 2) return undefined;
  const folder = fragmentFolders.find((each) => here.some((other) => other.startsWith(`${each}/`)));
  if (folder !== undefined) return inRoot + folder;
  return sections.some(({ isNext, hasEntries }) => isNext && hasEntries) ? path : undefined;
}

interface Section {
  isRelease: boolean;
  isNext: boolean;
  hasEntries: boolean;
}

/** The parts of a changelog that stand for releases, and for what will be one. */
function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  for (const line of text.slice(0, 500_000).split('\n', 20_000)) {
    const [, heading] = /^#{1,3}\s+(.{1,200})/.exec(line) ?? [];
    const isNext = heading !== undefined && /\b(unreleased|upcoming)\b/i.test(heading);
    const isRelease = heading !== undefined && !isNext && /\bv?\d+\.\d+/.test(heading);
    if (isNext || isRelease) sections.push({ isNext, isRelease, hasEntries: false });
    const last = sections.at(-1);
    if (last && /^\s*[-*+]\s+\S/.test(line)) last.hasEntries = true;
  }
  return sections;
}
