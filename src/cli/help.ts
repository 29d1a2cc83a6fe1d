/** `--help`. */
import { options } from './arguments.ts';
import type { Command } from './arguments.ts';

const summaries: Record<Command, string> = {
  review: 'review the change from base to head and say whether to merge it',
  plan: 'show which agent would review which files; runs nothing',
  rules: 'list the rules, or explain one: rules quality/column-removed-in-use',
  demo: 'review a sample pull request that is blocked, in a temporary folder',
  init: 'write the workflow and a commented configuration into a repository',
};

const outcome = `Exit code: 0 passed, 1 blocked, 2 could not review (wrong usage, bad configuration, incomplete).
The report alone goes to standard output, everything else to standard error.
`;

export function help(command?: Command): string {
  if (command) {
    const rows = Object.entries(options[command]).map(([name, { value, help: text }]): [string, string] => [
      `--${name}${value ? ` ${value}` : ''}`,
      text,
    ]);
    return `parallel-review ${command}: ${summaries[command]}\n\n${table(rows)}\n${outcome}`;
  }
  return `Parallel Review: several agents review a data team's pull request at once and give one answer.

Usage: parallel-review COMMAND [OPTIONS]

${table(Object.entries(summaries))}
  COMMAND --help   the options of a command
  --version        the version

${outcome}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 3;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}\n`).join('');
}
