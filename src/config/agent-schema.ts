/** What a config file may say about agents: what is different for one that comes with the product, and what one's own is. */
import { z } from 'zod';
import { lanes, toolFormats } from '../agents/agent.ts';
import { builtInAgents } from '../agents/index.ts';
import * as leaf from './leaves.ts';
import { nearest } from './say.ts';

const builtInNames = builtInAgents.map(({ name }) => name);
const mapping = { error: 'a mapping' };
const someCommand = 'a text, or a list of a command and its arguments';
const word = z.string({ error: someCommand }).regex(/^[^\0]{1,2000}$/, { error: someCommand });

/** How its model is asked, or that none is. */
const model = z.union(
  [
    z.literal(false),
    z.strictObject(
      {
        prompt: leaf.repositoryPath
          .describe('File of the target branch with what it is asked, for an agent of one’s own.')
          .optional(),
        name: leaf.modelName.describe("Another model than the review's.").optional(),
        votes: leaf.votes.describe('A finding needs more than half of so many answers.').optional(),
        attempts: leaf.votes.describe('The best of so many answers counts.').optional(),
        hedge: leaf.duration
          .describe('After so long a second request starts, and the first answer counts.')
          .optional(),
        'max-severity': leaf.severity.describe('No finding of its model is more severe.').optional(),
      },
      mapping,
    ),
  ],
  { error: 'false, or a mapping' },
);

const tool = z.strictObject(
  {
    command: z
      .union(
        [
          word,
          z
            .array(word, { error: someCommand })
            .min(1, { error: someCommand })
            .max(200, { error: someCommand }),
        ],
        {
          error: someCommand,
        },
      )
      .describe(
        'A list is run without a shell, a text with sh -c. {files} stands for the changed files that it reads.',
      ),
    format: z
      .enum(toolFormats, { error: toolFormats.join(', ') })
      .describe('What it writes to its standard output.'),
  },
  mapping,
);

const quota = z
  .strictObject(
    {
      'max-findings': leaf.maxFindings.describe('With more it fails and keeps the first.'),
      'max-tokens': leaf.tokens.describe('Tokens of its models, sent and received.'),
      'max-cost-usd': leaf.dollars.describe('US dollars of its models.'),
      'max-requests': leaf.requestsPerMinute.describe('Requests to its models.'),
    },
    mapping,
  )
  .partial();

function shapeOf(names: readonly string[]) {
  return {
    lane: z
      .enum(lanes, { error: lanes.join(', ') })
      .describe('Its precedence: safety starts before standard, standard before optional.'),
    reads: leaf.globs
      .min(1, { error: 'a list of at least one glob' })
      .describe('Globs of the changed files it reviews; ! excludes.'),
    writes: leaf.globs.describe('Globs of the changed files that it suggests to change. Without it, none.'),
    after: z
      .array(z.enum(names as [string, ...string[]], { error: names.join(', ') }), {
        error: 'a list of agents',
      })
      .max(20, { error: 'at most 20 agents' })
      .describe('Agents that must have ended before it starts.'),
    stream: leaf.yesNo.describe(
      'true: it starts when those in after have started, and reads what they find as they find it.',
    ),
    'on-failure': leaf.onFailure.describe(
      'fail: without its verdict nothing is merged. continue: the report says that it is missing. retry: it is tried twice more, or as often as retries says, and then its default holds.',
    ),
    retries: leaf.retries.describe(
      'Further attempts after a failure, within its time budget. Without it, none.',
    ),
    quota: quota.describe('What it may use up.'),
    timeout: leaf.duration.describe("Its time budget, such as '90s' or '3m'."),
    enabled: leaf.yesNo.describe('false turns it off.'),
    model: model.describe('How its model is asked; false: not at all.'),
  };
}

function ownAgent(names: readonly string[]) {
  const ways = 'a mapping with tool, model or both';
  return z
    .strictObject({ ...shapeOf(names), tool: tool.describe('The command that it runs.') }, mapping)
    .partial()
    .refine(({ tool: command, model: asked }) => command !== undefined || asked, { error: ways })
    .refine(({ model: asked }) => !asked || asked.prompt !== undefined, {
      error: 'a mapping with prompt: a file that says what to ask',
      path: ['model'],
    });
}

/** What can be said of one's own agents and of those that come with the product. */
export function agentsSchema(ownNames: readonly string[]) {
  const names = [...builtInNames, ...ownNames];
  const builtIn = z.strictObject(shapeOf(names), mapping).partial();
  const own = ownAgent(names);
  return z
    .strictObject(
      {
        ...Object.fromEntries(builtInNames.map((name) => [name, builtIn.optional()])),
        ...Object.fromEntries(ownNames.map((name) => [name, own.optional()])),
      },
      mapping,
    )
    .describe('What is different for single agents, and agents of one’s own.');
}

/** What a file says of one agent. */
export type AgentSettings = z.infer<ReturnType<typeof ownAgent>>;

/** For editors, which cannot know the names. */
export function ownAgentJsonSchema(): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(ownAgent(builtInNames), { io: 'input' });
  return schema;
}

const mostOwnAgents = 20;

/** The names under `agents` of an unchecked file that are no built-in agent's, nor one's that was mistyped. */
export function ownNamesIn(file: unknown): string[] {
  const agents = (file as { agents?: unknown } | null)?.agents;
  if (typeof agents !== 'object' || agents === null || Array.isArray(agents)) return [];
  return Object.entries(agents)
    .filter(([name, value]) => isOwnName(name) && typeof value === 'object' && value !== null)
    .map(([name]) => name)
    .slice(0, mostOwnAgents);
}

function isOwnName(name: string): boolean {
  const free =
    ![...builtInNames, 'narrative', 'sarif'].includes(name) && nearest(name, builtInNames) === undefined;
  return free && /^[a-z][a-z0-9-]{0,39}$/.test(name);
}
