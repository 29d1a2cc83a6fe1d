/** Chooses the command and turns whatever goes wrong into one line and an exit code. */
import { nearest } from '../config/say.ts';
import { ConfigError } from '../config/config.ts';
import { UnreadableError } from '../change/contents.ts';
import { GitError } from '../git/command.ts';
import { tool } from '../version.ts';
import { help } from './help.ts';
import { parseCommand } from './arguments.ts';
import { Interrupted } from './interruption.ts';
import type { Command, Invocation } from './arguments.ts';
import { UsageError, wantsDebug } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

type Run = (invocation: Invocation, terminal: Terminal) => Promise<ExitCode>;

/** Loaded one by one: `--version` must not wait for a SQL parser. */
const commands: Record<Command, () => Promise<Run>> = {
  review: async () => (await import('./review.ts')).reviewCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  rules: async () => (await import('./rules.ts')).rulesCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
  init: async () => (await import('./init.ts')).initCommand,
};

/** Runs one command line. Never rejects. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let debug = wantsDebug(terminal);
  try {
    const [first] = argv;
    if (first === '--version' || first === '-v') return print(terminal, `${tool.version}\n`);
    if (first === undefined || first === '--help' || first === '-h' || first === 'help')
      return print(terminal, help());
    if (!Object.hasOwn(commands, first)) throw unknownCommand(first);
    const name = first as Command;
    if (argv.includes('--help') || argv.includes('-h')) return print(terminal, help(name));
    const invocation = parseCommand(name, argv.slice(1));
    debug ||= invocation.options['debug'] === true;
    const run = await commands[name]();
    return await run(invocation, terminal);
  } catch (error) {
    terminal.stderr.write(`parallel-review: ${messageOf(error)}\n`);
    if (debug && error instanceof Error) terminal.stderr.write(`${stackOf(error)}\n`);
    return 2;
  }
}

function print({ stdout }: Terminal, text: string): ExitCode {
  stdout.write(text);
  return 0;
}

function unknownCommand(name: string): UsageError {
  const names = Object.keys(commands);
  const near = nearest(name, names);
  return new UsageError(
    `there is no command '${name}'${near ? `; did you mean '${near}'?` : ''} (allowed: ${names.join(', ')})`,
  );
}

/** Expected errors say it all in one line; an unexpected one says how to see more. */
function messageOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ');
  const expected =
    error instanceof UsageError ||
    error instanceof Interrupted ||
    error instanceof ConfigError ||
    error instanceof GitError ||
    error instanceof UnreadableError;
  return expected ? message : `${message} (unexpected; --debug shows where)`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
