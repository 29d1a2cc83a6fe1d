/** Tools of servers that the team's configuration names: those it lists, and no others. Loaded only if one is named. */
import { tmpdir } from 'node:os';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpServer } from '../../config/config.ts';
import { tool as product } from '../../version.ts';
import type { ChatTool, ChatToolCall } from './chat.ts';
import { delimited, visible } from './hostile-text.ts';
import type { Toolbox } from './talk.ts';

export interface McpToolsOptions {
  servers: Readonly<Record<string, McpServer>>;
  /** Whose model asks. */
  agent: string;
  /** For `PATH` and the servers' tokens. */
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** @default the one of the runtime */
  fetch?: typeof fetch | undefined;
  /** Told of a server that cannot be used, and of tools that it does not have: a sentence's end. */
  onTrouble(what: string): void;
}

export interface McpTools extends Toolbox {
  /** Ends connections and commands. Never rejects. */
  close(): Promise<void>;
}

const mostCalls = 10;
const mostCharacters = 12_000;
const connectMs = 30_000;
const callMs = 30_000;
/** All that a command gets of the environment. */
const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'SYSTEMROOT', 'APPDATA', 'USERPROFILE'];

interface Offered {
  tool: ChatTool;
  /** As its server calls it. */
  name: string;
  client: Client;
}

/** Undefined if no server is for this agent. A server that does not answer costs its own tools only. */
export async function openMcpTools(options: McpToolsOptions): Promise<McpTools | undefined> {
  const { agent, onTrouble, signal } = options;
  const mine = Object.entries(options.servers).filter(([, { agents }]) => agents.includes(agent));
  if (mine.length === 0) return undefined;
  const clients: Client[] = [];
  const offered = new Map<string, Offered>();
  for (const [id, server] of mine.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    try {
      const client = await connected(id, server, options);
      clients.push(client);
      const known = (await client.listTools(undefined, { signal, timeout: connectMs })).tools;
      for (const name of server.tools) {
        const found = known.find((it) => it.name === name);
        if (!found) onTrouble(`did not get the tool ${name}: the server ${id} has none of that name.`);
        else offered.set(toolName(id, name), { tool: toolOf(id, found), name, client });
      }
    } catch (error) {
      signal.throwIfAborted();
      onTrouble(`did not get the tools of the server ${id}: ${firstLine(error)}.`);
    }
  }
  let left = mostCalls;
  return {
    tools: [...offered.values()].map(({ tool }) => tool),
    async run(call) {
      const it = offered.get(call.name);
      if (!it) return `Error: there is no tool ${visible(call.name).slice(0, 100)}.`;
      if (left-- <= 0) return 'Error: no call is left; answer with what you know.';
      return delimited(call.name, await result(it, call, signal));
    },
    async close() {
      await Promise.allSettled(clients.map((client) => client.close()));
    },
  };
}

async function connected(id: string, server: McpServer, options: McpToolsOptions): Promise<Client> {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const client = new Client({ name: product.name, version: product.version });
  const { signal } = options;
  await client.connect(await transportOf(id, server, options), { signal, timeout: connectMs });
  return client;
}

async function transportOf(
  id: string,
  server: McpServer,
  { env, fetch }: McpToolsOptions,
): Promise<Transport> {
  if (server.url !== undefined) {
    const { StreamableHTTPClientTransport } =
      await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
    const token = env[tokenVariable(id)];
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    // Its optional fields are declared otherwise than the interface's; both are the SDK's own.
    return new StreamableHTTPClientTransport(new URL(server.url), {
      requestInit: { headers, redirect: 'error' },
      ...(fetch && { fetch }),
    }) as Transport;
  }
  const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
  const [command = '', ...args] = server.command ?? [];
  const passed = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return new StdioClientTransport({
    command,
    args,
    env: Object.fromEntries([...passed, ...ownToken(id, env)]) as Record<string, string>,
    // Not the checkout: that belongs to the pull request.
    cwd: tmpdir(),
    stderr: 'ignore',
  });
}

/** Where a server's token is given; the one thing of the environment that is meant for it. */
export function tokenVariable(id: string): string {
  return `PARALLEL_REVIEW_MCP_TOKEN_${id.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}

function ownToken(id: string, env: McpToolsOptions['env']): [string, string][] {
  const token = env[tokenVariable(id)];
  return token === undefined ? [] : [[tokenVariable(id), token]];
}

function toolOf(
  id: string,
  {
    name,
    description = '',
    inputSchema,
  }: { name: string; description?: string | undefined; inputSchema: object },
): ChatTool {
  return {
    name: toolName(id, name),
    description: visible(description).slice(0, 500),
    inputSchema: inputSchema as Record<string, unknown>,
  };
}

/** Providers allow 64 letters, digits and underscores. */
function toolName(id: string, name: string): string {
  return `${id}_${name}`.replaceAll(/\W/g, '_').slice(0, 64);
}

async function result({ client, name }: Offered, call: ChatToolCall, signal: AbortSignal): Promise<string> {
  const input = call.input;
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return 'Error: the input is no object.';
  try {
    const answer = await client.callTool({ name, arguments: input as Record<string, unknown> }, undefined, {
      signal,
      timeout: callMs,
    });
    const parts = Array.isArray(answer.content) ? answer.content : [];
    const text = parts.map((part) => (part?.type === 'text' ? String(part.text) : '')).join('\n');
    const shown = visible(text);
    return shown.length <= mostCharacters ? shown : `${shown.slice(0, mostCharacters)}\n(cut)`;
  } catch (error) {
    signal.throwIfAborted();
    return `Error: ${firstLine(error)}`;
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return visible(text.split('\n', 1)[0] ?? '').slice(0, 200);
}

/** Several toolboxes as one; of two tools with one name the first is meant. */
export function joined(...boxes: readonly Toolbox[]): Toolbox {
  const tools = new Map<string, ChatTool>();
  const owners = new Map<string, Toolbox>();
  for (const box of boxes) {
    for (const tool of box.tools) {
      if (tools.has(tool.name)) continue;
      tools.set(tool.name, tool);
      owners.set(tool.name, box);
    }
  }
  return {
    tools: [...tools.values()],
    run: (call) => (owners.get(call.name) ?? boxes[0]!).run(call),
  };
}
