/** Reading the arguments of calls. */
import type { Arguments, Value } from './values.ts';

/** The arguments by parameter name, positional ones first; what is not given is undefined. */
export function bind<Name extends string>(
  args: Arguments,
  ...parameters: readonly Name[]
): Record<Name, Value | undefined> {
  const bound = Object.create(null) as Record<Name, Value | undefined>;
  for (const [index, name] of parameters.entries())
    bound[name] = args.positional[index] ?? args.named.get(name);
  return bound;
}
