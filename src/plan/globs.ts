/** Which paths a list of globs means. */
import { Minimatch } from 'minimatch';

/**
 * A path counts if some positive glob matches it (or none is given) and no `!` glob does.
 * Globs are case-sensitive, see dot files, and are relative to the repository.
 */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const including = globs.filter((glob) => !glob.startsWith('!')).map(compile);
  const excluding = globs.filter((glob) => glob.startsWith('!')).map((glob) => compile(glob.slice(1)));
  return (path) =>
    (including.length === 0 || including.some((glob) => glob.match(path))) &&
    !excluding.some((glob) => glob.match(path));
}

function compile(glob: string): Minimatch {
  // Paths come from git and have forward slashes on every platform.
  return new Minimatch(glob, { dot: true, nonegate: true, nocomment: true, platform: 'linux' });
}
