/** What one run of the action works with, read from its environment. */
import { ConfigError } from '../config/config.ts';
import { parseInputs } from '../config/inputs.ts';
import type { Inputs } from '../config/inputs.ts';
import { createClient } from './client.ts';
import type { Client } from './client.ts';
import { readEvent, readRunner } from './event.ts';
import type { RunnerFacts, Trigger } from './event.ts';
import { accessReader } from './permissions.ts';
import type { AccessOf } from './permissions.ts';
import type { Runner } from './runner.ts';
import type { Subject } from './subject.ts';

export interface ActionRun {
  env: NodeJS.ProcessEnv;
  runner: Runner;
  /** Aborted with `Cancelled`, or with an error that nobody awaited. */
  cancelled: AbortSignal;
}

/** What is known once the environment was read. */
export interface Preparation extends ActionRun {
  inputs: Inputs;
  trigger: Trigger;
  facts: RunnerFacts;
  accessOf: AccessOf;
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
  runner.mask(token);
  const webhookSecret = env['PARALLEL_REVIEW_WEBHOOK_SECRET'];
  if (webhookSecret) runner.mask(webhookSecret);
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
  const options = { token, apiUrl: facts.apiUrl, owner, repo, env, onWarning: runner.warning };
  const client = createClient({ ...options, signal: run.cancelled });
  const lastingClient = createClient(options);
  return { ...run, inputs, trigger, facts, client, lastingClient, accessOf: accessReader(client) };
}

/** As the runner passes them: `INPUT_` and the name in capitals. */
function inputTexts(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const texts = Object.entries(env).filter(([name]) => name.startsWith('INPUT_'));
  return Object.fromEntries(texts.map(([name, value]) => [name.slice('INPUT_'.length).toLowerCase(), value]));
}
