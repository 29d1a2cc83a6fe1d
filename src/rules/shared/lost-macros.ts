/** Macro calls that head can no longer resolve. */
import type { MacroCall } from '../../project/jinja/rendered.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { ProjectChange } from '../../project/project.ts';

/** Calls in enabled resources at head of a macro that base has and head has not. */
export function lostMacros({ base, head }: ProjectChange): { by: Resource; call: MacroCall; lost: string }[] {
  if (!base || !head || head.problems.length > 0) return [];
  const gone = new Map<string, string>();
  for (const macro of base.macros.values()) {
    // A macro that moved to another package may still answer to a bare name.
    const stillNamed = [...head.macros.values()].some(({ name }) => name === macro.name);
    if (!stillNamed) gone.set(macro.name, macro.id);
  }
  if (gone.size === 0) return [];
  return [...head.resources.values()]
    .filter((by) => by.enabled === true)
    .flatMap((by) =>
      by.macros
        .filter((call) => call.direct && call.resolution === 'unknown')
        .flatMap((call) => {
          const lost = gone.get(call.name.split('.').at(-1) ?? '');
          return lost === undefined ? [] : [{ by, call, lost }];
        }),
    );
}
