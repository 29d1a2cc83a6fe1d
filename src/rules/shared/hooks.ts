/** SQL that dbt runs before and after models and runs, as it is written. */
import { get, items } from '../../project/yaml/node.ts';
import type { YamlNode } from '../../project/yaml/node.ts';
import { parseYaml } from '../../project/yaml/parse.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import type { RuleContext } from '../rule.ts';
import { additions, changedPairs, relationTypes } from './pairs.ts';

export interface ChangedHook {
  project: Project;
  /** A model's unique id; the path of dbt_project.yml for hooks of a run. */
  resource: string;
  /** For people: the model, or `on-run-end`. */
  name: string;
  key: string;
  text: string;
  span: Span;
  /** What base had at the same place; empty if nothing. */
  before: string;
}

/** Hooks at head that differ from base. A value that Jinja makes is compared as it is written. */
export function* changedHooks(context: RuleContext): Iterable<ChangedHook> {
  const { change } = context;
  const hooks = (project: Project, snapshot: Snapshot, resource: Resource) =>
    ['pre_hook', 'post_hook'].flatMap((key) => {
      const { span } = project.setting(resource, key);
      const text = span && textAt(snapshot, span);
      return span && text !== undefined ? [{ key, span, text }] : [];
    });
  for (const { base, head, before, after } of changedPairs(context, relationTypes)) {
    const had = hooks(before, change.base, base);
    for (const hook of hooks(after, change.head, head)) {
      const old = had.find(({ key }) => key === hook.key)?.text ?? '';
      if (old !== hook.text)
        yield { ...hook, project: after, resource: head.id, name: head.name, before: old };
    }
  }
  for (const { head, after } of additions(context, relationTypes))
    for (const hook of hooks(after, change.head, head)) {
      // What a folder's models run, new ones run too: nobody wrote it for them.
      if (hook.span.path !== head.path && change.base.text(hook.span.path)?.includes(hook.text)) continue;
      yield { ...hook, project: after, resource: head.id, name: head.name, before: '' };
    }
  yield* runHooks(context);
}

/** All hooks of a revision as they are written, each once, however many resources it is for. */
export function* hookTexts(
  project: Project,
  snapshot: Snapshot,
): Iterable<{ name: string; text: string; span: Span }> {
  const seen = new Set<string>();
  const types = new Set<string>(relationTypes);
  for (const resource of project.resources.values()) {
    if (!types.has(resource.type) || resource.enabled === false) continue;
    for (const key of ['pre_hook', 'post_hook']) {
      const { span } = project.setting(resource, key);
      if (!span || seen.has(`${span.start} ${span.path}`)) continue;
      seen.add(`${span.start} ${span.path}`);
      const text = textAt(snapshot, span);
      if (text === undefined) continue;
      yield { name: resource.name, text, span };
    }
  }
  const path = project.root === '' ? 'dbt_project.yml' : `${project.root}/dbt_project.yml`;
  const { root } = parseYaml(snapshot.text(path) ?? '');
  for (const key of runKeys) {
    for (const node of listed(get(root, key))) {
      const span = { path, start: node.start, end: node.end };
      const text = textAt(snapshot, span);
      if (text !== undefined) yield { name: key, text, span };
    }
  }
}

const runKeys = ['on-run-start', 'on-run-end'];

/** `on-run-start` and `on-run-end` of dbt_project.yml. */
function* runHooks({ change, workspace, files }: RuleContext): Iterable<ChangedHook> {
  for (const { head } of workspace.projects) {
    const path = head && (head.root === '' ? 'dbt_project.yml' : `${head.root}/dbt_project.yml`);
    const file = files.find((changed) => changed.path === path);
    if (!head || path === undefined || !file?.head) continue;
    const before = (file.base && change.base.text(file.base.path)) ?? '';
    const { root } = parseYaml(change.head.text(path) ?? '');
    for (const key of runKeys) {
      for (const node of listed(get(root, key))) {
        const span = { path, start: node.start, end: node.end };
        const text = textAt(change.head, span);
        if (text !== undefined && !before.includes(text))
          yield { project: head, resource: path, name: key, key, text, span, before: '' };
      }
    }
  }
}

function listed(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? items(node) : node ? [node] : [];
}

function textAt(snapshot: Snapshot, { path, start, end }: Span): string | undefined {
  return snapshot.text(path)?.slice(start, Math.min(end, start + 100_000));
}
