/** A server of the Model Context Protocol: over its standard input when it is run, else over HTTP on this machine. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

function warehouse(): McpServer {
  const server = new McpServer({ name: 'warehouse', version: '1.0.0' });
  const said = (text: string) => ({ content: [{ type: 'text' as const, text }] });
  server.registerTool(
    'row_count',
    { description: 'Rows of a table', inputSchema: { table: z.string() } },
    ({ table }) => said(`${table} has 42 rows\u202E`),
  );
  server.registerTool('environment', { description: 'What it sees' }, () =>
    said(Object.keys(process.env).join(' ')),
  );
  server.registerTool('drop_table', { description: 'Never', inputSchema: { table: z.string() } }, () =>
    said('dropped'),
  );
  server.registerTool('flood', { description: 'Much' }, () => said('x'.repeat(1_000_000)));
  return server;
}

export interface HttpMcpServer {
  url: string;
  /** Of all requests, oldest first. */
  authorizations: (string | undefined)[];
  close(): Promise<void>;
}

/** Without sessions: each request stands for itself. */
export async function startMcpServer(): Promise<HttpMcpServer> {
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined } as never);
    void warehouse()
      .connect(transport as never)
      .then(() => transport.handleRequest(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

if (process.argv[1] === import.meta.filename) await warehouse().connect(new StdioServerTransport());
