/** One run of a tool: without a shell unless it asks for one, without secrets, in a process group of its own. */
import type { AgentCommand } from '../../agents/agent.ts';
import { spawnGroup } from '../../run/process-group.ts';
import type { Clock } from '../../run/task.ts';
import type { Tree } from './tree.ts';

export interface Surroundings {
  tree: Tree;
  clock: Clock;
  signal: AbortSignal;
  /** Of this, only what a command needs to be found and to speak is passed on. */
  env: Readonly<Record<string, string | undefined>>;
}

export interface Said {
  stdout: string;
  /** The first line of it, cut. */
  complaint: string;
  /** `exit 2`, `SIGKILL`. */
  end: string;
}

const mostOutput = 32 * 1024 * 1024;
const mostErrors = 64 * 1024;
const graceMs = 2_000;
const passedOn = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SYSTEMROOT', 'PATHEXT', 'COMSPEC'];
/** Characters of all names of one call: systems take 128 KiB at least. */
const mostCharacters = 60_000;

/** The files in portions that one call can take; one portion if the command names no files. */
export function portions({ command }: AgentCommand, files: readonly string[]): string[][] {
  const words = typeof command === 'string' ? [command] : command;
  if (!words.some((word) => word.includes(placeholder))) return [[...files]];
  const all: string[][] = [[]];
  let used = 0;
  for (const file of files) {
    used += file.length + 3;
    if (used > mostCharacters && all.at(-1)!.length > 0) {
      all.push([]);
      used = file.length + 3;
    }
    all.at(-1)!.push(file);
  }
  return all;
}

const placeholder = '{files}';

/** Rejects if it cannot be started, writes too much, or is told to stop. How it ends is told, not judged. */
export function runTool(
  { command }: AgentCommand,
  files: readonly string[],
  around: Surroundings,
): Promise<Said> {
  const { tree, clock, signal } = around;
  const [program, ...args] = wordsOf(command, files.map(asArgument));
  return new Promise((resolve, reject) => {
    const child = spawnGroup(program!, args, {
      clock,
      signal,
      graceMs,
      cwd: tree.folder,
      env: environment(around),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    let size = 0;
    let errors = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostOutput) out.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      if (errors.length < mostErrors) errors += chunk.toString('utf8');
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(`${program} cannot be started: ${error.code ?? error.message}`, { cause: error })),
    );
    child.once('close', (code, name) => {
      if (signal.aborted) reject(signal.reason as Error);
      else if (size > mostOutput) reject(new Error(`${program} wrote more than ${mostOutput >> 20} MiB`));
      else
        resolve({
          stdout: Buffer.concat(out).toString('utf8'),
          complaint: firstLine(errors),
          end: name ?? `exit ${code}`,
        });
    });
  });
}

function wordsOf(command: AgentCommand['command'], files: readonly string[]): string[] {
  if (typeof command === 'string')
    return ['sh', '-c', command.replaceAll(placeholder, () => files.map(quoted).join(' '))];
  return command.flatMap((word) => (word === placeholder ? files : [word]));
}

/** A name that begins with a dash would be an option. */
function asArgument(file: string): string {
  return file.startsWith('-') ? `./${file}` : file;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function environment({ env, tree }: Surroundings): NodeJS.ProcessEnv {
  const passed = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return { ...(Object.fromEntries(passed) as NodeJS.ProcessEnv), HOME: tree.home, TMPDIR: tree.home };
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, 200);
}
