/** What a config file may say about models and money. */
import { z } from 'zod';
import type { CallRates, ModelPolicy, Price, Spending } from './config.ts';
import * as leaf from './leaves.ts';
import { parseModelName } from './model-name.ts';
import type { ConfigOptions } from './options.ts';
import { present } from './options.ts';

const mapping = { error: 'a mapping' };
const somePrice = 'US dollars for a million tokens, from 0 to 10,000';
const price = z.number({ error: somePrice }).min(0, { error: somePrice }).max(10_000, { error: somePrice });
const someWord = 'a name of 1 to 100 letters, digits, dots, dashes and underscores';
const word = z.string({ error: someWord }).regex(/^[\w.-]{1,100}$/, { error: someWord });
const someArgument = 'a text of 1 to 1,000 characters in one line';
const argument = z.string({ error: someArgument }).regex(/^[^\0-\x1f]{1,1000}$/, { error: someArgument });

const mcpServer = z
  .strictObject(
    {
      url: leaf.endpoint.describe('Of a server that is reached over HTTP.').optional(),
      command: z
        .array(argument, { error: 'a list of a command and its arguments' })
        .min(1, { error: 'a list of a command and its arguments' })
        .max(50, { error: 'at most 50 arguments' })
        .describe('Else a command that is a server on its standard input and output.')
        .optional(),
      tools: z
        .array(word, { error: 'a list of names of tools' })
        .min(1, { error: 'at least one tool' })
        .max(50, { error: 'at most 50 tools' })
        .describe('Of its tools, those that may be called.'),
      agents: z
        .array(word, { error: 'a list of agents' })
        .max(50, { error: 'at most 50 agents' })
        .describe('Agents whose models may use it.')
        .optional(),
    },
    mapping,
  )
  .refine(({ url, command }) => (url === undefined) !== (command === undefined), {
    error: 'a mapping with either url or command',
  });

const detailedModel = z.strictObject(
  {
    name: leaf.modelName.describe('The model, such as anthropic/NAME.').optional(),
    fallback: leaf.modelName
      .describe('Asked when the first one fails, is too slow, or most of the budget is gone.')
      .optional(),
    'base-url': leaf.endpoint.describe("Address of the models, instead of the provider's own.").optional(),
    'max-severity': leaf.severity
      .describe(
        'No finding of a model is more severe. high (default): a model alone does not block a merge that only critical findings block.',
      )
      .optional(),
    verify: leaf.yesNo
      .describe('true: findings are asked about once more, and those that are refuted left out.')
      .optional(),
    narrative: leaf.yesNo
      .describe('true: a summary of the change by the model stands at the head of the comment.')
      .optional(),
    'max-input-tokens': leaf.tokens
      .describe('Most tokens of one request; what does not fit is named as not reviewed. Default 12k.')
      .optional(),
    'max-output-tokens': leaf.tokens
      .describe('Most tokens of one answer, reasoning included. Default 8k.')
      .optional(),
    prices: z
      .record(
        leaf.modelName,
        z.strictObject(
          {
            input: price.describe('Of what is sent.'),
            'cached-input': price.describe("Of what the provider's cache holds.").optional(),
            'cache-write': price.describe('Of what is put there.').optional(),
            output: price.describe('Of what comes back, reasoning included.'),
          },
          mapping,
        ),
        mapping,
      )
      .describe('US dollars for a million tokens, by provider/name, where the built-in table does not know.')
      .optional(),
    mcp: z
      .record(word, mcpServer, mapping)
      .describe('Servers of the Model Context Protocol whose tools models may use.')
      .optional(),
  },
  mapping,
);

/** A model's name, or a mapping. */
export const modelSchema = z
  .union([leaf.modelName, detailedModel], { error: 'provider/name, or a mapping with name' })
  .describe('The model that each agent reviews with, too. Without one no model is asked.');

export const budgetSchema = z
  .strictObject(
    {
      'max-minutes': leaf.minutes.describe('Of max-minutes and timeout-minutes the smaller holds.'),
      'max-tokens': leaf.tokens.describe('Tokens of all models, sent and received. Default 400k.'),
      'max-cost-usd': leaf.dollars.describe('US dollars of all models. Default 1.'),
      'safety-reserve': leaf.percentage.describe(
        'The share of tokens and dollars that is kept for agents of the safety lane. Default 30%.',
      ),
    },
    mapping,
  )
  .partial()
  .describe('What the whole review may spend.');

/** What a file says of models and money, and nothing else of it. */
export interface ModelSettings {
  model?: z.infer<typeof modelSchema> | undefined;
  budget?: z.infer<typeof budgetSchema> | undefined;
  'requests-per-minute'?: number | undefined;
  'tokens-per-minute'?: number | string | undefined;
}

/** A surprise on the bill is worse than a review that says where it stopped. */
export const defaultSpending: Spending = { maxTokens: 400_000, maxCostUsd: 1, safetyShare: 0.3 };
const defaultRequestsPerMinute = 50;

/** Options before the file; undefined if neither says anything of models. */
export function modelPolicyOf(settings: ModelSettings, options: ConfigOptions): ModelPolicy | undefined {
  if (settings.model === undefined && options.model === undefined) return undefined;
  const said = typeof settings.model === 'string' ? { name: settings.model } : (settings.model ?? {});
  const name = parseModelName(options.model ?? said.name ?? '');
  const fallback = parseModelName(options.fallbackModel ?? said.fallback ?? '');
  const baseUrl = options.llmBaseUrl ?? said['base-url'];
  return {
    ...(name && { name }),
    ...(fallback && { fallback }),
    ...(baseUrl !== undefined && { baseUrl }),
    maxSeverity: said['max-severity'] ?? 'high',
    verify: said.verify ?? false,
    narrative: said.narrative ?? false,
    maxInputTokens: leaf.tokensOf(said['max-input-tokens'] ?? 12_000),
    maxOutputTokens: leaf.tokensOf(said['max-output-tokens'] ?? 8_000),
    prices: Object.fromEntries(Object.entries(said.prices ?? {}).map(([id, it]) => [id, priceOf(it)])),
    mcp: Object.fromEntries(
      Object.entries(said.mcp ?? {}).map(([id, { agents = [], tools, ...where }]) => [
        id,
        { ...present(where), tools, agents },
      ]),
    ),
  };
}

/** Where nothing is said. */
export const defaultModelPolicy: ModelPolicy = modelPolicyOf({ model: {} }, {})!;

function priceOf(said: {
  input: number;
  output: number;
  'cached-input'?: number | undefined;
  'cache-write'?: number | undefined;
}): Price {
  return {
    input: said.input,
    output: said.output,
    ...present({ cachedInput: said['cached-input'], cacheWrite: said['cache-write'] }),
  };
}

export function spendingOf({ budget = {} }: ModelSettings, options: ConfigOptions): Spending {
  const { maxTokens, maxCostUsd, safetyShare } = defaultSpending;
  const share = budget['safety-reserve'];
  return {
    maxTokens: options.maxTokens ?? leaf.tokensOf(budget['max-tokens'] ?? maxTokens),
    maxCostUsd: options.maxCostUsd ?? budget['max-cost-usd'] ?? maxCostUsd,
    safetyShare: share === undefined ? safetyShare : leaf.shareOf(share),
  };
}

export function ratesOf(settings: ModelSettings, options: ConfigOptions): CallRates {
  const tokens = settings['tokens-per-minute'];
  const tokensPerMinute =
    options.tokensPerMinute ?? (tokens === undefined ? undefined : leaf.tokensOf(tokens));
  return {
    requestsPerMinute:
      options.requestsPerMinute ?? settings['requests-per-minute'] ?? defaultRequestsPerMinute,
    ...(tokensPerMinute !== undefined && { tokensPerMinute }),
  };
}
