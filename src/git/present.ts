/** Which objects of a partial clone are there. */
import { git, gitText } from './command.ts';
import type { GitOptions } from './command.ts';

/**
 * Those of `oids` that can be read without asking anybody: in a partial clone `cat-file` fetches what is
 * missing one by one, or dies of it. Elsewhere all are given back, and the reader finds out.
 */
export async function presentObjects(
  oids: readonly string[],
  options: GitOptions,
): Promise<readonly string[]> {
  if (oids.length === 0 || !(await isPartial(options))) return oids;
  const walk = ['rev-list', '--objects', '--no-object-names', '--no-walk', '--ignore-missing'];
  const input = Buffer.from(`${oids.join('\n')}\n`);
  const present = await git([...walk, '--missing=allow-any', '--stdin'], { ...options, input });
  return present.toString('latin1').split('\n').filter(Boolean);
}

async function isPartial(options: GitOptions): Promise<boolean> {
  const names = await gitText(['config', '--list', '--name-only', '-z'], options);
  return names.split('\0').some((name) => /^(extensions\.partialclone|remote\..+\.promisor)$/is.test(name));
}
