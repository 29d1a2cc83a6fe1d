/**
 * What a step says to its runner: outputs, job summary, log commands, as files and lines of the documented form.
 * `@actions/core` does the same and takes 84 ms to load, most of it for parts that are not needed here.
 */
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

export interface Runner {
  /** Hides a value in everything the step prints from now on. */
  mask(secret: string): void;
  notice(line: string): void;
  warning(line: string): void;
  error(line: string): void;
  /** Plain text for the log; it cannot be a command. */
  log(text: string): void;
  /** Sets outputs of the step. */
  outputs(values: Readonly<Record<string, string>>): void;
  /** Adds markdown to the job summary. */
  summary(markdown: string): void;
}

export function createRunner(env: NodeJS.ProcessEnv, write: (text: string) => void): Runner {
  const command = (name: string) => (message: string) => write(`::${name}::${escaped(message)}\n`);
  return {
    mask: command('add-mask'),
    notice: command('notice'),
    warning: command('warning'),
    error: command('error'),
    // A line is a command only if it starts with `::` or `##[`, after blanks.
    log: (text) => write(`${text.replaceAll(/^(\s*)(::|##\[)/gm, '$1\u200B$2')}\n`),
    outputs(values) {
      const path = env['GITHUB_OUTPUT'];
      if (!path) return;
      for (const [name, value] of Object.entries(values)) {
        // Nobody can foresee the delimiter, so no value can end early and set another output.
        const end = `end-${randomUUID()}`;
        appendFileSync(path, `${name}<<${end}\n${value}\n${end}\n`);
      }
    },
    summary(markdown) {
      const path = env['GITHUB_STEP_SUMMARY'];
      if (path) appendFileSync(path, markdown);
    },
  };
}

/** The data of a workflow command, which is one line. */
function escaped(message: string): string {
  return message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
