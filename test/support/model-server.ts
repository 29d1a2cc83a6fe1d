/**
 * A stand-in for model providers on this machine. It speaks the wire formats of Anthropic (messages), OpenAI
 * (responses), Google (generateContent) and of everybody else (chat completions), each at its own path, so that
 * one address serves all of them. What it answers is scripted; what it was asked is recorded.
 *
 *     const server = await startModelServer([{ text: '{"findings":[]}' }, { status: 429 }]);
 *     const server = await startModelServer((asked) => ({ text: asked.text.includes('orders') ? one : none }));
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatOf, wireFormats } from './model-wire.ts';
import type { WireFormat } from './model-wire.ts';

/** What was asked, in words that are the same for all vendors. */
export interface Asked {
  format: WireFormat;
  /** From 0. */
  index: number;
  path: string;
  headers: IncomingHttpHeaders;
  /** As it came. */
  body: any;
  model: string;
  /** All texts of the prompt, joined: the system's, the user's, tool results. */
  text: string;
  /** Names of the tools that were offered. */
  tools: string[];
  /** The schema that the answer should follow; undefined if the request names none. */
  schema: any;
  /** Texts of the tool results so far, oldest first. */
  toolResults: string[];
}

export interface Usage {
  /** Cached and written tokens included. */
  input: number;
  cached?: number;
  written?: number;
  /** Reasoning included. */
  output: number;
  reasoning?: number;
}

/** What the model does. */
export interface Said {
  text?: string;
  calls?: { id?: string; name: string; input: unknown }[];
  /** Signed by the vendor, where it signs: it has to come back when the talk goes on. */
  reasoning?: { text: string; signature: string };
  /** @default 'stop', or 'tools' with calls */
  finish?: 'stop' | 'tools' | 'length' | 'refusal';
  /** `null`: the vendor does not say. @default 100 in, 20 out */
  usage?: Usage | null;
}

/** What becomes of the request instead. */
export interface Raw {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string>;
  /** Sent as it is; whatever is no text as JSON. */
  body?: unknown;
  /** The connection ends after so many characters of the body; 0: before the headers. */
  cutAt?: number;
  /** One character of the body at a time, so many milliseconds apart, and never an end. */
  dripMs?: number;
}

export type Reply = Said | Raw;
export type Script = readonly Reply[] | ((asked: Asked) => Reply | Promise<Reply>);

export interface ModelServer {
  /** For `llm-base-url`, whatever the provider. */
  url: string;
  requests: Asked[];
  /** Requests that the script had no answer for. */
  unanswered: number;
  /** Ends when all connections have. */
  close(): Promise<void>;
}

export interface ModelServerOptions {
  /** Requests without it are answered 401, and told which key they came with, as some vendors do. */
  key?: string;
}

export async function startModelServer(
  script: Script,
  options: ModelServerOptions = {},
): Promise<ModelServer> {
  const queue = Array.isArray(script) ? [...(script as readonly Reply[])] : undefined;
  const replyTo = async (asked: Asked): Promise<Reply> => {
    if (!queue) return await (script as (asked: Asked) => Reply | Promise<Reply>)(asked);
    const next = queue.shift();
    if (next) return next;
    served.unanswered++;
    return { status: 500, body: { error: { message: 'the script is at its end' } } };
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: `the test's server failed: ${String(error)}` } }));
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const { pathname } = new URL(request.url!, 'http://localhost');
    const format = formatOf(pathname);
    if (!format) {
      await send(response, { status: 404, body: { error: { message: `no such path: ${pathname}` } } });
      return;
    }
    const wire = wireFormats[format];
    const index = served.requests.length;
    const asked: Asked = {
      format,
      index,
      path: request.url!,
      headers: request.headers,
      body,
      ...wire.read(body, pathname),
    };
    served.requests.push(asked);
    const given = wire.keyIn(request.headers);
    if (options.key !== undefined && given !== options.key) {
      await send(response, {
        status: 401,
        body: { error: { message: `Incorrect API key provided: ${given}` } },
      });
      return;
    }
    const reply = await replyTo(asked);
    await send(response, isRaw(reply) ? reply : { body: wire.write(reply, asked) });
  };
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const served: ModelServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests: [],
    unanswered: 0,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return served;
}

function isRaw(reply: Reply): reply is Raw {
  return ['status', 'headers', 'body', 'cutAt', 'dripMs'].some((key) => key in reply);
}

async function bodyOf(request: IncomingMessage): Promise<any> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || 'null');
}

async function send(
  response: ServerResponse,
  { status = 200, headers, body, cutAt, dripMs }: Raw,
): Promise<void> {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  if (cutAt === 0) {
    response.socket?.resetAndDestroy();
    return;
  }
  const length = dripMs === undefined ? { 'content-length': String(Buffer.byteLength(text)) } : {};
  response.writeHead(status, { 'content-type': 'application/json', ...length, ...headers });
  if (cutAt !== undefined) {
    response.write(text.slice(0, cutAt), () => response.socket?.destroy());
  } else if (dripMs !== undefined) {
    let at = 0;
    const timer = setInterval(() => response.write(text[at++] ?? ' '), dripMs);
    response.on('close', () => clearInterval(timer));
  } else {
    response.end(text);
  }
}
