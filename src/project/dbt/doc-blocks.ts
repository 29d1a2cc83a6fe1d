/** `{% docs %}` blocks of a project's packages, and the `doc()` calls in what properties files describe. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { DocsBlock } from '../jinja/macro-file.ts';
import type { FileFacts } from './file-facts.ts';
import type { Package } from './layout.ts';
import { extension, join, relative } from './paths.ts';

export interface DocBlocks {
  /** By name, in any package of the repository. */
  blocks: ReadonlyMap<string, readonly DocsBlock[]>;
  /** False if a Markdown file could not be read, or a folder for them is not here: it may hold any block. */
  complete: boolean;
}

/** dbt looks for an unqualified block in every package, so all are one here. */
export function readDocBlocks(snapshot: Snapshot, packages: readonly Package[], facts: FileFacts): DocBlocks {
  const paths = new Set(packages.flatMap(({ files }) => Object.values(files).flat()));
  const blocks = new Map<string, DocsBlock[]>();
  let complete = packages.every(hasItsFolders);
  for (const path of [...paths].filter((each) => extension(each) === 'md')) {
    const file = facts.macros(snapshot, path);
    if (!file) complete = false;
    for (const block of file?.docs ?? []) {
      const others = blocks.get(block.name);
      if (others) others.push(block);
      else blocks.set(block.name, [block]);
    }
  }
  return { blocks, complete };
}

/** `dbt deps` may fill a folder that the project names, within a package's. */
function hasItsFolders({ root, file, files }: Package): boolean {
  return file.folders.docs.every((folder) => {
    const path = join(root, folder);
    return (
      path === root || (path !== undefined && files.docs.some((each) => relative(path, each) !== undefined))
    );
  });
}

export interface DocCall {
  /** The package it names, if it names one. */
  package?: string;
  name: string;
}

const call = /\bdoc\s*\(\s*(?:(['"])([^'"\\]{1,200})\1\s*,\s*)?(['"])([^'"\\]{1,200})\3\s*\)/g;

/** The calls of `doc()` in the Jinja of a description. What is not literal is left out. */
export function docCalls(description: string): DocCall[] {
  return [...description.matchAll(/\{\{([^{}]{1,2000})\}\}/g)].flatMap(([, inner = '']) =>
    [...inner.matchAll(call)].map(([, , owner, , name = '']) => ({
      ...(owner !== undefined && { package: owner }),
      name,
    })),
  );
}
