/** What config() is given by a name. */
import type { Expression, Statement, Target } from './ast.ts';
import { walk, walkStatements } from './walk.ts';

/**
 * Values of names that a template sets once, outside of conditions and loops, and hands to nothing but `config()`:
 * what config() is given is what was set.
 */
export function configNames(body: readonly Statement[]): Map<string, Expression> {
  const values = new Map<string, Expression>();
  for (const node of body)
    if (node.type === 'set' && node.target.type === 'name') values.set(node.target.name, node.value);
  if (values.size === 0) return values;
  const assigned = assignments(body);
  const { mentioned, configured } = mentions(body);
  for (const name of values.keys())
    if (assigned.get(name) !== 1 || mentioned.get(name) !== configured.get(name)) values.delete(name);
  return values;
}

function assignments(body: readonly Statement[]): Map<string, number> {
  const times = new Map<string, number>();
  const assign = (target: Target) => {
    if (target.type === 'tuple') target.items.forEach(assign);
    else count(times, target.name);
  };
  walkStatements(body, (node) => {
    if (node.type === 'set' || node.type === 'setBlock' || node.type === 'for') assign(node.target);
    else if (node.type === 'with') for (const { target } of node.bindings) assign(target);
    else if (node.type === 'macro' || node.type === 'callBlock')
      for (const { name } of node.parameters) count(times, name);
    return true;
  });
  return times;
}

/** How often each name is read at all, and how often as an argument of config(). */
function mentions(body: readonly Statement[]): {
  mentioned: Map<string, number>;
  configured: Map<string, number>;
} {
  const mentioned = new Map<string, number>();
  const configured = new Map<string, number>();
  walk(body, {
    expression: (node) => {
      if (node.type === 'name') count(mentioned, node.name);
      if (node.type !== 'call' || node.of.type !== 'name' || node.of.name !== 'config') return;
      for (const { value } of node.args) if (value.type === 'name') count(configured, value.name);
    },
    statement: () => true,
  });
  return { mentioned, configured };
}

function count(times: Map<string, number>, name: string): void {
  times.set(name, (times.get(name) ?? 0) + 1);
}
