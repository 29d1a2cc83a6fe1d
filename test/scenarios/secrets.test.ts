/** No secret comes out anywhere: neither one that the step was given, nor one that the pull request holds. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { collector } from '../observe/collector.ts';
import { preloaded, Scenario } from '../support/action.ts';
import type { Result } from '../support/action.ts';
import { createComment } from './routes.ts';
import { breaking, shop } from './shop.ts';

/** Made up, and put together here so that nobody takes this file for a leak. */
const join_ = (...parts: string[]) => parts.join('');
/** In the diff: where it stands, by what it is. */
const planted = {
  aws: join_('AK', 'IA', 'Q3EGYZ7VW5XN2RLT'),
  github: join_('gh', 'p_', 'K8sJ2mQ9xV4bN7cT1zL6wR3yH5dF0gA2eUoI'),
  model: join_('sk-', 'ant-api03-', 'Zx81mmQpLw0Vt73Kdd92'),
  slack: join_('xo', 'xb-', '2401234567-2409876543210-aBcDeFgHiJkLmNoPqRsTuVwX'),
  databricks: join_('da', 'pi', '8f3c1e9a7b2d4f60'.repeat(2)),
  profile: 'kR7vT2qLx9pw',
  url: 'wQ4zN8bLx2mv',
};

const profile = (password: string) =>
  `shop:\n  outputs:\n    prod:\n      type: postgres\n      password: ${password}\n`;
const orders = (where: string) => `select order_id, amount, status from {{ ref('stg_orders') }}\n${where}`;

/** Each stands where some rule quotes what it finds. */
const base = {
  ...shop,
  '.github/parallel-review.yml': '',
  'models/orders.sql': orders(`where status = '${planted.slack}' and amount > 0\n`),
};
const head = {
  ...breaking,
  'models/orders.sql': orders(`where status = '${planted.aws}' or status = '${planted.profile}'\n`),
  'profiles.yml': profile(planted.profile),
  [`models/${planted.github}.sql`]: "select amount from {{ ref('stg_orders') }}\n",
  'models/schema.yml': `${shop['models/schema.yml']}  - name: gone\n    description: "${planted.model}"\n    columns:\n      - name: ${planted.databricks}\n`,
  'load.py': `URL = "postgres://loader:${planted.url}@warehouse.internal:5432/shop"\n`,
};

let scenario: Scenario;
let posts: Awaited<ReturnType<typeof collector>>;
beforeEach(async () => void (posts = await collector()));
afterEach(async () => {
  await posts.close();
  await scenario.close();
});

/** The alert that an agent runs out of time comes at once. */
const alerted = preloaded(`
  const set = setTimeout;
  globalThis.setTimeout = (call, ms, ...rest) => set(call, ms === 0.8 * 37000 ? 0 : ms, ...rest);`);

/** Every way in for a secret, with a value that stands nowhere else. */
function given() {
  const { inputs } = parse(readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8')) as {
    inputs: Record<string, unknown>;
  };
  const canary = (name: string) => `canary/${name}+9f3e`;
  const names = Object.keys(inputs).filter((name) => /(token|key|secret|password)$/.test(name));
  expect(names).toContain('github-token');
  const own = Object.fromEntries(names.map((name) => [name, canary(name)]));
  const variables = [
    'PARALLEL_REVIEW_WEBHOOK_SECRET',
    'ANTHROPIC_API_KEY',
    'OPENAI_API_KEY',
    'GOOGLE_GENERATIVE_AI_API_KEY',
    'LLM_API_KEY',
    'WAREHOUSE_PASSWORD',
    'GITHUB_TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
  ];
  const env = Object.fromEntries(variables.map((name) => [name, canary(name)]));
  const [otel, proxy] = [canary('otel'), 'canary-proxy-9f3e'];
  return {
    inputs: own,
    env: {
      ...env,
      OTEL_EXPORTER_OTLP_ENDPOINT: posts.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${encodeURIComponent(otel)},authorization=Bearer%20${encodeURIComponent(otel)}`,
      https_proxy: `http://user:${proxy}@127.0.0.1:9`,
      no_proxy: '127.0.0.1',
      RUNNER_DEBUG: '1',
      ACTIONS_STEP_DEBUG: 'true',
    },
    values: [...Object.values(own), ...Object.values(env), otel, proxy],
  };
}

/** Everything that leaves the process, by where. */
function shown({ stdout, stderr, summary, outputs }: Result): Record<string, string> {
  const { state } = scenario.double;
  const files = readdirSync(scenario.folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('event.json') && statSync(join(scenario.folder, name)).isFile())
    .map((name) => [`file ${name}`, readFileSync(join(scenario.folder, name), 'utf8')]);
  return {
    // How a runner is told what to hide.
    stdout: stdout.replaceAll(/^::add-mask::.*$/gm, ''),
    stderr,
    summary,
    outputs: JSON.stringify(outputs),
    github: JSON.stringify(state.requests.map(({ url, body }) => [url, body])),
    collected: JSON.stringify(posts.posted.map(({ url, body }) => [url, body])),
    ...Object.fromEntries(files),
  };
}

/** As it is, and as it gets into URLs and headers. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [secret, encodeURIComponent(secret), base64.slice(0, -1)];
}

/** Where any of the secrets is seen. */
function leaks(places: Record<string, string>, secrets: readonly string[]): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    secrets.filter((it) => formsOf(it).some((form) => text.includes(form))).map((it) => `${it} in ${place}`),
  );
}

const config = () => `version: 1
agents:
  quality: { timeout: 37s }
notify: { webhook: "${posts.url}/hook" }
`;

const everywhere = { 'sarif-output': 'out/review.sarif', 'audit-log': 'out/audit/' };

test('neither what the step was given nor what the pull request holds is shown in any place', async () => {
  const secrets = given();
  scenario = await Scenario.open({ ...base, '.github/parallel-review.yml': config() }, head);
  const { state } = scenario.double;
  state.token = secrets.inputs['github-token']!;
  state.pull.title = `Use ${planted.github}`;
  // GitHub, or whoever answers in its place, repeats what it was sent.
  state.faults.add(
    createComment,
    { kind: 'answer', status: 403, body: { message: `No: ${state.token}` } },
    [1],
  );
  const inputs = { ...everywhere, ...secrets.inputs };
  const options = { inputs, env: { ...secrets.env, ...alerted }, haste: 1 };
  const refused = await scenario.run(options);
  expect(refused.stdout).toMatch(/::warning::the comment was not written: 403 No: \*\*\*/);
  state.access.set('bea', 'write');
  const id = /`([0-9a-f]{12})`/.exec(state.checkRuns[0]!.output.text!)?.[1];
  state.addComment(`/parallel-review accept ${id} see ${planted.github}`, 'bea');
  const result = await scenario.run(options);

  // All places are in use, and the quotes are there without the secrets.
  expect(result.outputs['verdict']).toBe('blocked');
  expect(posts.posted.map(({ url }) => url)).toEqual(expect.arrayContaining(['/hook', '/v1/traces']));
  const places = shown(result);
  const names = Object.keys(places).join('\n');
  for (const name of ['report.json', 'review.sarif', '.jsonl']) expect(names).toContain(name);
  expect(places['github']).toContain('***');
  expect(leaks(places, [...secrets.values, ...Object.values(planted)])).toEqual([]);
});

test('a proxy that cannot be reached is named without its password', async () => {
  const { env } = given();
  scenario = await Scenario.open(shop, breaking);
  const result = await scenario.run({
    env: { ...env, http_proxy: env.https_proxy, no_proxy: '' },
    inputs: everywhere,
  });
  expect(result.code).toBe(1);
  expect(result.stdout).toMatch(/^::error::/m);
  expect(leaks(shown(result), ['canary-proxy-9f3e', 'user:canary-proxy-9f3e'])).toEqual([]);
});
