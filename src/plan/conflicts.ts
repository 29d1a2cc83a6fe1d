/** Which agents must not run together, because one writes what the other one reads or writes. */
import type { Agent } from '../agents/agent.ts';
import { byPrecedence } from '../agents/index.ts';
import { ConfigError } from '../config/config.ts';
import type { ConflictPolicy } from '../config/config.ts';
import { pathMatcher } from './globs.ts';
import { cycleIn, endedBefore } from './order.ts';
import type { Predecessors } from './order.ts';
import type { Conflict } from './plan.ts';

/** An agent that takes part, with its globs resolved to the changed files they mean, in code-unit order. */
export interface Claim {
  agent: Pick<Agent, 'name' | 'lane' | 'reads' | 'writes' | 'stream'>;
  reads: readonly string[];
  writes: readonly string[];
}

type Access = Conflict['first']['access'];

/** Both writing comes first: a file that is in conflict for several reasons is named once, for the worst. */
const collisions: readonly (readonly [Access, Access])[] = [
  ['writes', 'writes'],
  ['writes', 'reads'],
  ['reads', 'writes'],
];

/**
 * All conflicts between agents that `before` leaves free to run together, in order of precedence: the first
 * of the two goes first. One that streams runs together with those that it waits for; those go first then.
 */
export function conflictsOf(claims: readonly Claim[], before: Predecessors): Conflict[] {
  const ordered = claims.toSorted((a, b) => byPrecedence(a.agent, b.agent));
  const streaming = new Set(claims.filter(({ agent }) => agent.stream).map(({ agent }) => agent.name));
  const namesBefore = (among: ReadonlySet<string>) =>
    new Map(ordered.map(({ agent }) => [agent.name, endedBefore(before, among, agent.name)]));
  const ended = namesBefore(streaming);
  const begun = streaming.size > 0 ? namesBefore(new Set()) : ended;
  return ordered.flatMap((first, index) =>
    ordered.slice(index + 1).flatMap((second) => {
      const [a, b] = [first.agent.name, second.agent.name];
      if (ended.get(a)!.has(b) || ended.get(b)!.has(a)) return [];
      return begun.get(a)!.has(b) ? between(second, first) : between(first, second);
    }),
  );
}

function between(first: Claim, second: Claim): Conflict[] {
  const named = new Set<string>();
  return collisions.flatMap(([one, other]): Conflict[] => {
    const theirs = new Set(second[other]);
    const files = first[one].filter((path) => theirs.has(path) && !named.has(path));
    for (const path of files) named.add(path);
    if (files.length === 0) return [];
    return [{ first: side(first, one, files), second: side(second, other, files), files }];
  });
}

/** With the globs that mean one of the files; all of them where none does by itself, as for a renamed file. */
function side({ agent }: Claim, access: Access, files: readonly string[]): Conflict['first'] {
  const all = agent[access] ?? [];
  const meant = all.filter((glob) => !glob.startsWith('!') && files.some(pathMatcher([glob])));
  return { agent: agent.name, access, globs: meant.length > 0 ? meant : all };
}

/**
 * `before` with one more step for each conflict.
 * @throws {ConfigError} if the policy is to refuse them, or if they and `after` are a cycle.
 */
export function serialized(
  conflicts: readonly Conflict[],
  before: Predecessors,
  policy: ConflictPolicy,
): Map<string, string[]> {
  if (policy === 'refuse' && conflicts.length > 0) {
    const what = conflicts.map(described).join('; ');
    throw new ConfigError(
      `agents: they would collide and \`on-conflict\` is refuse: ${what}. Name one in the other's \`after\`, or make their globs disjoint`,
    );
  }
  const all = new Map([...before].map(([name, others]) => [name, new Set(others)]));
  for (const { first, second } of conflicts) all.get(second.agent)!.add(first.agent);
  const result = new Map([...all].map(([name, others]) => [name, [...others].sort()]));
  const cycle = cycleIn(result);
  if (cycle) throw hiddenCycle(cycle, conflicts, before);
  return result;
}

function hiddenCycle(cycle: readonly string[], conflicts: readonly Conflict[], before: Predecessors) {
  const steps = cycle.slice(1).map((earlier, index) => {
    const later = cycle[index]!;
    if (before.get(later)!.includes(earlier)) return `${later} asks for it with \`after\``;
    return described(
      conflicts.find(({ first, second }) => first.agent === earlier && second.agent === later)!,
    );
  });
  return new ConfigError(
    `agents: ${cycle.join(' → ')} is a cycle of \`after\` and conflicts (${steps.join('; ')}); order the agents in conflict with \`after\``,
  );
}

/** One line: `fixer writes models/x.sql and quality reads models/* (models/x.sql)`, at most five files. */
export function described({ first, second, files }: Conflict): string {
  const shown = files.slice(0, 5).join(', ') + (files.length > 5 ? ` and ${files.length - 5} more` : '');
  return `${claimed(first)} and ${claimed(second)} (${shown})`;
}

function claimed({ agent, access, globs }: Conflict['first']): string {
  return `${agent} ${access} ${globs.join(', ')}`;
}
