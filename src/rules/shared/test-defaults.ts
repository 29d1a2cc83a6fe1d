/** What dbt_project.yml says of all data tests of a folder. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import { get, textOf, type YamlNode } from '../../project/yaml/node.ts';
import { parseYaml } from '../../project/yaml/parse.ts';

export interface TestDefault {
  /** The folder with slashes, the project's name first; empty for all tests of all packages. */
  folder: string;
  span: Span;
}

export type Leniency = 'warn' | 'off';

/** Folders whose tests only warn, or do not run, by what that is. Only of the project's own tests. */
export function lenientTests(project: Project, snapshot: Snapshot): Map<string, TestDefault> {
  const path = project.root === '' ? 'dbt_project.yml' : `${project.root}/dbt_project.yml`;
  const { root } = parseYaml(snapshot.text(path) ?? '');
  const found = new Map<string, TestDefault>();
  const visit = (node: YamlNode | undefined, folder: readonly string[]): void => {
    if (node?.kind !== 'map' || folder.length > 20) return;
    for (const [key, { key: place, value }] of node.entries) {
      const how = leniency(key.replace(/^\+/, ''), value);
      const span = { path, start: place.start, end: value.end };
      if (how) found.set(`${how} ${folder.join('/')}`, { folder: folder.join('/'), span });
      else if (!key.startsWith('+') && (folder.length > 0 || key === project.name))
        visit(value, [...folder, key]);
    }
  };
  for (const key of ['data_tests', 'tests']) visit(get(root, key), []);
  return found;
}

function leniency(key: string, value: YamlNode): Leniency | undefined {
  const text = textOf(value)?.toLowerCase();
  if (key === 'severity' && text === 'warn') return 'warn';
  return key === 'enabled' && text === 'false' ? 'off' : undefined;
}
