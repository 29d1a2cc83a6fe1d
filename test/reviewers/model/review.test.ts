import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { changeSet } from '../../../src/change/diff.ts';
import { resolveConfig } from '../../../src/config/resolve.ts';
import { defaultModelPolicy } from '../../../src/config/model-schema.ts';
import type { Finding } from '../../../src/finding.ts';
import { planReview } from '../../../src/plan/plan-review.ts';
import { openWorkspace } from '../../../src/project/workspace.ts';
import type { ChatAnswer, ChatModel, ChatRequest } from '../../../src/reviewers/model/chat.ts';
import { ModelError } from '../../../src/reviewers/model/chat.ts';
import { openModelReview } from '../../../src/reviewers/model/review.ts';
import { systemClock } from '../../../src/run/clock.ts';
import { ProviderFault } from '../../../src/run/provider.ts';
import type { RunOptions } from '../../../src/run/run.ts';
import { runTasks } from '../../../src/run/run.ts';
import type { Outcome, RunEvent } from '../../../src/run/task.ts';
import { finding } from '../../run/samples.ts';
import { memorySnapshot } from '../../support/memory-snapshot.ts';

const base = {
  'dbt_project.yml': 'name: shop\nversion: "1"\n',
  'models/orders.sql': 'select\n  id,\n  amount\nfrom raw_orders\n',
  'naming.md': 'Are names in snake case?\n',
};
const head = { ...base, 'models/orders.sql': 'select\n  id,\n  amount / 100 as amount\nfrom raw_orders\n' };

const claim = {
  path: 'models/orders.sql',
  line: 3,
  quote: 'amount / 100 as amount',
  severity: 'critical',
  confidence: 'likely',
  title: 'The unit of `amount` changes',
  message: 'It was cents.',
  advice: 'Rename it.',
  subject: 'amount',
};
const used = { inputTokens: 1000, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 100 };

type Script = (request: ChatRequest, id: string, index: number) => Partial<ChatAnswer> & { text?: string };

const says = (...claims: object[]) => JSON.stringify({ findings: claims });

const change = await changeSet(memorySnapshot(base), memorySnapshot(head));
const workspace = await openWorkspace(change);
afterAll(() => workspace.close());

interface Options {
  config?: string;
  found?: Finding[];
  answersFolder?: string;
  run?: Partial<RunOptions>;
}

/** The models of the agents that `config` leaves, asked by the real engine. */
async function reviewed(script: Script, { config: text = '', found = [], answersFolder, run }: Options = {}) {
  const file = {
    path: 'c.yml',
    text: `version: 1\nmodel: { name: anthropic/claude-sonnet-4-5, fallback: openai/gpt-test, prices: { openai/gpt-test: { input: 1, output: 10 }, anthropic/claude-sonnet-4-5: { input: 2, output: 20 } } }\nagents: { governance: { model: false }, cost: { model: false }, docs: { model: false } }\n${text}`,
  };
  const config = resolveConfig({
    file: text.startsWith('version') ? { path: 'c.yml', text } : file,
    rules: [],
  });
  const requests: { id: string; request: ChatRequest }[] = [];
  const open = async (id: string): Promise<ChatModel> => ({
    id,
    provider: id.slice(0, id.indexOf('/')),
    async ask(request) {
      requests.push({ id, request });
      const { text: said = says(), ...rest } = script(request, id, requests.length - 1);
      return { message: { role: 'assistant', text: said, calls: [] }, finish: 'stop', used, ...rest };
    },
  });
  const { reviewer, ledger } = openModelReview({
    agents: config.agents,
    policy: config.model ?? defaultModelPolicy,
    change,
    trusted: change.base,
    workspace: async () => workspace,
    access: { keys: {}, answersFolder },
    foundBy: () => found,
    open,
  });
  const tasks = planReview(config, change.files)
    .tasks.filter((task) => task.reviewer === 'model')
    .map((task) => ({ ...task, after: [] }));
  const events: RunEvent[] = [];
  const outcomes = await runTasks(
    tasks,
    { model: reviewer },
    {
      clock: systemClock,
      maxConcurrency: 4,
      timeoutMs: 60_000,
      limits: { requestsPerMinute: 100_000 },
      staggerMs: 0,
      onEvent: (event) => events.push(event),
      ...run,
    },
  );
  return { outcomes, outcome: outcomes[0] as Outcome, requests, notes: ledger.notes(), ledger, events };
}

test('what it quotes is a finding, no worse than it may be, and billed by what the provider says', async () => {
  const { outcome, requests } = await reviewed(() => ({ text: says(claim) }));
  expect(outcome).toMatchObject({
    status: 'ok',
    usage: { inputTokens: 1000, outputTokens: 100, costUsd: 0.004 },
    findings: [
      {
        rule: 'quality/model',
        severity: 'high',
        confidence: 'likely',
        resource: 'model.shop.orders',
        subject: 'amount',
        location: { path: 'models/orders.sql', side: 'head', startLine: 3, endLine: 3 },
      },
    ],
  });
  expect(requests).toHaveLength(1);
  expect(requests[0]?.request.messages[0]).toMatchObject({ role: 'user', content: [{ cached: true }, {}] });
});

test('it is told what the rules have found', async () => {
  const found = [finding({ title: 'A column `x` is missing' })];
  const { requests } = await reviewed(() => ({}), { found });
  expect(JSON.stringify(requests[0]?.request)).toContain('models/orders.sql:3: A column `x` is missing');
});

test('a team that lets models block gets what they say as it is', async () => {
  const config =
    'version: 1\nmodel: { name: openai/x, max-severity: critical }\nagents: { docs: { model: false }, cost: { model: false }, governance: { model: false } }\n';
  const { outcome } = await reviewed(() => ({ text: says(claim) }), { config });
  expect(outcome.findings).toMatchObject([{ severity: 'critical', confidence: 'likely' }]);
});

test('a remark about lines that are not there is left out, but named; one about unchanged lines is a hint', async () => {
  const far = { ...claim, quote: 'name: shop', path: 'dbt_project.yml' };
  const { outcome, notes } = await reviewed(() => ({ text: says({ ...claim, quote: 'drop table x' }, far) }));
  expect(outcome).toMatchObject({ status: 'ok', findings: [] });
  expect(notes[0]).toBe(
    'The model of quality made 2 remarks about lines that the change does not have, left out here: “The unit of `amount` changes”, “The unit of `amount` changes”.',
  );
});

test('two remarks about one thing are one finding that says both', async () => {
  const { outcome } = await reviewed(() => ({
    text: says(claim, { ...claim, title: 'Null is zero', severity: 'low' }),
  }));
  expect(outcome.findings).toMatchObject([
    { severity: 'high', message: 'It was cents. Also: Null is zero.' },
  ]);
});

test('it may look around, and its last question comes without tools', async () => {
  const call = { id: 'c', name: 'read_file', input: { path: 'models/orders.sql', revision: 'base' } };
  const { outcome, requests } = await reviewed((request) =>
    request.mayCallTools
      ? { message: { role: 'assistant', text: '', calls: [call] }, finish: 'tools' }
      : { text: says(claim) },
  );
  expect(outcome).toMatchObject({ status: 'ok', findings: [{}], usage: { inputTokens: 6000 } });
  expect(requests.map(({ request }) => request.mayCallTools)).toEqual([true, true, true, true, true, false]);
  expect(JSON.stringify(requests[1]?.request.messages.at(-1))).toContain('from raw_orders');
});

test('a tool that it makes up has no effect but a line that says so', async () => {
  const { outcome, requests } = await reviewed((_, __, index) =>
    index === 0
      ? {
          message: {
            role: 'assistant',
            text: '',
            calls: [{ id: 'c', name: 'shell', input: { command: 'ls' } }],
          },
          finish: 'tools',
        }
      : {},
  );
  expect(outcome.status).toBe('ok');
  expect(requests[1]?.request.messages.at(-1)).toMatchObject({ role: 'tool', results: [{ name: 'shell' }] });
});

test('an answer that cannot be read is asked for once more', async () => {
  const { outcome, requests } = await reviewed((_, __, index) => ({
    text: index === 0 ? 'Looks good!' : says(claim),
  }));
  expect(outcome).toMatchObject({ status: 'ok', findings: [{}] });
  expect(JSON.stringify(requests[1]?.request.messages.at(-1))).toContain('it is no JSON');
});

test.each<[string, Script, string]>([
  [
    'cannot be read twice',
    () => ({ text: '{"findings": 7}' }),
    'the answer of openai/gpt-test cannot be read: it is no object with a list of findings',
  ],
  ['is refused', () => ({ finish: 'refusal' }), 'openai/gpt-test would not answer'],
  [
    'is cut',
    () => ({ finish: 'length' }),
    'the answer of openai/gpt-test was cut at 8000 tokens; model.max-output-tokens allows more',
  ],
])('an answer that %s is no answer: the task says why', async (_, script, reason) => {
  const { outcome } = await reviewed(script);
  expect(outcome).toMatchObject({ status: 'failed', reason, findings: [] });
});

test.each([
  new ProviderFault('it is overloaded', { overloaded: true, retryAfterMs: 0 }),
  new ModelError('there is no such model'),
])('if %s, the fallback is asked, and that is said', async (error) => {
  const { outcome, requests, notes } = await reviewed((_, id) => {
    if (id.startsWith('anthropic')) throw error;
    return { text: says(claim) };
  });
  expect(outcome).toMatchObject({ status: 'ok', findings: [{}] });
  expect(requests.map(({ id }) => id)).toEqual(['anthropic/claude-sonnet-4-5', 'openai/gpt-test']);
  expect(notes[0]).toBe(`The model of quality is openai/gpt-test here: ${error.message}.`);
});

test('without an answer that says what was used, the reservation is billed', async () => {
  const { outcome } = await reviewed(() => {
    const answer: Partial<ChatAnswer> = {};
    answer.used = undefined as never;
    return answer;
  });
  expect(outcome.usage.outputTokens).toBe(8000);
  expect(outcome.usage.inputTokens).toBeGreaterThan(500);
});

test('what the budget does not hold is not asked', async () => {
  const { outcome, requests } = await reviewed(() => ({}), { run: { budget: { cap: { usd: 0.001 } } } });
  expect(requests).toEqual([]);
  expect(outcome).toMatchObject({ status: 'over-budget', usage: { costUsd: 0 } });
});

test('when most of the budget is gone the cheaper model is asked', async () => {
  const config =
    'version: 1\nmodel: { name: anthropic/big, fallback: openai/small }\nagents: { docs: { model: false }, cost: { model: false }, governance: { model: false } }\n';
  const script: Script = (request) =>
    request.mayCallTools && request.messages.length < 3
      ? {
          message: { role: 'assistant', text: '', calls: [{ id: 'c', name: 'list_files', input: {} }] },
          finish: 'tools',
          used: { ...used, inputTokens: 9000 },
        }
      : {};
  const { requests } = await reviewed(script, {
    config: `${config}`,
    run: { budget: { cap: { tokens: 20_000 } } },
  });
  expect(requests.map(({ id }) => id)).toEqual(['anthropic/big', 'anthropic/big']);
  const tight = await reviewed(() => ({}), {
    config,
    run: { budget: { cap: { tokens: 20_000 }, throttleAt: 0 } },
  });
  expect(tight.requests.map(({ id }) => id)).toEqual(['openai/small']);
});

test('a model without a price is limited by tokens, and that is said', async () => {
  const config =
    'version: 1\nmodel: compatible/unheard-of\nagents: { docs: { model: false }, cost: { model: false }, governance: { model: false } }\n';
  const { notes, outcome } = await reviewed(() => ({}), { config });
  expect(outcome.usage).toMatchObject({ inputTokens: 1000, costUsd: 0 });
  expect(notes[0]).toBe(
    'The model of quality is compatible/unheard-of, whose price is not known: only its tokens are limited.',
  );
});

const verifying =
  'version: 1\nmodel: { name: anthropic/big, fallback: openai/small, verify: true }\nagents: { docs: { model: false }, cost: { model: false }, governance: { model: false } }\n';
const other = { ...claim, quote: 'id,', subject: 'id', title: 'Second' };

test('a second look, by the cheaper model, can only take away', async () => {
  const { outcome, requests, notes } = await reviewed(
    (_, id) =>
      id === 'openai/small'
        ? {
            text: JSON.stringify({
              verdicts: [
                { number: 2, refuted: true, reason: 'r' },
                { number: 99, refuted: true, reason: 'r' },
              ],
            }),
          }
        : { text: says(claim, other) },
    { config: verifying },
  );
  expect(requests.map(({ id }) => id)).toEqual(['anthropic/big', 'openai/small']);
  expect(outcome.findings.map(({ title }) => title)).toEqual(['The unit of `amount` changes']);
  expect(notes).toContain('The model of quality took 1 remark back at a second look.');
});

test('without a second look all of it is only possible', async () => {
  const { outcome, notes } = await reviewed(
    (request) => {
      if (JSON.stringify(request.schema).includes('verdicts')) throw new ModelError('no answer');
      return { text: says(claim) };
    },
    { config: verifying },
  );
  expect(outcome).toMatchObject({ status: 'ok', findings: [{ confidence: 'possible' }] });
  expect(notes).toContain('The model of quality could not be asked a second time: no answer.');
});

const naming = (more: string) =>
  `version: 1\nmodel: openai/x\nagents: { quality: { enabled: false }, docs: { enabled: false }, cost: { enabled: false }, governance: { model: false }, naming: { reads: ['models/**'], ${more} } }\n`;

test("the team's own question comes from the trusted revision", async () => {
  const { outcome, requests } = await reviewed(() => ({ text: says(claim) }), {
    config: naming('model: { prompt: naming.md }'),
  });
  expect(outcome.findings).toMatchObject([{ rule: 'naming/model' }]);
  expect(JSON.stringify(requests[0]?.request.messages)).toContain('Are names in snake case?');
  const missing = await reviewed(() => ({}), { config: naming('model: { prompt: gone.md }') });
  expect(missing.requests).toEqual([]);
  expect(missing.outcome).toMatchObject({
    status: 'failed',
    reason: 'the prompt gone.md of agents.naming.model is no text file at memory',
  });
});

test('votes: what only one of three says is no more than a hint', async () => {
  const config = naming('model: { prompt: naming.md, votes: 3 }');
  const { outcome, requests } = await reviewed(
    (_, __, index) => ({ text: index === 0 ? says(claim, other) : says(claim) }),
    { config },
  );
  expect(requests).toHaveLength(3);
  expect(outcome.findings.map(({ title, severity, confidence }) => [title, severity, confidence])).toEqual([
    ['The unit of `amount` changes', 'high', 'likely'],
    ['Second', 'low', 'possible'],
  ]);
});

const folder = mkdtempSync(join(tmpdir(), 'parallel-review-answers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an answer that was paid for is not paid for again', async () => {
  const first = await reviewed(() => ({ text: says(claim) }), { answersFolder: folder });
  const second = await reviewed(() => ({ text: says() }), { answersFolder: folder });
  expect(second.requests).toEqual([]);
  expect(second.outcome.findings).toEqual(first.outcome.findings);
  expect(second.outcome.usage).toEqual({ inputTokens: 0, outputTokens: 0, costUsd: 0 });
});

test('a narrative is told once, and finds nothing', async () => {
  const config =
    'version: 1\nmodel: { name: openai/x, narrative: true }\nagents: { quality: { model: false }, docs: { model: false }, cost: { model: false }, governance: { model: false } }\n';
  const lines = ['One\u202E.', ' Two. ', '', 'Three.', 'Four.'];
  const { outcomes, ledger } = await reviewed(() => ({ text: JSON.stringify({ lines }) }), { config });
  expect(outcomes).toMatchObject([{ task: { agent: 'narrative' }, status: 'ok', findings: [] }]);
  expect(ledger.narrative).toEqual({ model: 'openai/x', lines: ['One‹U+202E›.', 'Two.', 'Three.'] });
});
