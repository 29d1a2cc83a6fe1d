/** Runs the action as a runner does: a child process with the runner's environment, against the double. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitHubDouble } from '../github/double.ts';
import type { Files, Repository } from './git-repository.ts';

const root = join(import.meta.dirname, '../..');
const bundle = join(root, 'dist/index.js');
/** A module to import first. Waits between requests pass faster; deadlines come as much later, so that a slow machine meets none. */
const fasterTimers = (haste: number) => `data:text/javascript,const set = setTimeout;
globalThis.setTimeout = (call, ms, ...rest) => set(call, ms < 5000 ? ms / ${haste} : ms * ${haste}, ...rest);`;

/** For `env`: runs `source` in the child before anything else. */
export function preloaded(source: string): { NODE_OPTIONS: string } {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` };
}

/** For `env`: the child signals itself as soon as it has written `text`. */
export function signalledOnceSaid(
  text: string,
  signal: NodeJS.Signals,
  stream: 'stdout' | 'stderr' = 'stdout',
): { NODE_OPTIONS: string } {
  return preloaded(`
    const { ${stream} } = process;
    const write = ${stream}.write.bind(${stream});
    ${stream}.write = (chunk, ...rest) => {
      if (String(chunk).includes(${JSON.stringify(text)})) process.kill(process.pid, '${signal}');
      return write(chunk, ...rest);
    };`);
}

/** For `env`: the child signals itself when it starts the SQL parser's thread, which opening a dbt project begins with. */
export function signalledOnOpening(signal: NodeJS.Signals): { NODE_OPTIONS: string } {
  return preloaded(`
    import threads from 'node:worker_threads';
    import { syncBuiltinESMExports } from 'node:module';
    threads.Worker = class extends threads.Worker {
      constructor(...given) {
        super(...given);
        process.kill(process.pid, '${signal}');
      }
    };
    syncBuiltinESMExports();`);
}

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
  outputs: Record<string, string>;
  summary: string;
}

export interface RunOptions {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  action?: string;
  /** Another event than `pull_request`, with its payload. */
  event?: { name: string; payload: unknown };
  /** How many times as fast the child's short timers run, so that no test sits out a rate limit. @default 20 */
  haste?: number;
  /** GITHUB_WORKSPACE; an empty folder if absent. */
  workspace?: string;
  /** Called with the child's pid once it runs. */
  onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

export class Scenario {
  readonly double: GitHubDouble;
  readonly folder = mkdtempSync(join(tmpdir(), 'parallel-review-run-'));
  #runs = 0;

  private constructor(double: GitHubDouble) {
    this.double = double;
  }

  /** A pull request number 7 from `base` to `head` in a fresh repository. */
  static async open(base: Files, head: Files): Promise<Scenario> {
    return Scenario.over((repository) => {
      const before = repository.commit('main', base);
      const after = repository.commit('feature', head, before);
      repository.pull(7, before, after);
      return { base: before, head: after };
    });
  }

  /** The same between the commits that `prepare` gives back. */
  static async over(prepare: (repository: Repository) => { base: string; head: string }): Promise<Scenario> {
    const scenario = new Scenario(await GitHubDouble.start());
    const { state } = scenario.double;
    Object.assign(state.pull, prepare(state.repository));
    return scenario;
  }

  /** Ends it. Rejects if any message was against GitHub's description, or a check run was left in progress. */
  async close(): Promise<void> {
    const { violations, checkRuns } = this.double.state;
    await this.double.stop();
    rmSync(this.folder, { recursive: true, force: true });
    const open = checkRuns.filter(({ status }) => status !== 'completed');
    const problems = [...violations, ...open.map(({ name }) => `the check run ${name} was left in progress`)];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  /** One run to its end. */
  async run(options: RunOptions = {}): Promise<Result> {
    const { state } = this.double;
    const folder = mkdtempSync(join(this.folder, `run-${(this.#runs += 1)}-`));
    const file = (name: string, text = '') => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const env = {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: options.event?.name ?? 'pull_request',
      GITHUB_EVENT_PATH: file(
        'event.json',
        JSON.stringify(options.event?.payload ?? this.payload(options.action ?? 'synchronize')),
      ),
      GITHUB_REPOSITORY: state.name,
      GITHUB_API_URL: this.double.url,
      GITHUB_GRAPHQL_URL: this.double.graphqlUrl,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_RUN_ID: '42',
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_WORKSPACE: options.workspace ?? folder,
      RUNNER_TEMP: folder,
      'INPUT_GITHUB-TOKEN': state.token,
      ...inputVariables(options.inputs ?? {}),
      ...options.env,
    };
    const args = ['--import', fasterTimers(options.haste ?? 20), entryPoint()];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    options.onStart?.((signal) => child.kill(signal));
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    const outputs = parseOutputs(readFileSync(join(folder, 'output'), 'utf8'));
    return { code, ...texts, outputs, summary: readFileSync(join(folder, 'summary'), 'utf8') };
  }

  payload(action: string): unknown {
    const { pull, name } = this.double.state;
    const { number, title, draft, base, head, author } = pull;
    const labels = pull.labels.map((label) => ({ name: label }));
    const repo = { full_name: name };
    const sides = { base: { sha: base, ref: 'main', repo }, head: { sha: head, ref: 'feature', repo } };
    return {
      action,
      number,
      pull_request: { number, title, draft, user: { login: author }, labels, ...sides },
    };
  }
}

/**
 * What is spawned: the bundle, as on GitHub. While developing, `PARALLEL_REVIEW_ENTRY=source` takes the source, and a
 * path the bundle that was built there.
 */
function entryPoint(): string {
  const entry = process.env['PARALLEL_REVIEW_ENTRY'];
  if (entry === 'source') return join(root, 'src/main.ts');
  if (entry) return join(entry, 'index.js');
  if (!existsSync(bundle)) throw new Error('dist/index.js does not exist: run `npm run build` first');
  return bundle;
}

function inputVariables(inputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

function parseOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...found].map(([, name, , value]) => [name!, value!]));
}
