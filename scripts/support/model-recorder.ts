/** Passes requests on to the providers of models, and keeps what was asked and answered. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { proxyFetch } from '../../src/github/proxy.ts';
import { addresses } from '../../src/reviewers/model/providers/endpoint.ts';
import { formatOf } from '../../test/support/model-wire.ts';

/** A request and what came back; headers are left out, because keys stand there. */
export interface Recorded {
  /** From 1, in the order of the requests. */
  number: number;
  /** A path alone if nobody knows where to. */
  url: string;
  request: string;
  /** Absent if there was no answer: `failure` says why. */
  status?: number;
  answer: string;
  failure?: string;
  ms: number;
}

export interface Recorder {
  /** For `--llm-base-url`. */
  url: string;
  close(): Promise<void>;
}

interface RecorderOptions {
  /** Where everything goes. @default each request to its vendor's own address */
  baseUrl?: string | undefined;
  onRecorded(recorded: Recorded): void;
}

export async function startRecorder({ baseUrl, onRecorded }: RecorderOptions): Promise<Recorder> {
  const send = proxyFetch(process.env);
  let requests = 0;
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const number = ++requests;
    let url = request.url!;
    const body = await textOf(request);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const startedMs = performance.now();
    const record = (rest: Pick<Recorded, 'status' | 'answer' | 'failure'>): void =>
      onRecorded({ number, url, request: body, ms: Math.round(performance.now() - startedMs), ...rest });
    try {
      url = targetOf(request.url!, baseUrl);
      const headers = passedOn(request);
      const answer = await send(url, {
        method: 'POST',
        headers,
        body,
        signal: gone.signal,
        redirect: 'manual',
      });
      const text = await answer.text();
      record({ status: answer.status, answer: text });
      response.writeHead(answer.status, passedBack(answer.headers)).end(text);
    } catch (error) {
      record({ answer: '', failure: gone.signal.aborted ? 'given up' : String(error) });
      response.destroy();
    }
  };
  const server = createServer((request, response) => void pass(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function targetOf(path: string, baseUrl: string | undefined): string {
  const format = formatOf(path.split('?')[0]!);
  const own = format === undefined || format === 'chat' ? undefined : addresses[format];
  const address = baseUrl ?? own;
  if (address === undefined) throw new Error('--llm-base-url must say where the model is');
  const { origin, pathname, search } = new URL(address);
  return `${origin}${pathname.replace(/\/+$/, '')}${path}${search}`;
}

/** Of one connection, and no business of the next one. */
const own = /^(?:host|connection|content-length|transfer-encoding|accept-encoding|keep-alive)$/;

function passedOn({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (own.test(name) ? [] : [[name, String(value)]])),
  );
}

function passedBack(headers: Headers): Record<string, string> {
  const kept = ['content-type', 'retry-after', 'retry-after-ms', 'location'];
  return Object.fromEntries([...headers].filter(([name]) => kept.includes(name)));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
