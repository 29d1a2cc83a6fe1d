/** Reads dbt_project.yml. */
import { get, items, textOf, texts, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import type { JinjaProblem } from '../jinja/rendered.ts';

/** What a folder of the project holds. */
export const folderKinds = ['model', 'seed', 'snapshot', 'macro', 'test', 'analysis', 'docs'] as const;
export type FolderKind = (typeof folderKinds)[number];

export interface ProjectFile {
  path: string;
  name: string;
  /** Folders relative to the project, as written. */
  folders: Readonly<Record<FolderKind, readonly string[]>>;
  /** Where `dbt deps` puts packages. */
  installPath: string;
  profile?: string;
  text: string;
  root: YamlMap;
  /** Macro namespaces and the packages to look in, in order. */
  dispatch: ReadonlyMap<string, readonly string[]>;
}

/** Today's key, the one before dbt 1.0, and the default. */
const folderKeys: Record<FolderKind, [string, string | undefined, string[]]> = {
  model: ['model-paths', 'source-paths', ['models']],
  seed: ['seed-paths', 'data-paths', ['seeds']],
  snapshot: ['snapshot-paths', undefined, ['snapshots']],
  macro: ['macro-paths', undefined, ['macros']],
  test: ['test-paths', undefined, ['tests']],
  analysis: ['analysis-paths', undefined, ['analyses']],
  docs: ['docs-paths', undefined, []],
};

/** Undefined with a problem if the file is not a project: broken, or without a name. */
export function readProjectFile(path: string, text: string): ProjectFile | JinjaProblem {
  const { root, problem } = parseYaml(text);
  if (problem) return { message: problem.message, span: { path, start: problem.start, end: problem.end } };
  const name = textOf(get(root, 'name'));
  if (root?.kind !== 'map' || !name) return { message: 'it has no `name`', span: { path, start: 0, end: 0 } };
  const profile = textOf(get(root, 'profile'));
  return {
    path,
    name,
    folders: readFolders(root),
    installPath:
      textOf(get(root, 'packages-install-path')) ?? textOf(get(root, 'modules-path')) ?? 'dbt_packages',
    ...(profile ? { profile } : {}),
    text,
    root,
    dispatch: readDispatch(get(root, 'dispatch')),
  };
}

function readFolders(root: YamlMap): Record<FolderKind, readonly string[]> {
  const folders = {} as Record<FolderKind, readonly string[]>;
  for (const kind of folderKinds) {
    const [key, legacy, fallback] = folderKeys[kind];
    const node = get(root, key) ?? (legacy ? get(root, legacy) : undefined);
    folders[kind] = node ? texts(node) : fallback;
  }
  return folders;
}

function readDispatch(node: YamlNode | undefined): Map<string, readonly string[]> {
  const dispatch = new Map<string, readonly string[]>();
  for (const entry of items(node)) {
    const namespace = textOf(get(entry, 'macro_namespace'));
    if (namespace) dispatch.set(namespace, texts(get(entry, 'search_order')));
  }
  return dispatch;
}
