/** What one run of the action works with, read from its environment. */
import { ConfigError } from '../config/config.ts';
import { parseInputs } from '../config/inputs.ts';
import type { Inputs } from '../config/inputs.ts';
import { createClient } from './client.ts';
import type { Client } from './client.ts';
import { allowance, openingMs } from './deadline.ts';
import type { Allowance, Timer } from './deadline.ts';
import { readEvent, readRunner } from './event.ts';
import type { RunnerFacts, Trigger } from './event.ts';
import { accessReader } from './permissions.ts';
import type { AccessOf } from './permissions.ts';
import type { Runner } from './runner.ts';
import type { Subject } from './subject.ts';

export interface ActionRun {
  env: NodeJS.ProcessEnv;
  runner: Runner;
  /** Takes secrets of the environment, and what looks like one, out of a text. */
  redact: (text: string) => string;
  timer: Timer;
  /** Aborted with `Cancelled`, or with an error that nobody awaited. */
  cancelled: AbortSignal;
}

/** What is known once the environment was read. */
export interface Preparation extends ActionRun {
  inputs: Inputs;
  trigger: Trigger;
  facts: RunnerFacts;
  accessOf: AccessOf;
  /** For all that comes before the review. */
  opening: Allowance;
  /** For the work: ends with it when the step is cancelled. */
  client: Client;
  /** For the check run, which must be concluded after all else was cancelled. */
  lastingClient: Client;
}

/** What is known once GitHub was asked what to review. */
export interface Setting extends Preparation {
  subject: Subject;
}

/** Reads inputs and event; an error is one line. */
export function prepare(run: ActionRun): Preparation | string {
  const { env, runner } = run;
  const given = inputTexts(env);
  const token = given['github-token']?.trim();
  if (!token) return 'input github-token: it is empty; allowed: a token such as ${{ github.token }}';
  // The token first; what it is asked for might be said before the rest is read.
  for (const secret of new Set([token, ...ownSecrets(env)])) runner.mask(secret);
  let inputs: Inputs;
  try {
    inputs = parseInputs(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  const read = readEvent(env);
  if (!read.ok) return read.message;
  const { owner, repo, trigger } = read;
  const facts = readRunner(env);
  const { apiUrl, graphqlUrl } = facts;
  const { redact } = run;
  const options = { token, apiUrl, graphqlUrl, owner, repo, env, redact, onWarning: runner.warning };
  const client = createClient({ ...options, signal: run.cancelled });
  const lastingClient = createClient(options);
  const opening = allowance(run.timer, openingMs, 'reading from GitHub');
  const accessOf = accessReader(client);
  return { ...run, inputs, trigger, facts, client, lastingClient, accessOf, opening };
}

/**
 * Values that nothing but a secret can be, so that later steps do not show them either. Others of the environment
 * are kept out of what this step says, but not masked: that would black out words in the whole job.
 */
function ownSecrets(env: NodeJS.ProcessEnv): string[] {
  const own = /^INPUT_.*(KEY|TOKEN|SECRET)$|^PARALLEL_REVIEW_\w*SECRET|^\w+_API_KEY$/;
  return Object.entries(env).flatMap(([name, value = '']) =>
    own.test(name)
      ? value
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter(Boolean)
      : [],
  );
}

/** As the runner passes them: `INPUT_` and the name in capitals. */
export function inputTexts(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const texts = Object.entries(env).filter(([name]) => name.startsWith('INPUT_'));
  return Object.fromEntries(texts.map(([name, value]) => [name.slice('INPUT_'.length).toLowerCase(), value]));
}
