/** Who waits for whom. */
import type { Agent } from '../agents/agent.ts';
import { ConfigError } from '../config/config.ts';

/**
 * The number of steps that must come before each agent, by name.
 * Agents named in `absent` are known but do not take part: nobody waits for them.
 * @throws {ConfigError} if `after` names nobody, or a cycle.
 */
export function depths(
  agents: readonly Pick<Agent, 'name' | 'after'>[],
  absent: readonly string[],
): Map<string, number> {
  const byName = new Map(agents.map((agent) => [agent.name, agent]));
  const found = new Map<string, number>();
  const depthOf = (name: string, path: readonly string[]): number => {
    const cycle = path.indexOf(name);
    if (cycle >= 0) {
      throw new ConfigError(
        `agents: ${[...path.slice(cycle), name].join(' → ')} is a cycle of \`after\`; an agent cannot wait for itself`,
      );
    }
    const known = found.get(name);
    if (known !== undefined) return known;
    const before = (byName.get(name)?.after ?? []).filter((other) => !absent.includes(other));
    const depth = Math.max(-1, ...before.map((other) => depthOf(other, [...path, name]))) + 1;
    found.set(name, depth);
    return depth;
  };
  for (const { name, after } of agents) {
    const stranger = after.find((other) => !byName.has(other) && !absent.includes(other));
    if (stranger !== undefined) {
      const allowed = [...byName.keys(), ...absent].sort().join(', ');
      throw new ConfigError(
        `agents.${name}.after: ${JSON.stringify(stranger)} is not allowed; allowed: ${allowed}`,
      );
    }
  }
  for (const { name } of agents) depthOf(name, []);
  return found;
}
