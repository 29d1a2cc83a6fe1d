/**
 * What a repository's pull requests would send to models: each commit of the main branch is one. No key is needed.
 *
 *     npm run bench:tokens -- --repo DIR [--last 50] [--json]
 *
 * For each agent the request is built as a review builds it: what all models are told, the slice, the agent's
 * question, the tools and the form of the answer. It is compared with what sending everything to each of the agents would take, with the diff and all
 * changed files whole, and with the diff alone: of what people wrote, without lock files, generated files, HTML and data,
 * and without any instructions. Tokens are estimates, as for the budget. What the rules find and what models look up
 * with tools comes on top.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { builtInAgents } from '../src/agents/index.ts';
import type { ChangedFile, ChangeSet } from '../src/change/change-set.ts';
import { changeSet } from '../src/change/diff.ts';
import { openRepository } from '../src/git/repository.ts';
import type { Repository } from '../src/git/repository.ts';
import { createReading, openWorkspace } from '../src/project/workspace.ts';
import type { Reading } from '../src/project/workspace.ts';
import type { ChatTool } from '../src/reviewers/model/chat.ts';
import { answerSchema } from '../src/reviewers/model/claims.ts';
import { costOf, priceOf, pricesAsOf } from '../src/reviewers/model/prices.ts';
import { commonPrompt } from '../src/reviewers/model/prompts/common.ts';
import { requestText } from '../src/reviewers/model/prompts/request.ts';
import type { RolePrompt } from '../src/reviewers/model/prompts/role.ts';
import { roleOf } from '../src/reviewers/model/roles.ts';
import { sliceOf } from '../src/reviewers/model/slice.ts';
import { isData, linesFor } from '../src/reviewers/model/slice-files.ts';
import { openSnapshotTools } from '../src/reviewers/model/snapshot-tools.ts';
import { textOf } from '../src/reviewers/model/talk.ts';
import { estimateTokens } from '../src/reviewers/model/tokens.ts';
import { diffText } from '../src/reviewers/model/whole.ts';
import { median, percentile } from './support/measure.ts';

/** As the configuration's defaults. */
const maxTokens = 12_000;
/** What a short answer takes; nobody knows it beforehand. */
const answerTokens = 400;
/** One of each size, for the table of costs. */
const shownModels = ['anthropic/claude-sonnet-5-5', 'openai/gpt-6-luna', 'google/gemini-2.5-flash'];

interface Measured {
  commit: string;
  /** Sent for each agent that is asked. */
  agents: Record<string, number>;
  /** Of these, the slices alone. */
  slices: number;
  /** Files that some agent's model does not see whole. */
  left: number;
  files: number;
  /** Diff and changed files at head, to each agent. */
  everything: number;
  /** The diff, to each agent. */
  diffs: number;
  /** What all agents are told besides. */
  instructions: number;
  ms: number;
}

interface PullRequest {
  base: string;
  head: string;
}

function pullRequests(repo: string, last: number): PullRequest[] {
  const args = ['-C', repo, 'log', '--first-parent', '--format=%H %P', `--max-count=${last}`, 'HEAD'];
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28 })
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([head, base]) => (head && base ? [{ base, head }] : []))
    .toReversed();
}

async function measured(
  { base, head }: PullRequest,
  repository: Repository,
  reading: Reading,
): Promise<Measured> {
  const change = await changeSet(await repository.snapshot(base), await repository.snapshot(head));
  const workspace = await openWorkspace(change, reading);
  const { tools } = openSnapshotTools({ change, workspace, reads: [] });
  const started = performance.now();
  const agents: Record<string, number> = {};
  const left = new Set<string>();
  let slices = 0;
  let instructions = 0;
  for (const agent of builtInAgents) {
    const role = await roleOf(agent, change.base);
    const { reads, context } = role;
    instructions += tokensOf(role, '', tools);
    const slice = sliceOf({
      change,
      workspace,
      files: change.files,
      reads,
      context,
      maxTokens,
      maxFileTokens: maxTokens / 2,
    });
    for (const { path } of slice.left) left.add(path);
    if (slice.sent.length === 0) continue;
    slices += slice.tokens;
    agents[agent.name] = tokensOf(role, slice.text, tools);
  }
  const ms = performance.now() - started;
  const texts = change.files.filter((file) => isWritten(file, change));
  const diff = texts.reduce((sum, file) => sum + estimateTokens(diffText(change, file)), 0);
  const whole = texts.reduce((sum, file) => sum + estimateTokens(textAtHead(change, file)), 0);
  return {
    commit: head,
    agents,
    slices,
    left: left.size,
    files: texts.length,
    everything: (diff + whole) * builtInAgents.length,
    diffs: diff * builtInAgents.length,
    instructions,
    ms,
  };
}

/** Of a whole request, with the form of its answer and the tools that it names. */
function tokensOf(role: RolePrompt, text: string, tools: readonly ChatTool[]): number {
  const content = requestText({ role, slice: { text }, found: [] });
  const messages = [{ role: 'user' as const, content }];
  return estimateTokens(
    textOf({ system: commonPrompt, messages, schema: answerSchema, tools, maxOutputTokens: 0 }),
  );
}

/** What people wrote: nobody would send anybody a lock file, a page of HTML or a dump. */
function isWritten(file: ChangedFile, change: ChangeSet): boolean {
  const isText = file.kind === 'text' && !isData(file.path) && !file.path.endsWith('.html');
  return isText && linesFor(file, change).runs.length > 0;
}

function textAtHead({ head }: ChangeSet, file: ChangedFile): string {
  return (file.head && head.text(file.path)) ?? '';
}

function sent({ agents }: Measured): number {
  return Object.values(agents).reduce((sum, tokens) => sum + tokens, 0);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function summary(all: readonly Measured[]): [string, string, string, string][] {
  const row = (name: string, of: (it: Measured) => number): [string, string, string, string] => {
    const values = all.map(of);
    return [name, shown(median(values)), shown(percentile(values, 0.9)), shown(total(values))];
  };
  const share = (name: string, of: (it: Measured) => number): [string, string, string, string] => {
    const values = all.filter((it) => of(it) > 0).map((it) => sent(it) / of(it));
    return [
      name,
      percent(median(values)),
      percent(percentile(values, 0.9)),
      percent(total(all.map(sent)) / total(all.map(of))),
    ];
  };
  return [
    row('input tokens, all agents', sent),
    ...builtInAgents.map(({ name }) => row(`  ${name}`, ({ agents }) => agents[name] ?? 0)),
    row('  of these, slices', ({ slices }) => slices),
    row('diff and files to each', ({ everything }) => everything),
    row('diff to each', ({ diffs }) => diffs),
    share('of diff and files to each', ({ everything }) => everything),
    share('of diff to each', ({ diffs }) => diffs),
    share('of diff to each, with the same instructions', (it) => it.diffs + it.instructions),
    row('agents asked', ({ agents }) => Object.keys(agents).length),
    row('files not seen whole', ({ left }) => left),
    row('ms to build all requests', ({ ms }) => ms),
  ];
}

function shown(value: number): string {
  return Number.isNaN(value) ? '–' : Math.round(value).toLocaleString('en-US');
}

function percent(value: number): string {
  return Number.isNaN(value) ? '–' : `${Math.round(100 * value)} %`;
}

function costs(all: readonly Measured[]): string[][] {
  const usd = (id: string, it: Measured) =>
    costOf(
      {
        inputTokens: sent(it),
        cachedTokens: 0,
        cacheWriteTokens: 0,
        outputTokens: answerTokens * Object.keys(it.agents).length,
      },
      priceOf(id)!,
    );
  return shownModels
    .filter((id) => priceOf(id))
    .map((id) => {
      const values = all.map((it) => usd(id, it));
      return [`\`${id}\``, `$${median(values).toFixed(4)}`, `$${percentile(values, 0.9).toFixed(4)}`];
    });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `| ${head.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    last: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
  },
});
const last = Number(values.last);
if (values.repo === undefined || !Number.isInteger(last) || last < 1) {
  console.error('usage: npm run bench:tokens -- --repo DIR [--last COUNT] [--json]');
  process.exit(2);
}
const repository = await openRepository(values.repo);
const reading = createReading();
const all: Measured[] = [];
const unreadable: string[] = [];
try {
  for (const it of pullRequests(values.repo, last)) {
    try {
      all.push(await measured(it, repository, reading));
    } catch (error) {
      unreadable.push(`${it.head}: ${(error as Error).message}`);
    }
  }
} finally {
  reading.close();
  await repository.close();
}

const asked = all.filter((it) => sent(it) > 0);
if (values.json) console.log(JSON.stringify(all, undefined, 2));
else {
  console.log(`${asked.length} pull requests of which models get to see something, of ${all.length}\n`);
  console.log(table(['Tokens', 'median', '90th percentile', 'all'], summary(asked)));
  console.log(`\nWith answers of ${answerTokens} tokens, at list prices of ${pricesAsOf}:\n`);
  console.log(table(['Model', 'median', '90th percentile'], costs(asked)));
}
for (const line of unreadable) console.error(`not read: ${line}`);
