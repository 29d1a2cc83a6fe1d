/** Values that dbt_project.yml gives to var(). */
import { get, toJson } from '../yaml/node.ts';
import { hasJinja } from './settings.ts';
import type { ProjectFile } from './project-file.ts';

/** As seen from package `from`: the main project's word for that package, its word for all, the package's own. */
export function variable(
  name: string,
  from: string,
  main: ProjectFile,
  own: ProjectFile | undefined,
): unknown {
  for (const file of own && own !== main ? [main, own] : [main]) {
    const vars = get(file.root, 'vars');
    const scoped = get(get(vars, from), name);
    const value = scoped ?? get(vars, name);
    // dbt renders a text where it is used, and leaves alone what else may hold Jinja: nobody means that.
    if (value) return value.kind !== 'scalar' && hasJinja(value) ? undefined : toJson(value);
  }
  return undefined;
}
