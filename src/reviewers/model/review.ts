/** The model engine: the same agents, with a language model. What it says is a suggestion, and it is checked. */
import type { Agent, AgentModel } from '../../agents/agent.ts';
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { narrator } from '../../config/agents.ts';
import type { ModelPolicy } from '../../config/config.ts';
import type { Finding } from '../../finding.ts';
import type { Workspace } from '../../project/project.ts';
import type { Reviewer, Task, TaskContext } from '../../run/task.ts';
import type { ModelAccess } from './access.ts';
import type { ChatModel, ChatRequest } from './chat.ts';
import { ModelError } from './chat.ts';
import type { Claim } from './claims.ts';
import { answerSchema, readAnswer } from './claims.ts';
import { findingsOf, plain } from './findings.ts';
import type { Ledger } from './ledger.ts';
import { openLedger } from './ledger.ts';
import { joined, openMcpTools } from './mcp-tools.ts';
import { narrativeSchema, readNarrative } from './narrative.ts';
import { commonPrompt } from './prompts/common.ts';
import { narrativeText, requestText, verifyText } from './prompts/request.ts';
import type { RolePrompt } from './prompts/role.ts';
import { roleOf } from './roles.ts';
import type { Slice } from './slice.ts';
import { sliceOf } from './slice.ts';
import { openSnapshotTools } from './snapshot-tools.ts';
import type { Speakers } from './speakers.ts';
import { openSpeakers } from './speakers.ts';
import type { Speaker } from './talk.ts';
import { talk, textOf } from './talk.ts';
import { estimateTokens } from './tokens.ts';
import { listOf, readVerification, verificationSchema } from './verification.ts';
import { wholeTokens } from './whole.ts';

export interface ModelReviewContext {
  agents: readonly Agent[];
  policy: Omit<ModelPolicy, 'name'>;
  change: ChangeSet;
  /** The revision that the team's own prompts are read from. */
  trusted: Snapshot;
  /** Shared by all tasks; called by each. */
  workspace: () => Promise<Workspace>;
  access: ModelAccess;
  /** What the other engines of an agent have found, or those of all. */
  foundBy: (agent?: string) => readonly Finding[];
  /** @default the provider's */
  open?: (id: string) => Promise<ChatModel>;
}

export interface ModelReview {
  reviewer: Reviewer;
  ledger: Ledger;
}

/** Nothing of any vendor is loaded before the first task starts. */
export function openModelReview(context: ModelReviewContext): ModelReview {
  const ledger = openLedger();
  const speakers = openSpeakers(context);
  const asked = context.agents.flatMap(({ model }) => (model ? [model.name] : []));
  speakers.warm([...new Set(asked)]);
  const agents = new Map(context.agents.map((agent) => [agent.name, agent]));
  return {
    ledger,
    async reviewer(task, taskContext) {
      const agent = agents.get(task.agent);
      if (!agent?.model) throw new ModelError(`no model is configured for ${task.agent}`);
      const setting = { ...context, agent, model: agent.model, speakers, ledger };
      await (task.agent === narrator ? narrate : reviewTask)(task, taskContext, setting);
    },
  };
}

interface TaskSetting extends ModelReviewContext {
  agent: Agent;
  model: AgentModel;
  speakers: Speakers;
  ledger: Ledger;
}

async function reviewTask(task: Task, taskContext: TaskContext, setting: TaskSetting): Promise<void> {
  const { agent, change, ledger, policy } = setting;
  const workspace = await taskContext.waiting(setting.workspace());
  const role = await roleOf(agent, setting.trusted);
  const slice = sliceOf({
    change,
    workspace,
    files: filesOf(task, change),
    reads: role.reads,
    context: role.context,
    maxTokens: policy.maxInputTokens,
    maxFileTokens: Math.ceil(policy.maxInputTokens / 2),
  });
  for (const { path, reason } of slice.left) ledger.unseen(agent.name, path, reason);
  if (slice.sent.length === 0) return;

  const opening = openingOf(role, slice, setting);
  ledger.sent(agent.name, estimateTokens(textOf(opening)), wholeTokens(change, filesOf(task, change)));
  const own = openSnapshotTools({ change, workspace, reads: agent.reads });
  const mcp = await openMcpTools({
    servers: policy.mcp,
    agent: agent.name,
    env: setting.access.env ?? {},
    fetch: setting.access.fetch,
    signal: taskContext.signal,
    onTrouble: (what) => ledger.note(agent.name, plain(what, 300)),
  });
  const toolbox = mcp ? joined(own, mcp) : own;
  const claims = await askOf(setting, taskContext, (speaker) =>
    talk(opening, { speaker, context: taskContext, toolbox, read: (json) => claimsIn(json, setting) }),
  ).finally(() => mcp?.close());
  const shown = new Set(slice.sent);
  const { maxSeverity } = setting.model;
  const located = findingsOf(claims, { agent: agent.name, change, workspace, shown, maxSeverity });
  noteUnfounded(located.unfounded, setting);
  for (const finding of await verified(located.findings, slice, taskContext, setting)) {
    await taskContext.report(finding);
  }
}

/** What the change does, for the head of the comment. It finds nothing. */
async function narrate(task: Task, taskContext: TaskContext, setting: TaskSetting): Promise<void> {
  const { change, policy, ledger, foundBy } = setting;
  const workspace = await taskContext.waiting(setting.workspace());
  const { maxInputTokens: maxTokens } = policy;
  const files = filesOf(task, change);
  const slice = sliceOf({ change, workspace, files, reads: ['**'], maxTokens, maxFileTokens: maxTokens / 4 });
  if (slice.text === '') return;
  const request: ChatRequest = {
    system: commonPrompt,
    messages: [{ role: 'user', content: narrativeText({ slice, found: foundBy() }) }],
    schema: narrativeSchema,
    maxOutputTokens: policy.maxOutputTokens,
  };
  await askOf({ ...setting, model: cheaper(setting) }, taskContext, async (speaker) => {
    const lines = await talk(request, { speaker, context: taskContext, read: readNarrative });
    ledger.tell({ model: speaker.chat.id, lines });
  });
}

/** The agent's model, or the fallback: at once if little is left or it is the second of a hedge, else if the first one fails. */
function askOf<T>(
  { model, policy, speakers, ledger, agent }: TaskSetting,
  context: TaskContext,
  use: (speaker: Speaker) => Promise<T>,
): Promise<T> {
  const fallback = policy.fallback?.id;
  const isSecond = context.variant > 0 && model.hedgeMs !== undefined;
  const ids = [...new Set([model.name, ...(fallback === undefined ? [] : [fallback])])];
  if (context.throttled || isSecond) ids.reverse();
  const priced = (speaker: Speaker) => {
    if (!speaker.price) {
      ledger.note(
        agent.name,
        `is ${speaker.chat.id}, whose price is not known: only its tokens are limited.`,
      );
    }
    return use(speaker);
  };
  return speakers.first(ids, context, priced, (next, error) =>
    ledger.note(agent.name, `is ${next} here: ${plain(reasonOf(error), 200)}.`),
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function filesOf(task: Task, change: ChangeSet): ChangedFile[] {
  const mine = new Set(task.files);
  return change.files.filter(({ path }) => mine.has(path));
}

function openingOf(role: RolePrompt, slice: Slice, { policy, foundBy, agent }: TaskSetting): ChatRequest {
  return {
    system: commonPrompt,
    messages: [{ role: 'user', content: requestText({ role, slice, found: foundBy(agent.name) }) }],
    schema: answerSchema,
    maxOutputTokens: policy.maxOutputTokens,
  };
}

function claimsIn(
  json: unknown,
  { ledger, agent }: TaskSetting,
): { ok: true; value: Claim[] } | { ok: false; problem: string } {
  const read = readAnswer(json);
  if (!read.ok) return read;
  const dropped = read.malformed + read.more;
  if (dropped > 0) {
    ledger.note(
      agent.name,
      `also made ${counted(dropped, 'remark')} that could not be read or were too many.`,
    );
  }
  return { ok: true, value: read.claims };
}

function noteUnfounded(titles: readonly string[], { ledger, agent }: TaskSetting): void {
  if (titles.length === 0) return;
  const named = titles.slice(0, 3).map((title) => `“${title}”`);
  const more = titles.length > 3 ? ` and ${titles.length - 3} more` : '';
  const what = `made ${counted(titles.length, 'remark')} about lines that the change does not have, left out here`;
  ledger.note(agent.name, `${what}: ${named.join(', ')}${more}.`);
}

/** Without those that a second look refutes. If there is no second look, all of them are only possible. */
async function verified(
  findings: readonly Finding[],
  slice: Slice,
  context: TaskContext,
  setting: TaskSetting,
): Promise<readonly Finding[]> {
  const { policy, ledger, agent } = setting;
  if (!policy.verify || findings.length === 0) return findings;
  const request: ChatRequest = {
    system: commonPrompt,
    messages: [{ role: 'user', content: verifyText({ slice, list: listOf(findings) }) }],
    schema: verificationSchema,
    maxOutputTokens: policy.maxOutputTokens,
  };
  try {
    // The cheaper one first: what is asked is much easier than what was.
    const refuted = await askOf({ ...setting, model: cheaper(setting) }, context, (speaker) =>
      talk(request, { speaker, context, read: readVerification }),
    );
    const kept = findings.filter((_, index) => !refuted.has(index + 1));
    const gone = findings.length - kept.length;
    if (gone > 0) ledger.note(agent.name, `took ${counted(gone, 'remark')} back at a second look.`);
    return kept;
  } catch (error) {
    context.signal.throwIfAborted();
    ledger.note(agent.name, `could not be asked a second time: ${plain(reasonOf(error), 200)}.`);
    return findings.map((finding) => ({ ...finding, confidence: 'possible' }));
  }
}

/** For what is easier than the review itself. */
function cheaper({ model, policy }: TaskSetting): AgentModel {
  return { ...model, name: policy.fallback?.id ?? model.name };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
