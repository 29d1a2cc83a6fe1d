import { code } from '../../finding.ts';
import { docCalls } from '../../project/dbt/doc-blocks.ts';
import type { DocumentedColumn, Resource, ResourceType } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { stoodAtBase } from '../shared/descriptions.ts';
import { changedPairs, ownAdditions } from '../shared/pairs.ts';
import { documented } from '../shared/pii.ts';
import { counted } from '../shared/text.ts';

const taxedOrders = (source: string) =>
  `sources:\n  - name: ${source}\n    tables:\n      - name: orders\n        columns:\n          - name: amount\n          - name: tax\n            description: "{{ doc('amount') }}"\n`;

export const rule = defineRule({
  id: 'docs/doc-block-mismatch',
  summary: 'A column is described by the doc block of another column, although it has one of its own',
  severity: 'medium',
  why: 'The catalogue shows a plausible text about the wrong column, which nobody doubts.',
  advice: 'Name the column’s own block.',
  silent: [
    'blocks that are not called like another column of the same model, or for which the column has no better one',
    'if the block’s name has the column’s in it: `order_id` for `id`',
    'descriptions that call several blocks, and those that base has already, be it under another name of the model',
    'several columns of one model are one finding',
  ],
  examples: {
    fires: [
      {
        name: 'describes two columns by the block of one',
        base: {
          'models/orders.sql': 'select 1 as amount, 2 as tax\n',
          'models/docs.md': '{% docs amount %}Paid{% enddocs %}\n{% docs tax %}Of it{% enddocs %}\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: "{{ doc(\'amount\') }}"\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: "{{ doc(\'amount\') }}"\n      - name: tax\n        description: "{{ doc(\'amount\') }}"\n',
        },
        findings: [{ path: 'models/schema.yml', line: 7, subject: 'tax' }],
      },
      {
        name: 'swaps two blocks that are called after the model',
        base: {
          'models/orders.sql': 'select 1 as amount, 2 as tax\n',
          'models/docs.md':
            '{% docs orders__amount %}Paid{% enddocs %}\n{% docs orders__tax %}Of it{% enddocs %}\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: "{{ doc(\'orders__amount\') }}"\n      - name: tax\n        description: "{{ doc(\'orders__tax\') }}"\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: "{{ doc(\'orders__tax\') }}"\n      - name: tax\n        description: "{{ doc(\'orders__amount\') }}"\n',
        },
        findings: [{ path: 'models/schema.yml', line: 5 }],
      },
    ],
    silent: [
      {
        name: 'gives another name to a source that was described so',
        base: {
          'models/docs.md': '{% docs amount %}Paid{% enddocs %}\n{% docs tax %}Of it{% enddocs %}\n',
          'models/sources.yml': taxedOrders('raw'),
        },
        head: { 'models/sources.yml': taxedOrders('shop') },
      },
      {
        name: 'shares a block between columns of which one has none of its own',
        base: {
          'models/orders.sql': 'select 1 as amount, 2 as tax\n',
          'models/docs.md': '{% docs amount %}In euros{% enddocs %}\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: "{{ doc(\'amount\') }}"\n      - name: tax\n        description: "{{ doc(\'amount\') }}"\n',
        },
      },
      {
        name: 'describes an id by a more precise block',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as order_id\n',
          'models/docs.md':
            '{% docs id %}Some id{% enddocs %}\n{% docs order_id %}Of an order{% enddocs %}\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n        description: "{{ doc(\'order_id\') }}"\n      - name: order_id\n        description: "{{ doc(\'order_id\') }}"\n',
        },
      },
      {
        name: 'adds a column to a model in which two blocks were swapped before',
        base: {
          'models/orders.sql': 'select 1 as amount, 2 as tax\n',
          'models/docs.md': '{% docs amount %}Paid{% enddocs %}\n{% docs tax %}Of it{% enddocs %}\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: "{{ doc(\'tax\') }}"\n      - name: tax\n        description: "{{ doc(\'amount\') }}"\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: id\n        description: Of the shop\n      - name: amount\n        description: "{{ doc(\'tax\') }}"\n      - name: tax\n        description: "{{ doc(\'amount\') }}"\n',
        },
      },
    ],
  },
  *check(context) {
    for (const { project, head, base } of described(context)) {
      const wrong = (head.properties?.columns ?? []).flatMap((column) => {
        if (column.description === documented(base, column.name.toLowerCase())?.description) return [];
        if (!base && stoodAtBase(context, project, column.span)) return [];
        return mismatch(project, head, column) ?? [];
      });
      const [first, ...others] = wrong.toSorted((a, b) => a.column.nameSpan.start - b.column.nameSpan.start);
      if (first) yield finding(project, head, first, others);
    }
  },
});

const types: ResourceType[] = ['model', 'seed', 'snapshot', 'source'];

function* described(
  context: RuleContext,
): Iterable<{ project: Project; head: Resource; base?: Resource | undefined }> {
  for (const { change, after: project, head, base } of changedPairs(context, types)) {
    if (change.because.includes('properties')) yield { project, head, base };
  }
  for (const { after: project, head } of ownAdditions(context, types)) yield { project, head };
}

interface Mismatch {
  column: DocumentedColumn;
  /** Names of blocks. */
  is: string;
  better: string;
}

function mismatch(
  project: Project,
  { properties }: Resource,
  column: DocumentedColumn,
): Mismatch | undefined {
  const [call, ...more] = column.description.includes('doc') ? docCalls(column.description) : [];
  if (!call || more.length > 0 || call.package !== undefined) return undefined;
  const own = column.name.toLowerCase();
  const { blocks } = project.docBlocks;
  if (!blocks.has(call.name) || hasWord(call.name.toLowerCase(), own)) return undefined;
  for (const { name } of properties?.columns ?? []) {
    const other = name.toLowerCase();
    if (other === own || !hasWord(call.name.toLowerCase(), other)) continue;
    const at = call.name.toLowerCase().lastIndexOf(other);
    const better = `${call.name.slice(0, at)}${column.name}${call.name.slice(at + other.length)}`;
    if (blocks.has(better)) return { column, is: call.name, better };
  }
  return undefined;
}

/** True if a name consists of another one, or of it and more words. */
function hasWord(name: string, word: string): boolean {
  return `_${name.replaceAll(/\W/g, '_')}_`.includes(`_${word}_`);
}

function finding(
  project: Project,
  head: Resource,
  { column, is, better }: Mismatch,
  others: readonly Mismatch[],
): RuleFinding {
  const more = others.length === 0 ? '' : `, and ${counted(others.length, 'more column')} likewise`;
  return {
    confidence: 'likely',
    title: `${code(column.name)} of ${code(head.name)} is described by the doc block ${code(is)}${more}`,
    message: `There is a block ${code(better)}, which is called like the column.`,
    resource: head.id,
    ...(others.length === 0 && { subject: column.name.toLowerCase() }),
    location: project.locate(column.nameSpan),
    related: others.map((each) => ({
      ...project.locate(each.column.nameSpan),
      message: `${code(each.column.name)} is described by ${code(each.is)} instead of ${code(each.better)}.`,
    })),
  };
}
