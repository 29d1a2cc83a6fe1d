/** A GitHub on the loopback interface: real HTTP, real git, every message checked against GitHub's own description. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from './faults.ts';
import { answerQuery } from './graphql.ts';
import { archive, handlers, Refusal, writes } from './routes.ts';
import type { Answer, Call } from './routes.ts';
import { matchOperation, requestProblems, responseProblems } from './schema.ts';
import { State } from './state.ts';
import type { RecordedRequest } from './state.ts';

export class GitHubDouble {
  readonly state = new State();
  readonly #api = createServer((request, response) => void this.#serve(request, response));
  readonly #codeload = createServer((request, response) => this.#serveArchive(request, response));

  /** For GITHUB_API_URL, without a slash at the end. */
  get url(): string {
    return `${origin(this.#api)}${this.state.paths.rest}`;
  }

  /** For GITHUB_GRAPHQL_URL. */
  get graphqlUrl(): string {
    return `${origin(this.#api)}${this.state.paths.graphql}`;
  }

  static async start(): Promise<GitHubDouble> {
    const double = new GitHubDouble();
    await Promise.all([listen(double.#api), listen(double.#codeload)]);
    double.state.codeload = origin(double.#codeload);
    return double;
  }

  async stop(): Promise<void> {
    await Promise.all([close(this.#api), close(this.#codeload)]);
    this.state.repository.remove();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    const { rest, graphql } = this.state.paths;
    const isQuery = request.method === 'POST' && url.pathname === graphql;
    const path = url.pathname.startsWith(`${rest}/`) ? url.pathname.slice(rest.length) : undefined;
    const matched = path === undefined || isQuery ? undefined : matchOperation(request.method!, path);
    const route = isQuery ? 'POST /graphql' : (matched?.route ?? `${request.method} ${url.pathname}`);
    const text = await readAll(request);
    const body = parse(text);
    const record: RecordedRequest = { route, url: request.url!, headers: request.headers, body };
    this.state.requests.push(record);
    this.state.onRequest(record);

    if (!matched && !isQuery) {
      this.state.violations.push(`no such operation: ${route}`);
      return this.#send(record, response, refusal(404, 'Not Found'));
    }
    if (matched) this.#checkRequest(matched, url, record);

    const fault = this.state.faults.next(route);
    if (fault?.kind === 'slow') {
      await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
    }
    if (fault?.kind === 'held') {
      if (fault.dropped) request.socket.destroy();
      else this.state.onStall();
      await fault.until;
    }
    if (fault?.kind === 'answer') return this.#send(record, response, faulty(fault));
    if (fault?.kind === 'reset' && !fault.acted) return void request.socket.destroy();

    const call = {
      params: matched?.params ?? {},
      query: url.searchParams,
      body,
      origin: this.url,
      url: request.url!,
    };
    const answer = this.#act(route, request, call);
    if (matched) {
      for (const it of responseProblems(route, answer.status, answer.body))
        this.state.violations.push(`double: ${it}`);
    }
    if (fault?.kind === 'reset') return void request.socket.destroy();
    if (fault?.kind === 'acted') return this.#send(record, response, refusal(fault.status, 'Bad Gateway'));
    this.#send(record, response, answer, fault);
  }

  #checkRequest(
    matched: NonNullable<ReturnType<typeof matchOperation>>,
    url: URL,
    { headers, body }: RecordedRequest,
  ): void {
    this.state.violations.push(...requestProblems(matched, url.searchParams, body));
    if (!headers['user-agent']) this.state.violations.push(`${matched.route}: has no user agent`);
  }

  #act(route: string, request: IncomingMessage, call: Call): Answer {
    const { state } = this;
    if (!request.headers.authorization) return refusal(401, 'Requires authentication');
    if (!request.headers.authorization.endsWith(` ${state.token}`)) return refusal(401, 'Bad credentials');
    if ('owner' in call.params && `${call.params['owner']}/${call.params['repo']}` !== state.name)
      return refusal(404, 'Not Found');
    const needed = writes[route];
    if (needed && (state.denied.has('read-only') || state.denied.has(needed))) {
      const headers = { 'x-accepted-github-permissions': needed };
      return { ...refusal(403, 'Resource not accessible by integration'), headers };
    }
    try {
      if (route === 'POST /graphql') return answerQuery(state, call.body);
      return handlers[route]!(state, call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refusal(error.status, error.message, error.errors);
    }
  }

  #send(record: RecordedRequest, response: ServerResponse, answer: Answer, fault?: Fault): void {
    record.status = answer.status;
    const used = this.state.requests.length;
    const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
    const cut = text.slice(0, Math.floor(text.length / 2));
    response.writeHead(answer.status, {
      'content-type': 'application/json; charset=utf-8',
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': String(1000 - used),
      'x-ratelimit-used': String(used),
      // Length of the whole: a connection that ends before it is a broken-off answer.
      'content-length': String(Buffer.byteLength(fault?.kind === 'malformed' ? cut : text)),
      ...answer.headers,
    });
    if (fault?.kind === 'truncated') {
      response.write(cut);
      setImmediate(() => response.destroy());
    } else response.end(fault?.kind === 'malformed' ? cut : text);
    this.state.afterRequest(record);
  }

  #serveArchive(request: IncomingMessage, response: ServerResponse): void {
    const { state } = this;
    const match = /^\/(.+)\/legacy\.tar\.gz\/([0-9a-f]{40})\?token=once$/.exec(request.url!);
    state.requests.push({ route: 'ARCHIVE', url: request.url!, headers: request.headers, body: undefined });
    if (request.headers.authorization) state.violations.push('the token was sent to the archive host');
    const fault = state.faults.next('ARCHIVE');
    if (!match || match[1] !== state.name) return void response.writeHead(404).end();
    if (fault?.kind === 'answer') return void response.writeHead(fault.status, fault.headers).end();
    if (fault?.kind === 'held') return void state.onStall();
    if (fault?.kind === 'reset') return void request.socket.destroy();
    const bytes = state.archive?.(match[2]!) ?? archive(state, match[2]!);
    response.writeHead(200, { 'content-type': 'application/x-gzip', 'content-length': String(bytes.length) });
    if (fault?.kind === 'truncated') {
      response.write(bytes.subarray(0, bytes.length / 2));
      setImmediate(() => response.destroy());
    } else response.end(fault?.kind === 'malformed' ? Buffer.alloc(bytes.length, '{') : bytes);
  }
}

function refusal(status: number, message: string, errors?: unknown[]): Answer {
  const body = {
    message,
    ...(errors && { errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  };
  return { status, body };
}

function faulty(fault: Extract<Fault, { kind: 'answer' }>): Answer {
  const body = fault.body ?? { message: `Fault ${fault.status}` };
  return { status: fault.status, body, ...(fault.headers && { headers: fault.headers }) };
}

function origin(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
