/** Which file of a repository a page means. */

/** All files and folders of a revision. */
export function knownPaths(files: Iterable<string>): ReadonlySet<string> {
  const known = new Set<string>(['']);
  for (const file of files) {
    known.add(file);
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      const folder = file.slice(0, at);
      if (known.has(folder)) break;
      known.add(folder);
    }
  }
  return known;
}

/** A link of `page` as a path of the repository; undefined if it leaves it. A slash at the start means its root. */
export function linkedPath(page: string, target: string): string | undefined {
  const parts = target.startsWith('/') ? [] : page.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
