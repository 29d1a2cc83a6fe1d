import { afterEach, expect, test } from 'vitest';
import { Scenario } from '../support/action.ts';
import type { Files } from '../support/git-repository.ts';
import { graphql, tarball } from './routes.ts';
import { breaking, shop } from './shop.ts';

let scenario: Scenario;

afterEach(() => scenario.close());

const many = (column: string): Files =>
  Object.fromEntries(Array.from({ length: 4 }, (_, n) => [`models/m${n}.sql`, `select ${n} as ${column}\n`]));

/** Whatever goes to any other host ends there. */
const walled = { https_proxy: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' };

test.each([
  ['an own server', { rest: '/api/v3', graphql: '/api/graphql' }, {}],
  ['another address for queries', { rest: '/api/v3', graphql: '/elsewhere/graphql' }, {}],
  [
    'an own server that names no address for queries',
    { rest: '/api/v3', graphql: '/api/graphql' },
    { GITHUB_GRAPHQL_URL: '' },
  ],
  ['slashes at the end', { rest: '/api/v3', graphql: '/api/graphql' }, { slash: '/' }],
])('on %s only the addresses of the runner are used', async (_, paths, more: Record<string, string>) => {
  const { slash = '', ...env } = more;
  scenario = await Scenario.open({ ...shop, ...many('a') }, { ...breaking, ...many('b') });
  const { state } = scenario.double;
  state.paths = paths;
  const result = await scenario.run({
    inputs: { suggestions: 'true', 'sarif-upload': 'true' },
    env: {
      ...walled,
      GITHUB_SERVER_URL: `https://github.example${slash}`,
      GITHUB_API_URL: `${scenario.double.url}${slash}`,
      ...env,
    },
  });
  expect(result).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  expect(result.stdout).not.toContain('::warning::');
  const asked = state.requests.filter(({ route }) => route !== 'ARCHIVE');
  const own = ({ url }: { url: string }) => url === paths.graphql || url.startsWith(`${paths.rest}/repos/`);
  expect(asked.filter((it) => !own(it))).toEqual([]);
  expect(asked.map(({ route }) => route)).toEqual(expect.arrayContaining([graphql, tarball]));
  expect(state.comments[0]!.body).toContain(
    `(<https://github.example/acme/shop/blob/${state.pull.base}/models/stg_orders.sql#L3>)`,
  );
  expect(`${state.comments[0]!.body}${result.summary}`).not.toContain('github.com');
});
