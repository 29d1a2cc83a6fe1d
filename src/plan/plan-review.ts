/** From configuration and changed paths to a plan: a pure function. */
import type { Agent, AgentModel, ReviewerKind } from '../agents/agent.ts';
import { byPrecedence } from '../agents/index.ts';
import type { ChangedFile } from '../change/change-set.ts';
import type { Config } from '../config/config.ts';
import type { Task } from '../run/task.ts';
import { pathMatcher } from './globs.ts';
import { conflictsOf, serialized } from './conflicts.ts';
import { depths, predecessors } from './order.ts';
import type { Predecessors } from './order.ts';
import type { Plan } from './plan.ts';

/** What a plan must know of a changed file; without `kind` it is text. */
export type PlannedFile = Pick<ChangedFile, 'path' | 'previousPath'> & Partial<Pick<ChangedFile, 'kind'>>;

/** Nobody reviews anything, for one reason. */
export function emptyPlan({ agents }: Pick<Config, 'agents'>, reason: string): Plan {
  const skipped = agents.map(({ name }) => ({ agent: name, reason }));
  return { tasks: [], waves: [], conflicts: [], skipped, unread: [] };
}

/**
 * Which agent reviews which files, and in which order. The order of `files` does not matter.
 * @throws {ConfigError} if the agents' `after` name nobody or a cycle, or a conflict cannot be resolved.
 */
export function planReview(
  config: Pick<Config, 'agents' | 'excluded' | 'pathFilters' | 'onConflict'>,
  files: readonly PlannedFile[],
): Plan {
  const asked = predecessors(config.agents, config.excluded);
  const { readable, opaque, unread } = sift(config, files);
  const slices = config.agents.map((agent) => ({
    agent,
    files: pathsMeant(agent.reads, agent.opaque ? [...readable, ...opaque] : readable),
  }));
  const isWorking = (slice: Slice) => slice.files.length > 0 && slice.agent.reviewers.length > 0;
  const working = slices.filter(isWorking);
  const idle = slices.filter((slice) => !isWorking(slice));

  const free = among(working, asked);
  const claims = working.map((slice) => ({
    agent: slice.agent,
    reads: slice.files,
    writes: slice.agent.writes?.length ? pathsMeant(slice.agent.writes, readable) : [],
  }));
  const conflicts = conflictsOf(claims, free);
  const before = serialized(conflicts, free, config.onConflict ?? 'serialize');

  const depth = depths(before);
  const kept = new Set(conflicts.map(({ second }) => second.agent));
  const idsOf = new Map(
    working.map(({ agent }) => [agent.name, agent.reviewers.map((it) => idOf(agent, it))]),
  );
  const tasks = working
    .toSorted((a, b) => depth.get(a.agent.name)! - depth.get(b.agent.name)! || byPrecedence(a.agent, b.agent))
    .flatMap((slice) => {
      const earlier = before.get(slice.agent.name)!.flatMap((name) => idsOf.get(name)!);
      // Who would read while somebody writes waits for the end.
      return tasksOf(slice, earlier, !kept.has(slice.agent.name));
    });
  const reading = new Set(tasks.flatMap((task) => task.files));
  return {
    tasks,
    waves: wavesOf(tasks),
    conflicts,
    skipped: [
      ...idle.map(({ agent }) => ({ agent: agent.name, reason: whyIdle(agent) })),
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

interface Slice {
  agent: Agent;
  files: readonly string[];
}

/** An agent without a task is nobody to wait for. */
function among(working: readonly Slice[], asked: Predecessors): Map<string, string[]> {
  const names = new Set(working.map(({ agent }) => agent.name));
  return new Map([...names].map((name) => [name, asked.get(name)!.filter((other) => names.has(other))]));
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
  const opaque: PlannedFile[] = [];
  const unread: Plan['unread'][number][] = [];
  for (const file of files) {
    const { path, kind = 'text' } = file;
    if (!touches(counts, file)) unread.push({ path, reason: 'excluded by path-filters' });
    else if (kind !== 'text') {
      unread.push({ path, reason: unreadableKinds[kind] });
      opaque.push(file);
    } else readable.push(file);
  }
  return { readable, opaque, unread };
}

function pathsMeant(globs: readonly string[], files: readonly PlannedFile[]): string[] {
  const meant = pathMatcher(globs);
  return files
    .filter((file) => touches(meant, file))
    .map(({ path }) => path)
    .sort();
}

/** A renamed file concerns those who read it under its old path, too. */
function touches(matches: (path: string) => boolean, { path, previousPath }: PlannedFile): boolean {
  return matches(path) || (previousPath !== undefined && matches(previousPath));
}

function whyIdle({ reviewers }: Agent): string {
  return reviewers.length === 0 ? 'no model is configured' : 'it reads none of the changed files';
}

/** Rough, and enough: only who takes longer than whom decides the order of starts. */
const expected: Record<ReviewerKind, (files: number) => number> = {
  rules: (files) => files * 20,
  tool: (files) => 3_000 + files * 50,
  model: (files) => 15_000 + files * 200,
};

function idOf(agent: Agent, reviewer: ReviewerKind): string {
  return `${agent.name}/${reviewer}/1`;
}

/** One for each engine of the agent. Its model comes last, and is told what the others found. */
function tasksOf({ agent, files }: Slice, earlier: readonly string[], mayStream: boolean): Task[] {
  return agent.reviewers.map((reviewer) => {
    const own = reviewer === 'model' ? agent.reviewers.filter((it) => it !== 'model') : [];
    const after = [...earlier, ...own.map((it) => idOf(agent, it))].sort();
    const stream = agent.stream && mayStream && after.length > 0 && own.length === 0;
    const onFailure = reviewer === 'model' ? agent.model!.onFailure : agent.onFailure;
    return {
      id: idOf(agent, reviewer),
      agent: agent.name,
      reviewer,
      lane: agent.lane,
      files,
      after,
      onFailure,
      timeoutMs: agent.timeoutMs,
      expectedMs: expected[reviewer](files.length),
      ...(agent.retries !== undefined && { retries: agent.retries }),
      ...(agent.maxFindings !== undefined && { maxFindings: agent.maxFindings }),
      ...(stream && { stream: true }),
      ...(reviewer === 'model' && asked(agent.model!)),
    };
  });
}

/** How often a model is asked the same, and whose endpoint that is. */
function asked({
  name,
  votes = 1,
  attempts = 1,
  hedgeMs,
}: AgentModel): Pick<Task, 'provider' | 'redundancy'> {
  const provider = name.slice(0, name.indexOf('/'));
  if (votes > 1) return { provider, redundancy: { kind: 'vote', weights: Array<number>(votes).fill(1) } };
  if (attempts > 1) return { provider, redundancy: { kind: 'best', attempts } };
  return { provider, ...(hedgeMs !== undefined && { redundancy: { kind: 'hedge', afterMs: hedgeMs } }) };
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
