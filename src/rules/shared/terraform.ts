/** The Terraform resources that a pull request changes. */
import { readTerraform } from '../../project/terraform/terraform-file.ts';
import type { TerraformFile, TerraformResource } from '../../project/terraform/terraform-file.ts';
import type { Attribute, Block } from '../../project/terraform/hcl.ts';
import type { ChangedFile } from '../../change/change-set.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import type { Location, Side } from '../../finding.ts';
import type { RuleContext } from '../rule.ts';
import { perFile } from './per-file.ts';

/** A resource and the file it stands in. */
export interface Placed extends TerraformResource {
  path: string;
}

export interface ResourcePair {
  /** The changed file by which the agent may report it. */
  file: ChangedFile;
  base: Placed;
  head: Placed;
}

export interface Folder {
  base: Placed[];
  head: Placed[];
  /** At head, of the changed files. */
  files: TerraformFile[];
  /** True if a changed file of it is not HCL to its end on either side: nothing is missing for sure. */
  broken: boolean;
}

/** Of a loaded file; nothing if it holds no text. */
export const terraformIn = perFile((text): TerraformFile => readTerraform(text ?? ''));

/**
 * What stands in changed files, by folder, which is what Terraform calls a module: a resource may move between
 * the files of one. Unchanged files hold the same at both revisions.
 */
export function changedFolders({ change }: RuleContext): Map<string, Folder> {
  const folders = new Map<string, Folder>();
  const folder = (path: string): Folder => {
    const name = folderOf(path);
    let found = folders.get(name);
    if (!found) folders.set(name, (found = { base: [], head: [], files: [], broken: false }));
    return found;
  };
  const read = (snapshot: Snapshot, path: string, side: Side): void => {
    const into = folder(path);
    const file = terraformIn(snapshot, path);
    if (snapshot.text(path) === undefined || file.problem) into.broken = true;
    into[side].push(...file.resources.map((resource) => ({ ...resource, path })));
    if (side === 'head') into.files.push(file);
  };
  for (const file of change.files) {
    if (file.base && isTerraform(file.base.path)) read(change.base, file.base.path, 'base');
    if (file.head && isTerraform(file.head.path)) read(change.head, file.head.path, 'head');
  }
  return folders;
}

/** All of a module, which changed files alone may not show. */
export async function filesBeside(snapshot: Snapshot, path: string): Promise<TerraformFile[]> {
  const folder = folderOf(path);
  const paths = [...snapshot.entries.keys()].filter(
    (other) => isTerraform(other) && folderOf(other) === folder,
  );
  await snapshot.load(paths, 'dispensable');
  return paths.map((other) => terraformIn(snapshot, other));
}

/** With trailing slash; what Terraform calls a module. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Resources that are at both revisions, in one of the files the agent reviews. */
export function changedResources(context: RuleContext): ResourcePair[] {
  const files = new Map(context.files.map((file) => [file.path, file]));
  return [...changedFolders(context).values()].flatMap(({ base, head, broken }) => {
    if (broken) return [];
    const before = new Map(base.map((resource) => [resource.address, resource]));
    return head.flatMap((resource) => {
      const old = before.get(resource.address);
      const file = files.get(resource.path);
      return old && file ? [{ file, base: old, head: resource }] : [];
    });
  });
}

const trial = /(^|[-_])(dev|development|test|testing|sandbox|staging|stage|qa|preview)([-_]|$)/i;

/**
 * True if a folder on the path, such as `infra/shop-staging/`, or the resource's own name is called like an
 * environment for trying things: what it holds may still matter, but nothing shows that it does. A store that
 * is called `staging` alone may be a layer of the real thing.
 */
export function isTrial(path: string, label = ''): boolean {
  return (
    path
      .split('/')
      .slice(0, -1)
      .some((folder) => trial.test(folder)) || /(^|[-_.])(dev|test|sandbox)([-_]|$)/i.test(label)
  );
}

/** Also with OpenTofu's own ending. The same in JSON is not read: what may have gone there is not missing for sure. */
export function isTerraform(path: string): boolean {
  return /\.(tf|tofu)(\.json)?$/i.test(path);
}

/** Where an attribute, or the head of a block, is. */
export function place(path: string, side: Side, of: Attribute | Block): Location {
  const endLine = 'blocks' in of ? of.startLine : of.endLine;
  return { path, side, startLine: of.startLine, endLine };
}
