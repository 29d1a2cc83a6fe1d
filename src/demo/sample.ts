/** Makes the sample a real git repository. */
import { git } from '../git/command.ts';
import type { Files } from './files.ts';
import { pullRequest, title } from './pull-request.ts';
import { shop } from './shop.ts';

/** The branch of the pull request; its base is the only commit of `main`. */
export const sampleBranch = 'name-the-currency';

/**
 * Writes the sample into an empty folder, with the pull request's branch checked out. The commits are
 * the same everywhere and always: nothing of the user's configuration or of the clock is in them.
 * Rejects with `GitError`.
 */
export async function makeSample(folder: string): Promise<void> {
  const options = { cwd: folder, env: isolated };
  await git(['init', '--quiet', '--template='], options);
  await git(['config', 'core.autocrlf', 'false'], options);
  const branch = `refs/heads/${sampleBranch}`;
  const history = Buffer.concat([
    commit('refs/heads/main', 'Build the warehouse of the shop', shop),
    commit(branch, title, pullRequest(shop), 'refs/heads/main'),
  ]);
  await git(['fast-import', '--quiet'], { ...options, input: history });
  await git(['symbolic-ref', 'HEAD', branch], options);
  await git(['reset', '--hard', '--quiet'], options);
}

/** Another hash would give other ids, and a global filter or template other files. */
const isolated = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_DEFAULT_HASH: 'sha1' };

/** 2 March 2026, 09:00 UTC. */
const when = '1772442000 +0000';

/** A commit in the language of `git fast-import`, whose lengths count bytes. */
function commit(ref: string, message: string, files: Files, parent?: string): Buffer {
  return Buffer.from(
    [
      `commit ${ref}\ncommitter Parallel Review <demo@parallel-review.example> ${when}\n`,
      data(message),
      parent === undefined ? '' : `from ${parent}\n`,
      ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
    ].join(''),
  );
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
