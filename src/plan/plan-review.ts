/** From configuration and changed paths to a plan: a pure function. */
import type { Agent } from '../agents/agent.ts';
import { byPrecedence } from '../agents/index.ts';
import type { ChangedFile } from '../change/change-set.ts';
import type { Config } from '../config/config.ts';
import type { Task } from '../run/task.ts';
import { pathMatcher } from './globs.ts';
import { depths } from './order.ts';
import type { Plan } from './plan.ts';

/** What a plan must know of a changed file; without `kind` it is text. */
export type PlannedFile = Pick<ChangedFile, 'path' | 'previousPath'> & Partial<Pick<ChangedFile, 'kind'>>;

/**
 * Which agent reviews which files, and in which order. The order of `files` does not matter.
 * @throws {ConfigError} if the agents' `after` name nobody or a cycle.
 */
export function planReview(
  config: Pick<Config, 'agents' | 'excluded' | 'pathFilters'>,
  files: readonly PlannedFile[],
): Plan {
  const depth = depths(config.agents, config.excluded);
  const { readable, unread } = sift(config, files);
  const slices = config.agents
    .toSorted((a, b) => depth.get(a.name)! - depth.get(b.name)! || byPrecedence(a, b))
    .map((agent) => ({ agent, files: pathsRead(agent, readable) }));

  const working = slices.filter((slice) => slice.files.length > 0);
  const ids = new Map(working.map(({ agent }) => [agent.name, idOf(agent)]));
  const tasks = working.map((slice) => taskOf(slice.agent, slice.files, ids));
  const reading = new Set(tasks.flatMap((task) => task.files));
  return {
    tasks,
    waves: wavesOf(tasks),
    skipped: [
      ...slices
        .filter((slice) => slice.files.length === 0)
        .map(({ agent }) => ({ agent: agent.name, reason: 'it reads none of the changed files' })),
      ...config.excluded.map((agent) => ({ agent, reason: 'turned off' })),
    ].sort((a, b) => byCodeUnit(a.agent, b.agent)),
    unread: [
      ...unread,
      ...readable
        .filter(({ path }) => !reading.has(path))
        .map(({ path }) => ({ path, reason: 'no agent reads this file' })),
    ].sort((a, b) => byCodeUnit(a.path, b.path)),
  };
}

const unreadableKinds = {
  binary: 'binary file',
  'too-large': 'file is too large',
  symlink: 'symbolic link',
  submodule: 'submodule',
} as const;

function sift(config: Pick<Config, 'pathFilters'>, files: readonly PlannedFile[]) {
  const counts = pathMatcher(config.pathFilters);
  const readable: PlannedFile[] = [];
  const unread: Plan['unread'][number][] = [];
  for (const file of files) {
    const { path, kind = 'text' } = file;
    if (!touches(counts, file)) unread.push({ path, reason: 'excluded by path-filters' });
    else if (kind !== 'text') unread.push({ path, reason: unreadableKinds[kind] });
    else readable.push(file);
  }
  return { readable, unread };
}

function pathsRead(agent: Agent, files: readonly PlannedFile[]): string[] {
  const reads = pathMatcher(agent.reads);
  return files
    .filter((file) => touches(reads, file))
    .map(({ path }) => path)
    .sort();
}

/** A renamed file concerns those who read it under its old path, too. */
function touches(matches: (path: string) => boolean, { path, previousPath }: PlannedFile): boolean {
  return matches(path) || (previousPath !== undefined && matches(previousPath));
}

function idOf(agent: Agent): string {
  return `${agent.name}/${agent.reviewer}/1`;
}

function taskOf(agent: Agent, files: readonly string[], ids: ReadonlyMap<string, string>): Task {
  return {
    id: idOf(agent),
    agent: agent.name,
    reviewer: agent.reviewer,
    lane: agent.lane,
    files,
    // An agent without a task has nothing to wait for.
    after: [...new Set(agent.after)].flatMap((name) => ids.get(name) ?? []).sort(),
    onFailure: agent.onFailure,
    timeoutMs: agent.timeoutMs,
  };
}

/** Needs tasks in an order in which each follows those it waits for. */
function wavesOf(tasks: readonly Task[]): string[][] {
  const waveOf = new Map<string, number>();
  const waves: string[][] = [];
  for (const { id, after } of tasks) {
    const wave = Math.max(-1, ...after.map((other) => waveOf.get(other)!)) + 1;
    waveOf.set(id, wave);
    (waves[wave] ??= []).push(id);
  }
  return waves;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
