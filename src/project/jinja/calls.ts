/** Reading the arguments of calls. */
import { plain, type Arguments, type Settled, type Value } from './values.ts';

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

function noArguments(): Arguments {
  return { positional: [], named: new Map() };
}

function argumentsOf(...positional: Value[]): Arguments {
  return { positional, named: new Map() };
}

function settled(value: Value | undefined): Settled | undefined {
  return value && plain(value);
}
