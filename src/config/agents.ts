/** Which agents take part, and how: those that come with the product as the file changes them, and the file's own. */
import type { Agent, AgentModel, FailurePolicy, Quota } from '../agents/agent.ts';
import { reviewerKinds } from '../agents/agent.ts';
import { builtInAgents, byPrecedence } from '../agents/index.ts';
import { atLeast } from '../finding.ts';
import type { AgentSettings } from './agent-schema.ts';
import { ConfigError } from './config.ts';
import type { Config, ModelPolicy } from './config.ts';
import { durationMs, tokensOf } from './leaves.ts';
import type { ConfigOptions } from './options.ts';
import { present } from './options.ts';
import { nearest, notAllowed } from './say.ts';

/** What the file says of agents, by name. */
export type AgentsSettings = Readonly<Record<string, AgentSettings | undefined>>;

interface Around {
  options: ConfigOptions;
  /** Turns an option's name into how the user wrote it. */
  say: (name: 'agents' | 'exclude-agents') => string;
  model: ModelPolicy | undefined;
  failOnSeverity: Config['failOnSeverity'];
}

/** The agent whose model says what a change does. */
export const narrator = 'narrative';

const defaults = {
  /** With `on-failure: retry`. */
  retries: 2,
  maxFindings: 10_000,
} as const;

/** @throws {ConfigError} if an option names nobody, or no agent is left. */
export function agentsOf(settings: AgentsSettings, around: Around): Pick<Config, 'agents' | 'excluded'> {
  const { options, say } = around;
  const own = Object.entries(settings).filter(([name]) => !builtInAgents.some((it) => it.name === name));
  const all = [...builtInAgents, ...own.map(([name, said]) => ownAgent(name, said!))];
  const names = all.map(({ name }) => name);
  refuseStrangers(options.agents, say('agents'), names);
  refuseStrangers(options.excludeAgents, say('exclude-agents'), names);
  const taking = all.filter(({ name }) => takesPart(name, settings[name], options));
  if (taking.length === 0) {
    throw new ConfigError(`agents: all of them are turned off; allowed: at least one of ${names.join(', ')}`);
  }
  const reviewing = taking.map((agent) => withModel(adapted(agent, settings[agent.name]), settings, around));
  return {
    agents: [...reviewing, ...sarifOf(options), ...narratorOf(reviewing, around.model)].sort(byPrecedence),
    excluded: names.filter((name) => !taking.some((agent) => agent.name === name)).sort(),
  };
}

/** What other steps have found: whoever names their files wants them looked at. */
function sarifOf({ sarifFiles = [] }: ConfigOptions): Agent[] {
  if (sarifFiles.length === 0) return [];
  return [
    {
      name: 'sarif',
      summary: 'What other tools have written as SARIF',
      lane: 'standard',
      reviewers: ['tool'],
      tool: { files: sarifFiles },
      reads: ['**'],
      after: [],
      onFailure: 'fail',
      timeoutMs: 60_000,
    },
  ];
}

/** Comes last, so that it can tell what the others found; nothing waits for it. */
function narratorOf(others: readonly Agent[], model: ModelPolicy | undefined): Agent[] {
  if (!model?.narrative || !model.name) return [];
  return [
    {
      name: narrator,
      summary: 'What the change does, at the head of the comment',
      lane: 'optional',
      reviewers: ['model'],
      model: { name: model.name.id, maxSeverity: 'low', onFailure: 'continue' },
      reads: ['**'],
      after: others.map(({ name }) => name),
      onFailure: 'continue',
      timeoutMs: 2 * 60_000,
    },
  ];
}

function refuseStrangers(given: string[] | undefined, option: string, known: readonly string[]): void {
  const stranger = given?.find((name) => !known.includes(name));
  if (stranger !== undefined) throw notAllowed(option, stranger, known.join(', '), nearest(stranger, known));
  if (given?.length === 0)
    throw new ConfigError(`${option}: it names no agent; allowed: ${known.join(', ')}`);
}

/** Whom an option names takes part even if the file turns it off; whom one excludes never does. */
function takesPart(name: string, said: AgentSettings | undefined, options: ConfigOptions): boolean {
  if (options.excludeAgents?.includes(name)) return false;
  return options.agents ? options.agents.includes(name) : said?.enabled !== false;
}

/** Before its settings are applied. What is not in the safety lane is not required, unless the team says so. */
function ownAgent(name: string, { tool, model }: AgentSettings): Agent {
  return {
    name,
    summary: tool ? "the team's own tool" : "the team's own question to a model",
    lane: 'standard',
    reviewers: reviewerKinds.filter((kind) => (kind === 'tool' ? tool : kind === 'model' && model)),
    ...(tool && { tool }),
    reads: ['**'],
    after: [],
    onFailure: 'continue',
    timeoutMs: 5 * 60_000,
  };
}

function adapted(agent: Agent, own: AgentSettings | undefined): Agent {
  if (!own) return agent;
  const quota = quotaOf(own);
  return {
    ...agent,
    lane: own.lane ?? agent.lane,
    reads: own.reads ?? agent.reads,
    ...(own.writes && own.writes.length > 0 && { writes: own.writes }),
    after: own.after ?? agent.after,
    ...failing(agent, own),
    ...(own.stream && { stream: true }),
    ...limited(own),
    ...(quota && { quota }),
    timeoutMs: own.timeout === undefined ? agent.timeoutMs : durationMs(own.timeout),
  };
}

/** What is moved to the safety lane fails closed, unless it says otherwise. */
function failing(agent: Agent, own: AgentSettings): Pick<Agent, 'onFailure' | 'retries'> {
  const usual = own.lane === 'safety' ? 'fail' : agent.onFailure;
  const retries = own.retries ?? (own['on-failure'] === 'retry' ? defaults.retries : 0);
  return { onFailure: askedPolicy(own) ?? usual, ...(retries > 0 && { retries }) };
}

function askedPolicy(own: AgentSettings | undefined): FailurePolicy | undefined {
  const asked = own?.['on-failure'];
  return asked === 'retry' ? undefined : asked;
}

function limited({ quota }: AgentSettings): Pick<Agent, 'maxFindings'> {
  const most = quota?.['max-findings'] ?? defaults.maxFindings;
  return most === defaults.maxFindings ? {} : { maxFindings: most };
}

function quotaOf({ quota = {} }: AgentSettings): Quota | undefined {
  const tokens = quota['max-tokens'];
  const most = present({
    tokens: tokens === undefined ? undefined : tokensOf(tokens),
    usd: quota['max-cost-usd'],
    requests: quota['max-requests'],
  });
  return Object.keys(most).length > 0 ? most : undefined;
}

/** With a model, every agent of the product reviews with one too, unless the file says that it does not. */
function withModel(agent: Agent, settings: AgentsSettings, around: Around): Agent {
  const own = settings[agent.name];
  const isWanted = own?.model === undefined ? agent.reviewers.includes('rules') : own.model !== false;
  const said = own?.model || {};
  const { model: policy, failOnSeverity } = around;
  const id = said.name ?? policy?.name?.id;
  if (!isWanted || id === undefined) return withoutModel(agent);
  const maxSeverity = said['max-severity'] ?? policy?.maxSeverity ?? 'high';
  const mayBlock = failOnSeverity !== 'none' && atLeast(maxSeverity, failOnSeverity);
  const alone = !agent.reviewers.some((kind) => kind !== 'model');
  const model: AgentModel = {
    name: id,
    maxSeverity,
    // Of one that can only hint, no merge has to wait for the answer.
    onFailure: askedPolicy(own) ?? (mayBlock || alone ? agent.onFailure : 'continue'),
    ...present({
      prompt: said.prompt,
      votes: said.votes,
      attempts: said.attempts,
      hedgeMs: said.hedge === undefined ? undefined : durationMs(said.hedge),
    }),
  };
  return {
    ...agent,
    reviewers: reviewerKinds.filter((it) => it === 'model' || agent.reviewers.includes(it)),
    model,
  };
}

function withoutModel(agent: Agent): Agent {
  return { ...agent, reviewers: agent.reviewers.filter((kind) => kind !== 'model') };
}
