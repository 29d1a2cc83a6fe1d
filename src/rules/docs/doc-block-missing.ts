import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { docCalls } from '../../project/dbt/doc-blocks.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import { byPlace, counted, listed, sentence } from '../shared/text.ts';

export const rule = defineRule({
  id: 'docs/doc-block-missing',
  summary:
    'A description names a doc block that is not there, or the pull request deletes a block that is in use',
  severity: 'critical',
  why: 'dbt stops at the first missing block: nothing of the project runs, not only the documentation.',
  advice: 'Bring the block back, or correct the name.',
  silent: [
    'calls that name a package, and new names if a package is not in the repository; then a deleted block is high',
    'if a Markdown file cannot be read',
    'blocks that were missing before this pull request',
  ],
  examples: {
    fires: [
      {
        name: 'deletes a block that two columns use',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as user_id\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n        description: "{{ doc(\'id\') }}"\n      - name: user_id\n        description: "{{ doc(\'id\') }}"\n',
          'models/docs.md': '{% docs id %}A number{% enddocs %}\n',
        },
        head: { 'models/docs.md': 'Nothing is here any more\n' },
        findings: [{ path: 'models/schema.yml', line: 5, subject: 'id' }],
      },
      {
        name: 'names a block that nobody has written',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: Orders\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: "{{ doc(\'ordrs\') }}"\n',
        },
        findings: [{ path: 'models/schema.yml', line: 3 }],
      },
      {
        name: 'deletes a block where a package is not in the repository',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'packages.yml': 'packages:\n  - package: acme/words\n    version: 1.0.0\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: "{{ doc(\'orders\') }}"\n',
          'models/docs.md': '{% docs orders %}One row an order{% enddocs %}\n',
        },
        head: { 'models/docs.md': null },
        findings: [{ path: 'models/schema.yml', line: 3, severity: 'high' }],
      },
      {
        name: 'deletes a file with two blocks that are in use',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/schema.yml':
            'models:\n  - name: orders\n    description: "{{ doc(\'orders\') }}"\n    columns:\n      - name: amount\n        description: "{{ doc(\'amount\') }}"\n',
          'models/docs.md':
            '{% docs orders %}One row an order{% enddocs %}\n{% docs amount %}In euros{% enddocs %}\n',
        },
        head: { 'models/docs.md': null },
        findings: [{ path: 'models/schema.yml', line: 2 }],
      },
    ],
    silent: [
      {
        name: 'moves a block to another file',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: "{{ doc(\'orders\') }}"\n',
          'models/docs.md': '{% docs orders %}One row an order{% enddocs %}\n',
        },
        head: {
          'models/docs.md': null,
          'models/more.md': '{% docs orders %}One row an order{% enddocs %}\n',
        },
      },
      {
        name: 'names a block of a package that is not in the repository',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'packages.yml': 'packages:\n  - package: acme/words\n    version: 1.0.0\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: "{{ doc(\'order\') }}"\n',
        },
      },
      {
        name: 'changes a model whose block was missing before',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: "{{ doc(\'order\') }}"\n',
        },
        head: { 'models/orders.sql': 'select 2 as id\n' },
      },
    ],
  },
  *check(context) {
    for (const { base, head, changes } of context.workspace.projects) {
      if (!head?.docBlocks.complete) continue;
      const deleted = [...(base?.docBlocks.blocks.keys() ?? [])].filter(
        (name) => !head.docBlocks.blocks.has(name),
      );
      const users = deleted.flatMap((name) => head.mentioning(name));
      // Of thousands that a macro changes, few name a block: the others' properties need not be read.
      const naming = new Set(head.mentioning('doc'));
      const changed = changes.flatMap((change) =>
        change.head && naming.has(change.head) ? [change.head] : [],
      );
      const gone: Missing[] = [];
      const unheard: Missing[] = [];
      for (const [name, places] of missingBlocks(head, new Set([...changed, ...users]))) {
        const wasThere = deleted.includes(name);
        // A package that is not here may define a new name; it hardly defines one that was written here.
        if (!wasThere && head.missingPackages.length > 0) continue;
        if (base && missingBlocks(base, base.mentioning(name)).has(name)) continue;
        (wasThere ? gone : unheard).push({ name, places });
      }
      // Blocks go together, with a file or a folder of them.
      if (gone.length > 0) yield* finding(head, gone, true);
      for (const one of unheard) yield* finding(head, [one], false);
    }
  },
});

interface Place {
  resource: Resource;
  span: Span;
}

interface Missing {
  name: string;
  places: readonly Place[];
}

/** The places in the properties of `resources` that name a block which the project lacks, by the block's name. */
function missingBlocks(project: Project, resources: Iterable<Resource>): Map<string, Place[]> {
  const missing = new Map<string, Place[]>();
  for (const resource of resources) {
    const { properties } = resource;
    if (resource.enabled === false) continue;
    for (const described of properties ? [properties, ...properties.columns] : []) {
      if (!described.description.includes('doc')) continue;
      for (const { package: owner, name } of docCalls(described.description)) {
        if (owner !== undefined || project.docBlocks.blocks.has(name)) continue;
        missing.set(name, [...(missing.get(name) ?? []), { resource, span: described.nameSpan }]);
      }
    }
  }
  return missing;
}

function finding(project: Project, missing: readonly Missing[], wasThere: boolean): RuleFinding[] {
  const places = missing.flatMap((one) => one.places);
  const related = places.map(({ resource, span }) => ({
    ...project.locate(span),
    message: `description in ${code(resource.name)}`,
  }));
  const [location, ...others] = related.toSorted(byPlace);
  const first = places[location ? related.indexOf(location) : 0];
  const [one, more] = missing;
  if (!location || !first || !one) return [];
  const { path, side, startLine, endLine } = location;
  const names = listed(missing.map(({ name }) => name));
  const [it, calls] = more ? ['them', ''] : ['it', ` by ${code(`doc('${one.name}')`)}`];
  return [
    {
      ...(project.missingPackages.length > 0
        ? { severity: 'high' as const, confidence: 'likely' as const }
        : { confidence: 'proven' as const }),
      title: more
        ? `The doc blocks ${names} are deleted, but still in use`
        : `The doc block ${names} ${wasThere ? 'is deleted, but still in use' : 'does not exist'}`,
      message: `${sentence(counted(places.length, 'description'))} ${places.length === 1 ? 'names' : 'name'} ${it}${calls}, and no Markdown file of the project defines ${it}, so dbt cannot parse the project.`,
      resource: first.resource.id,
      ...(!more && { subject: one.name }),
      location: { path, side, startLine, endLine },
      related: others,
    },
  ];
}
