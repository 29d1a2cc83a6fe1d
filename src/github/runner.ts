/** What a step says to its runner: log commands, outputs, job summary. */
import * as core from '@actions/core';

export interface Runner {
  /** Hides a value in everything the step prints from now on. */
  mask(secret: string): void;
  notice(line: string): void;
  warning(line: string): void;
  error(line: string): void;
  /** Plain text for the log; it cannot be a command. */
  log(text: string): void;
  /** What is logged until the end of the group opens on a click. */
  group(title: string): void;
  endGroup(): void;
  /** Sets outputs of the step. */
  outputs(values: Readonly<Record<string, string>>): void;
  /** Adds markdown to the job summary, if there is one. Rejects if it cannot be written. */
  summary(markdown: string): Promise<void>;
}

/** The runner that this process is a step of. */
export const actionsRunner: Runner = {
  mask: core.setSecret,
  notice: (line) => core.notice(line),
  warning: (line) => core.warning(line),
  error: (line) => core.error(line),
  // A line is a command only if it starts with `::` or `##[`, after blanks.
  log: (text) => core.info(text.replaceAll(/^(\s*)(::|##\[)/gm, '$1\u200B$2')),
  group: core.startGroup,
  endGroup: core.endGroup,
  outputs(values) {
    for (const [name, value] of Object.entries(values)) core.setOutput(name, value);
  },
  async summary(markdown) {
    if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(markdown).write();
  },
};
