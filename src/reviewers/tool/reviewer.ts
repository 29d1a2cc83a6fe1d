/** The tool engine: a team's own command over the head revision; what it says of changed lines counts. */
import { isAbsolute, relative, sep } from 'node:path';
import { posix } from 'node:path';
import type { Agent, AgentCommand } from '../../agents/agent.ts';
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import type { Finding } from '../../finding.ts';
import type { Clock, Reviewer, Task } from '../../run/task.ts';
import type { Said } from './command.ts';
import { portions, runTool } from './command.ts';
import type { Diagnostic } from './diagnostic.ts';
import { diagnosticsIn } from './diagnostics.ts';
import { readInside } from './read-inside.ts';
import { writeTree } from './tree.ts';

export interface ToolReviewerContext {
  agents: readonly Agent[];
  change: ChangeSet;
  clock: Clock;
  /** Where files that other tools wrote lie. */
  workspace: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Fails if the command cannot be run or says nothing that can be read: that is no pass. */
export function toolReviewer({ agents, change, clock, env, workspace }: ToolReviewerContext): Reviewer {
  const tools = new Map(agents.map(({ name, tool }) => [name, tool]));
  return async (task, { signal, report }) => {
    const tool = tools.get(task.agent);
    if (!tool) throw new Error(`no tool is configured for ${task.agent}`);
    const files = filesOf(task, change);
    if (files.length === 0) return;
    if ('files' in tool) {
      for (const diagnostic of await writtenDiagnostics(tool.files, workspace)) {
        const finding = findingOf(diagnostic, task, files, workspace);
        if (finding) await report(finding);
      }
      return;
    }
    const tree = await writeTree(change.head, signal);
    try {
      const seen = new Set<string>();
      for (const portion of portions(
        tool,
        files.map(({ path }) => path),
      )) {
        const said = await runTool(tool, portion, { tree, clock, signal, env });
        for (const diagnostic of readDiagnostics(said, tool)) {
          const finding = findingOf(diagnostic, task, files, tree.folder);
          const same = JSON.stringify([finding?.rule, finding?.location, finding?.message]);
          if (!finding || seen.has(same)) continue;
          seen.add(same);
          await report(finding);
        }
      }
    } finally {
      await tree.close();
    }
  };
}

/** @throws {Error} naming the file that cannot be read: what somebody found must not be lost. */
async function writtenDiagnostics(paths: readonly string[], workspace: string): Promise<Diagnostic[]> {
  const all: Diagnostic[] = [];
  for (const path of paths) {
    try {
      all.push(...diagnosticsIn(await readInside(workspace, path), 'sarif'));
    } catch (error) {
      throw new Error(`sarif-files: ${path}: ${(error as Error).message}`, { cause: error });
    }
  }
  return all;
}

/** Files that are there at head, and hold lines. */
function filesOf(task: Task, change: ChangeSet): ChangedFile[] {
  const mine = new Set(task.files);
  return change.files.filter(
    ({ path, kind, head }) => mine.has(path) && kind === 'text' && head !== undefined,
  );
}

/** A linter ends with an error when it finds something; what counts is whether it says what. */
function readDiagnostics({ stdout, complaint, end }: Said, { format }: AgentCommand): Diagnostic[] {
  try {
    return diagnosticsIn(stdout, format);
  } catch (error) {
    const why = complaint === '' ? '' : `: ${complaint}`;
    throw new Error(`the tool ended with ${end}, and ${(error as Error).message}${why}`, { cause: error });
  }
}

/** Only what the change adds: a remark on lines that were there before is nobody's to mend here. */
function findingOf(
  { path: named, line, endLine, severity, rule, message }: Diagnostic,
  task: Task,
  files: readonly ChangedFile[],
  folder: string,
): Finding | undefined {
  const path = pathIn(named, folder);
  const file = files.find((it) => it.path === path);
  if (!file) return undefined;
  const startLine = line ?? 1;
  const last = endLine ?? startLine;
  const isNew = line === undefined ? file.status === 'added' : isAdded(file, startLine, last);
  if (!isNew) return undefined;
  const text = message.replaceAll(/\s+/g, ' ').trim().slice(0, 1500);
  return {
    rule: `${task.agent}/${rule.replaceAll(/[\s/]+/g, '-').slice(0, 100)}`,
    severity,
    confidence: 'likely',
    title: text.length > 160 ? `${text.slice(0, 159)}…` : text,
    message: text.length > 160 ? text : '',
    why: `The team's tool ${task.agent} says so.`,
    advice: `Look up ${rule.slice(0, 100)} in its manual.`,
    resource: file.path,
    subject: `${rule.slice(0, 100)} ${text.slice(0, 200)}`,
    location: { path: file.path, side: 'head', startLine, endLine: last },
    related: [],
  };
}

/** Tools name files as they were given, or where they lie on this machine. */
function pathIn(named: string, folder: string): string {
  const local = isAbsolute(named) ? relative(folder, named).split(sep).join('/') : named;
  return posix.normalize(local).replace(/^\.\//, '');
}

function isAdded({ hunks }: ChangedFile, first: number, last: number): boolean {
  return hunks.some(
    ({ headStart, headCount }) => headCount > 0 && first < headStart + headCount && last >= headStart,
  );
}
