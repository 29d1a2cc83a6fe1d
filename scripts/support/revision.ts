/** The newest readable revision of a repository, and changes of it that exist in memory alone. */
import { execFileSync } from 'node:child_process';
import { makeSnapshot } from '../../src/change/make-snapshot.ts';
import type { Content, Entry, Snapshot } from '../../src/change/snapshot.ts';
import { blobId } from '../../src/git/blob-id.ts';
import { openRepository } from '../../src/git/repository.ts';

export interface Revision {
  commit: string;
  /** Texts by path: everything that a review may read. */
  texts: ReadonlyMap<string, string>;
  /** The revision with files laid over it; `null` takes one away. */
  with(changes: Readonly<Record<string, string | null>>): Snapshot;
}

/** How far back a commit is looked for that a partial clone holds whole. */
const farBack = 50;

const readable = /\.(sql|ya?ml|md|py|csv|tf|hcl|toml|json|txt)$/;
/** A clone may lack them, and a review does without. */
const dispensable = /\.(csv|json|txt)$/;

/** Of a work tree or a bare repository. Rejects if none of its newest commits can be read. */
export async function newestRevision(folder: string): Promise<Revision> {
  const repository = await openRepository(folder);
  try {
    const args = ['-C', folder, 'log', '--first-parent', '--format=%H', `--max-count=${farBack}`, 'HEAD'];
    const commits = execFileSync('git', args, { encoding: 'utf8' }).trim().split('\n');
    let problem: unknown;
    for (const commit of commits) {
      try {
        return await load(await repository.snapshot(commit));
      } catch (error) {
        problem = error;
      }
    }
    throw new Error(`${folder} has no commit that can be read`, { cause: problem });
  } finally {
    await repository.close();
  }
}

async function load(snapshot: Snapshot): Promise<Revision> {
  const paths = [...snapshot.entries.keys()].filter((path) => readable.test(path));
  const inProject = /\.(sql|md)$|(^|\/)(dbt_project|packages|dependencies)\.yml$|\/models\/.*\.ya?ml$/;
  await snapshot.load(paths.filter((path) => inProject.test(path) && !dispensable.test(path)));
  await snapshot.load(paths, 'dispensable');
  const known = new Map<string, Content>();
  const texts = new Map<string, string>();
  for (const path of paths) {
    const content = snapshot.content(path)!;
    known.set(snapshot.entries.get(path)!.oid, content);
    if (content.kind === 'text') texts.set(path, content.text);
  }
  return { commit: snapshot.revision, texts, with: (changes) => changed(snapshot, known, changes) };
}

/** A revision that holds these texts and nothing else. */
export function textSnapshot(texts: Readonly<Record<string, string>>): Snapshot {
  const empty = makeSnapshot('memory', [], { load: async () => {}, get: () => undefined });
  return changed(empty, new Map(), texts);
}

function changed(
  snapshot: Snapshot,
  known: ReadonlyMap<string, Content>,
  changes: Readonly<Record<string, string | null>>,
): Snapshot {
  const entries = new Map<string, Entry>(snapshot.entries);
  const own = new Map<string, Content>();
  for (const [path, text] of Object.entries(changes)) {
    entries.delete(path);
    if (text === null) continue;
    const oid = blobId(Buffer.from(text));
    entries.set(path, { path, kind: 'file', oid });
    own.set(oid, { kind: 'text', text });
  }
  // What the file types above leave out can hold nothing that a rule reads.
  const get = (oid: string): Content => own.get(oid) ?? known.get(oid) ?? { kind: 'missing' };
  return makeSnapshot(snapshot.revision, entries.values(), { load: async () => {}, get });
}
