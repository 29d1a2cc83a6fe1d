/** Keeps the compiled bundle between runs: compiling takes a fifth of the time of a small review. */
import nodeModule from 'node:module';
import { isAbsolute, join } from 'node:path';

/**
 * Lets Node keep what it compiles in the user's own cache folder, where nobody else can put code. Where that is not
 * possible, or this Node cannot do it (before 22.1), every run compiles. Call it before the bundle is loaded.
 */
export function keepCompiled(env: NodeJS.ProcessEnv): void {
  // A CI machine is thrown away: writing the cache would be lost time.
  if (env['CI']) return;
  const home = env['HOME'] ?? env['USERPROFILE'];
  const caches = env['XDG_CACHE_HOME'] || (home && join(home, '.cache'));
  // A relative folder would be one of whatever repository this is started in.
  if (!caches || !isAbsolute(caches)) return;
  nodeModule.enableCompileCache?.(join(caches, 'parallel-review'));
}
