/** Engines that must not run on a change, whatever the configuration says. */
import type { Agent, ReviewerKind } from '../agents/agent.ts';
import type { Config } from './config.ts';

/**
 * The configuration without these engines, and a sentence for each agent that loses something by it. Agents that have
 * no other are left out: what may not run cannot be missing.
 */
export function withoutReviewers(
  config: Config,
  kinds: readonly ReviewerKind[],
  reason: string,
): { config: Config; notes: string[] } {
  const loses = (agent: Agent, kind: ReviewerKind) => kinds.includes(kind) && !isReading(agent, kind);
  const losing = config.agents.filter((agent) => agent.reviewers.some((kind) => loses(agent, kind)));
  if (losing.length === 0) return { config, notes: [] };
  const agents = config.agents
    .map((agent) => ({ ...agent, reviewers: agent.reviewers.filter((kind) => !loses(agent, kind)) }))
    .filter(({ reviewers }, index) => reviewers.length > 0 || config.agents[index]!.reviewers.length === 0);
  const gone = config.agents.filter(({ name }) => !agents.some((agent) => agent.name === name));
  const { model: _, ...rest } = config;
  const lost = kinds.filter((kind) => losing.some(({ reviewers }) => reviewers.includes(kind)));
  return {
    config: {
      ...(kinds.includes('model') ? rest : config),
      agents,
      excluded: [...config.excluded, ...gone.map(({ name }) => name)].sort(),
    },
    notes: lost.map((kind) => `${spoken[kind]} ${reason}`),
  };
}

/** To read what others wrote is to run nothing. */
function isReading({ tool }: Agent, kind: ReviewerKind): boolean {
  return kind === 'tool' && tool !== undefined && 'files' in tool;
}

const spoken: Record<ReviewerKind, string> = {
  rules: 'No rules were checked:',
  tool: 'No tool was run:',
  model: 'No model was asked:',
};
