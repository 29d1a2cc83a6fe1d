import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { changedPairs, isUnreadable, relationTypes } from '../shared/pairs.ts';

const owned = (owner: string) => `models:\n  - name: orders\n    description: All orders\n${owner}`;
const model = { 'models/orders.sql': 'select 1 as id\n' };

export const rule = defineRule({
  id: 'governance/owner-missing',
  summary: 'A model, seed or snapshot loses its owner or its group',
  severity: 'medium',
  why: 'When it breaks, nobody is called, and nobody decides who may read it.',
  advice: 'Name the new owner.',
  silent: [
    'what had no owner before, and an owner who is replaced',
    'an owner that moves to another file, to `config.meta`, or becomes a group',
    'owners that depend on the target',
  ],
  examples: {
    fires: [
      {
        name: 'removes the owner',
        base: { ...model, 'models/orders.yml': owned('    meta:\n      owner: finance\n') },
        head: { 'models/orders.yml': owned('') },
        findings: [{ path: 'models/orders.yml', line: 4, side: 'base', subject: 'finance' }],
      },
      {
        name: 'takes a folder out of its group',
        base: { ...model, 'dbt_project.yml': 'name: shop\nmodels:\n  shop:\n    +group: finance\n' },
        head: { 'dbt_project.yml': 'name: shop\n' },
        findings: [{ path: 'dbt_project.yml', line: 4, side: 'base', subject: 'finance' }],
      },
    ],
    silent: [
      {
        name: 'names another owner',
        base: { ...model, 'models/orders.yml': owned('    meta: {owner: finance}\n') },
        head: { 'models/orders.yml': owned('    config: {meta: {owner: growth}}\n') },
      },
      {
        name: 'puts the model into a group instead',
        base: { ...model, 'models/orders.yml': owned('    meta: {owner: finance}\n') },
        head: { 'models/orders.yml': owned('    group: finance\n') },
      },
      {
        name: 'changes a model that has no owner',
        base: model,
        head: { 'models/orders.sql': 'select 2 as id\n' },
      },
    ],
  },
  check: (context) => onePerSweep(onePerPlace(losses(context))),
});

function* losses(context: RuleContext): Iterable<RuleFinding> {
  for (const { change, base, head, before, after } of changedPairs(context, relationTypes)) {
    // A macro that thousands of models call changes the owner of none; to read what each says takes seconds.
    if (!change.because.some((cause) => cause === 'properties' || cause === 'config')) continue;
    const then = ownerOf(before, base);
    if (!then?.owner || ownerOf(after, head)?.owner !== '') continue;
    if (base.properties && !head.properties && isUnreadable(after, base.properties.span.path)) continue;
    yield {
      confidence: 'proven',
      title: `${code(head.name)} has no owner any more`,
      message: `At base it was ${code(then.owner)}.`,
      resource: head.id,
      subject: then.owner,
      location: before.locate(then.span ?? base.span),
    };
  }
}

/** The group, or `owner` of meta; empty if there is none. Undefined if it depends on the run. */
function ownerOf(project: Project, resource: Resource) {
  const [group, meta] = [project.setting(resource, 'group'), project.setting(resource, 'meta')];
  if (!group.value.known || !meta.value.known) return undefined;
  if (typeof group.value.value === 'string') return { owner: group.value.value, span: group.span };
  const owner = { ...resource.properties?.meta, ...(meta.value.value as object | undefined) }.owner;
  const name = typeof owner === 'string' ? owner : owner ? JSON.stringify(owner) : '';
  return { owner: name, span: meta.span };
}
