import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { McpServer } from '../../../src/config/config.ts';
import { joined, openMcpTools } from '../../../src/reviewers/model/mcp-tools.ts';
import { startMcpServer } from '../../support/mcp-server.ts';

const script = join(import.meta.dirname, '../../support/mcp-server.ts');
const local: McpServer = { command: [process.execPath, script], tools: ['row_count'], agents: ['cost'] };

async function opened(servers: Record<string, McpServer>, env: Record<string, string> = {}, agent = 'cost') {
  const troubles: string[] = [];
  const tools = await openMcpTools({
    servers,
    agent,
    env: { PATH: process.env['PATH'], ...env },
    signal: new AbortController().signal,
    onTrouble: (what) => troubles.push(what),
  });
  onTestFinished(() => tools?.close());
  const run = (name: string, input: unknown = {}) => tools!.run({ id: '1', name, input });
  return { tools, troubles, run };
}

test('of a command’s tools the listed ones are there, and answer as data', async () => {
  const { tools, troubles, run } = await opened({ warehouse: local });
  expect(troubles).toEqual([]);
  expect(tools?.tools).toMatchObject([
    { name: 'warehouse_row_count', description: 'Rows of a table', inputSchema: { type: 'object' } },
  ]);
  expect(await run('warehouse_row_count', { table: 'orders' })).toMatch(
    /^<<<warehouse_row_count \w{16}>>>\norders has 42 rows‹U\+202E›\n<<<end of warehouse_row_count \w{16}>>>$/,
  );
});

test('what is not listed cannot be called, by whatever name', async () => {
  const { run } = await opened({ warehouse: local });
  for (const name of ['warehouse_drop_table', 'drop_table', 'row_count']) {
    expect(await run(name, { table: 'orders' })).toBe(`Error: there is no tool ${name}.`);
  }
});

test('a command sees nothing of the environment but what it needs, and its own token', async () => {
  const env = {
    ANTHROPIC_API_KEY: 'secret',
    PARALLEL_REVIEW_MCP_TOKEN_WAREHOUSE: 't',
    PARALLEL_REVIEW_MCP_TOKEN_OTHER: 'o',
  };
  const { run } = await opened({ warehouse: { ...local, tools: ['environment'] } }, env);
  const seen = (await run('warehouse_environment')).split('\n')[1]!.split(' ').sort();
  expect(seen).toContain('PARALLEL_REVIEW_MCP_TOKEN_WAREHOUSE');
  expect(seen.filter((name) => /KEY|OTHER/.test(name))).toEqual([]);
});

test('over HTTP, with the token that is meant for it', async () => {
  const server = await startMcpServer();
  onTestFinished(() => server.close());
  const remote: McpServer = { url: server.url, tools: ['row_count', 'gone'], agents: ['cost'] };
  const { run, troubles } = await opened(
    { 'ware-house': remote },
    { PARALLEL_REVIEW_MCP_TOKEN_WARE_HOUSE: 'canary' },
  );
  expect(await run('ware_house_row_count', { table: 'orders' })).toContain('orders has 42 rows');
  expect(troubles).toEqual(['did not get the tool gone: the server ware-house has none of that name.']);
  expect(new Set(server.authorizations)).toEqual(new Set(['Bearer canary']));
});

test('what cannot be done is a line, and too much is cut', async () => {
  const { run } = await opened({ warehouse: { ...local, tools: ['row_count', 'flood'] } });
  expect(await run('warehouse_row_count', 'orders')).toContain('Error: the input is no object.');
  expect(await run('warehouse_row_count', { table: 7 })).toMatch(/error/i);
  const much = await run('warehouse_flood');
  expect(much).toContain('(cut)');
  expect(much.length).toBeLessThan(13_000);
});

test('there is an end to calls', async () => {
  const { run } = await opened({ warehouse: local });
  for (let call = 0; call < 10; call++) await run('warehouse_row_count', { table: 'a' });
  expect(await run('warehouse_row_count', { table: 'a' })).toBe(
    'Error: no call is left; answer with what you know.',
  );
});

test('a server that is not there costs its own tools only, and is said', async () => {
  const gone: McpServer = { command: ['/nowhere/at-all'], tools: ['x'], agents: ['cost'] };
  const { tools, troubles } = await opened({ gone, warehouse: local });
  expect(tools?.tools).toHaveLength(1);
  expect(troubles).toEqual([expect.stringMatching(/^did not get the tools of the server gone: .*ENOENT/)]);
});

test('other agents’ servers are not even started', async () => {
  expect((await opened({ warehouse: local }, {}, 'docs')).tools).toBeUndefined();
});

test('of two tools with one name the first box’s is meant', async () => {
  const box = (answer: string) => ({
    tools: [{ name: 'a', description: answer, inputSchema: {} }],
    run: () => Promise.resolve(answer),
  });
  const both = joined(box('first'), box('second'));
  expect(both.tools).toHaveLength(1);
  expect(await both.run({ id: '1', name: 'a', input: {} })).toBe('first');
});
