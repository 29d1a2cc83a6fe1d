import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { Dependency, Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { isConditional } from '../shared/conditional.ts';
import { byPlace, counted } from '../shared/text.ts';

const versions = (latest: number, list: string) =>
  `models:\n  - name: orders\n    latest_version: ${latest}\n    versions:\n${list}`;
const one = '      - v: 1\n';
const two = '      - v: 2\n';
const files = {
  'models/orders_v1.sql': 'select 1 as id, 2 as amount\n',
  'models/orders_v2.sql': 'select 1 as id\n',
};
const reader = { 'models/report.sql': "select id, amount from {{ ref('orders') }}\n" };

export const rule = defineRule({
  id: 'governance/version-dropped-early',
  summary: 'A version of a model goes without notice, or its readers get another one without being asked',
  severity: 'critical',
  why: 'Versions exist so that readers can change over in their own time. Without a date they cannot know that they have to.',
  advice:
    'Set `deprecation_date` on the version first and remove it after that day; pin `ref()` to a version before `latest_version` moves.',
  silent: [
    'a version whose `deprecation_date` base announced, or that came with this pull request',
    'a model that goes with all its versions: `quality/model-removed-in-use` reports its readers',
    'readers that are changed in the same pull request, or whose query still finds all its columns',
  ],
  examples: {
    fires: [
      {
        name: 'removes a version that was not deprecated',
        base: { ...files, 'models/orders.yml': versions(2, one + two) },
        head: { 'models/orders_v1.sql': null, 'models/orders.yml': versions(2, two) },
        findings: [{ path: 'models/orders_v1.sql', line: 1, side: 'base', severity: 'high', subject: '1' }],
      },
      {
        name: 'lets readers that name no version read one that lacks a column of theirs',
        base: { ...files, ...reader, 'models/orders.yml': versions(1, one + two) },
        head: { 'models/orders.yml': versions(2, one + two) },
        findings: [{ path: 'models/report.sql', line: 1, severity: 'critical', subject: 'latest 2' }],
      },
    ],
    silent: [
      {
        name: 'removes a version that was deprecated',
        base: {
          ...files,
          'models/orders.yml': versions(2, `${one}        deprecation_date: 2026-01-31\n${two}`),
        },
        head: { 'models/orders_v1.sql': null, 'models/orders.yml': versions(2, two) },
      },
      {
        name: 'adds a version and lets readers have it, who find everything there',
        base: {
          ...files,
          'models/report.sql': "select id from {{ ref('orders') }}\n",
          'models/orders.yml': versions(1, one),
        },
        head: { 'models/orders.yml': versions(2, one + two) },
      },
      {
        name: 'changes the reader as well: `quality/unknown-column` reports what it does not find',
        base: { ...files, ...reader, 'models/orders.yml': versions(1, one + two) },
        head: {
          'models/orders.yml': versions(2, one + two),
          'models/report.sql': "select id, amount, 1 as n from {{ ref('orders') }}\n",
        },
      },
      {
        name: 'pins the reader when the latest version moves',
        base: { ...files, ...reader, 'models/orders.yml': versions(1, one + two) },
        head: {
          'models/orders.yml': versions(2, one + two),
          'models/report.sql': "select id, amount from {{ ref('orders', v=1) }}\n",
        },
      },
    ],
  },
  *check({ workspace, change }) {
    for (const { base, head, changes } of workspace.projects) {
      if (!base || !head || head.problems.length > 0) continue;
      const changed = new Set(changes.map(({ id }) => id));
      for (const { base: gone, head: kept } of changes) if (gone && !kept) yield* dropped(base, head, gone);
      yield* moved(base, head, changed, change.head);
    }
  },
});

function* dropped(base: Project, head: Project, gone: Resource): Iterable<RuleFinding> {
  if (gone.type !== 'model' || gone.version === undefined || gone.enabled !== true) return;
  const left = [...head.resources.values()].some(
    ({ type, name, package: own, version }) =>
      type === 'model' && name === gone.name && own === gone.package && version !== undefined,
  );
  if (!left || base.setting(gone, 'deprecation_date').span) return;
  yield {
    severity: 'high',
    confidence: 'proven',
    title: `Version ${gone.version} of ${code(gone.name)} is removed without having been deprecated`,
    message: 'Readers in other projects and tools that are pinned to it had no notice.',
    resource: gone.id,
    subject: gone.version,
    location: base.locate({ ...gone.span, end: gone.span.start }),
  };
}

/** Readers without a pinned version whose version changes under them, and who miss a column then. */
function* moved(
  base: Project,
  head: Project,
  changed: ReadonlySet<string>,
  snapshot: Snapshot,
): Iterable<RuleFinding> {
  for (const model of head.resources.values()) {
    if (model.type !== 'model' || model.version === undefined || model.latest !== true) continue;
    const previous = latestOf(base, model);
    if (!previous || previous.version === model.version) continue;
    const broken = head.consumers(model.id).flatMap(({ resource }) => {
      if (changed.has(resource.id) || resource.enabled !== true) return [];
      if (!base.resources.get(resource.id)?.dependencies.some((each) => isUnpinned(each, previous)))
        return [];
      const known = new Set(base.query(resource.id)?.missing.map(({ column }) => column));
      const missing = (head.query(resource.id)?.missing ?? []).filter(
        ({ column, candidates, span }) =>
          candidates.includes(model.id) && !known.has(column) && !isConditional(snapshot, span),
      );
      return missing.map(({ column, span }) => ({
        ...head.locate(span),
        message: `${resource.type} ${code(resource.name)} reads ${code(column)}`,
      }));
    });
    const [first, ...related] = broken.sort(byPlace);
    if (!first) continue;
    const { message, ...location } = first;
    yield {
      confidence: 'proven',
      title: `${code(model.name)} now means version ${model.version}, and ${counted(broken.length, 'column')} that its readers name ${broken.length === 1 ? 'is' : 'are'} not there`,
      message: `${message}; it named no version and got ${previous.version ?? ''} before.`,
      resource: model.id,
      subject: `latest ${model.version}`,
      location,
      related,
    };
  }
}

function latestOf(project: Project, { name, package: own }: Resource): Resource | undefined {
  return [...project.resources.values()].find(
    (each) => each.type === 'model' && each.name === name && each.package === own && each.latest === true,
  );
}

function isUnpinned({ target, label }: Dependency, { id, version }: Resource): boolean {
  return target === id && !label.endsWith(`.v${version}`);
}
