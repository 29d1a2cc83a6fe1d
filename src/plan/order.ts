/** Who waits for whom. */
import type { Agent } from '../agents/agent.ts';
import { ConfigError } from '../config/config.ts';

/** Names of those that must have ended before, by name. */
export type Predecessors = ReadonlyMap<string, readonly string[]>;

/**
 * What each agent asks to wait for. Agents named in `absent` are known but do not take part: nobody waits
 * for them.
 * @throws {ConfigError} if `after` names nobody, or a cycle.
 */
export function predecessors(
  agents: readonly Pick<Agent, 'name' | 'after'>[],
  absent: readonly string[],
): Map<string, string[]> {
  const names = new Set(agents.map(({ name }) => name));
  for (const { name, after } of agents) {
    const stranger = after.find((other) => !names.has(other) && !absent.includes(other));
    if (stranger !== undefined) {
      const allowed = [...names, ...absent].sort().join(', ');
      throw new ConfigError(
        `agents.${name}.after: ${JSON.stringify(stranger)} is not allowed; allowed: ${allowed}`,
      );
    }
  }
  const before = new Map(
    agents.map(({ name, after }) => [name, [...new Set(after)].filter((other) => names.has(other))]),
  );
  const cycle = cycleIn(before);
  if (cycle) {
    throw new ConfigError(
      `agents: ${cycle.join(' → ')} is a cycle of \`after\`; an agent cannot wait for itself`,
    );
  }
  return before;
}

/** The number of steps that must come before each, by name. There must be no cycle. */
export function depths(before: Predecessors): Map<string, number> {
  const found = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const depth = Math.max(-1, ...before.get(name)!.map(depthOf)) + 1;
    found.set(name, depth);
    return depth;
  };
  for (const name of before.keys()) depthOf(name);
  return found;
}

/** The first cycle, each name waiting for the next one: `[a, b, a]`. */
export function cycleIn(before: Predecessors): string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    const start = path.indexOf(name);
    if (start >= 0) return [...path.slice(start), name];
    if (done.has(name)) return undefined;
    for (const other of before.get(name)!) {
      const cycle = visit(other, [...path, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of before.keys()) {
    const cycle = visit(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/**
 * All that have ended when `name` starts. Those that a streaming one waits for need only have started, so of
 * these only what has ended before them.
 */
export function endedBefore(before: Predecessors, streaming: ReadonlySet<string>, name: string): Set<string> {
  const found = new Set<string>();
  const visited = new Set<string>();
  const open = [name];
  for (let other = open.pop(); other !== undefined; other = open.pop()) {
    if (visited.has(other)) continue;
    visited.add(other);
    open.push(...before.get(other)!);
    if (!streaming.has(other)) for (const earlier of before.get(other)!) found.add(earlier);
  }
  return found;
}
