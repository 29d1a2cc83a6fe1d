import { code } from '../../finding.ts';
import type { Macro } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { get, items, textOf } from '../../project/yaml/node.ts';
import { parseYaml } from '../../project/yaml/parse.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';

const macro = '{% macro cents(column) %}\n  {{ column }} / 100\n{% endmacro %}\n';
const project = { 'dbt_project.yml': 'name: shop\nprofile: shop\n' };

export const rule = defineRule({
  id: 'docs/macro-undocumented',
  summary: 'A new macro has neither a description nor a comment above it',
  severity: 'low',
  why: 'Whoever calls it has to read its body to learn what its parameters mean and what comes out.',
  advice: 'Describe it under `macros:` of a properties file, or in a `{# … #}` comment above it.',
  silent: [
    'tests, materializations and overrides that dbt calls by itself, and macros whose name begins with an underscore',
    'macros that base had, also if they move',
    'if a properties file of the project cannot be read',
  ],
  default: 'off',
  examples: {
    fires: [
      {
        name: 'adds a macro',
        base: project,
        head: { 'macros/cents.sql': macro },
        findings: [{ path: 'macros/cents.sql', line: 1, subject: 'cents' }],
      },
    ],
    silent: [
      {
        name: 'adds a macro with a description',
        base: project,
        head: {
          'macros/cents.sql': macro,
          'macros/schema.yml': 'version: 2\nmacros:\n  - name: cents\n    description: Cents in euros\n',
        },
      },
      {
        name: 'adds a macro with a comment',
        base: project,
        head: { 'macros/cents.sql': `{# Cents in euros #}\n${macro}` },
      },
      {
        name: 'moves a macro',
        base: { ...project, 'macros/cents.sql': macro },
        head: { 'macros/cents.sql': null, 'macros/money/cents.sql': macro },
      },
    ],
  },
  async *check(context) {
    for (const { base, head } of context.workspace.projects) {
      if (!head) continue;
      const added = [...head.macros.values()].filter(
        (it) => it.package === head.name && !base?.macros.has(it.id) && isOwn(it.name),
      );
      if (added.length > 0) yield* undocumented(context, head, added);
    }
  },
});

async function* undocumented(
  { change, files }: RuleContext,
  project: Project,
  added: readonly Macro[],
): AsyncIterable<RuleFinding> {
  if (project.problems.some(({ span }) => /\.ya?ml$/.test(span.path))) return;
  const described = await describedMacros(change.head, project.root);
  for (const { id, name, span } of added) {
    if (described.has(name) || !files.some(({ path }) => path === span.path)) continue;
    if (/#\}\s*$/.test(change.head.text(span.path)?.slice(0, span.start) ?? '')) continue;
    yield {
      confidence: 'proven',
      title: `The macro ${code(name)} has no description`,
      message: 'No properties file describes it, and no comment stands above it.',
      resource: id,
      subject: name,
      location: project.locate({ ...span, end: span.start }),
    };
  }
}

/** Those of another name are called by dbt, which says itself what they are for. */
function isOwn(name: string): boolean {
  return !/^_|__|^(test|materialization|snapshot|operation)_|^generate_(schema|alias|database)_name$/.test(
    name,
  );
}

/** Names of macros that some properties file of the project describes. */
async function describedMacros(head: Snapshot, root: string): Promise<Set<string>> {
  const inProject = root === '' ? '' : `${root}/`;
  const paths = [...head.entries.keys()].filter(
    (path) => path.startsWith(inProject) && /\.ya?ml$/i.test(path),
  );
  await head.load(paths, 'dispensable');
  const names = new Set<string>();
  for (const path of paths) {
    const text = head.text(path);
    if (text === undefined || !/^macros:/m.test(text)) continue;
    for (const item of items(get(parseYaml(text).root, 'macros'))) {
      const name = textOf(get(item, 'name'));
      if (name !== undefined && textOf(get(item, 'description')) !== undefined) names.add(name);
    }
  }
  return names;
}
