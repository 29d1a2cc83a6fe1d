/** GitHub's API as this Action uses it: bounded retries, counted requests, errors as one line. */
import { Octokit } from '@octokit/rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { mapTexts } from '../report/redact.ts';
import { proxyFetch } from './proxy.ts';

const ThrottledOctokit = Octokit.plugin(retry, throttling);

/** Of one request, until its headers (and, for JSON, its body) are here. */
const requestTimeoutMs = 60_000;
const mostRetries = 2;
/** Waiting longer than this for a rate limit would cost more runner time than the review is worth. */
const longestWaitSeconds = 90;

export interface ClientOptions {
  token: string;
  /** As in GITHUB_API_URL, without a slash at the end. */
  apiUrl: string;
  /** As in GITHUB_GRAPHQL_URL. */
  graphqlUrl: string;
  owner: string;
  repo: string;
  /** Called with one line when a request has to be repeated. */
  onWarning?: (line: string) => void;
  /** Ends all requests. */
  signal?: AbortSignal;
  /** Takes secrets out of a text; all that is written to GitHub goes through it. */
  redact?: (text: string) => string;
  /** Proxy variables. @default process.env */
  env?: NodeJS.ProcessEnv;
}

export interface Client {
  readonly owner: string;
  readonly repo: string;
  readonly octokit: Octokit;
  readonly graphqlUrl: string;
  /** Requests sent so far, repeated ones and downloads that GitHub redirected to included. */
  requests(): number;
}

/** A client for one repository. Nothing is sent yet. */
export function createClient(options: ClientOptions): Client {
  let requests = 0;
  const wait = (kind: string) => (seconds: number, request: object, _: unknown, count: number) => {
    const { method, url, request: how } = request as Throttled;
    if (how?.expendable) return false;
    const again = count < mostRetries && seconds <= longestWaitSeconds;
    options.onWarning?.(
      `${kind} of GitHub at ${method} ${url}; ${again ? `trying again in ${seconds} s` : 'giving up'}`,
    );
    return again;
  };
  const send = checkedFetch(proxyFetch(options.env ?? process.env), () => (requests += 1));
  const octokit = new ThrottledOctokit({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: 'parallel-review',
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { fetch: send, ...(options.signal && { signal: options.signal }) },
    // Limits are the other plugin's: repeated by both, one request would be nine.
    retry: { retries: mostRetries, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
    throttle: {
      onRateLimit: wait('rate limit'),
      onSecondaryRateLimit: wait('secondary rate limit'),
    },
  });
  const { redact } = options;
  octokit.hook.before('request', (request) => {
    // Both plugins count in here, and octokit would share it: what one request met, the next one would wait for.
    request.request = { ...request.request };
    if (redact && request.method !== 'GET') Object.assign(request, withoutSecrets(request, redact));
  });
  const { owner, repo, graphqlUrl } = options;
  return { owner, repo, octokit, graphqlUrl, requests: () => requests };
}

/** Parameters of octokit's own, which hold the token, and those that name a place. */
const notSaid = new Set(['method', 'url', 'baseUrl', 'headers', 'mediaType', 'request', 'owner', 'repo']);

function withoutSecrets(request: object, redact: (text: string) => string): object {
  const said = Object.entries(request).filter(([name]) => !notSaid.has(name));
  return mapTexts(Object.fromEntries(said), redact) as object;
}

/** What of a throttled request is looked at. */
interface Throttled {
  method: string;
  url: string;
  /** `expendable`: it is worth nothing later. */
  request?: { expendable?: boolean };
}

/**
 * Octokit takes a JSON body that breaks off for an empty or a plain string, with status 200. Here it is
 * a network error, so that it is repeated like one.
 */
function checkedFetch(send: typeof fetch, count: () => void): typeof fetch {
  return async (input, init) => {
    count();
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    const isArchive = String(input).includes('/tarball/');
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    // The download of an archive has its own limits and may take longer.
    const response = await send(input, isArchive ? init : { ...init, signal });
    if (response.redirected) count();
    if (!/^application\/json\b/.test(response.headers.get('content-type') ?? '')) return response;
    const text = await response.text();
    // A refusal that breaks off may be a limit: nobody knows what it says.
    if (response.ok || text !== '') parsed(text, String(input));
    return new Response(asLimit(response, text), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}

/** Octokit knows a secondary limit by its words alone; by what it asks for, it is one too. */
function asLimit({ status, headers }: Response, text: string): string {
  const isLimit = status === 429 || (status === 403 && headers.has('retry-after'));
  if (!isLimit || headers.get('x-ratelimit-remaining') === '0' || /\bsecondary rate\b/i.test(text))
    return text;
  return JSON.stringify({ message: 'Too many requests: a secondary rate limit' });
}

function parsed(text: string, url: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new Error(`broken JSON in the answer of ${new URL(url).pathname}`, { cause });
  }
}

/** What of an octokit error is looked at. */
interface ApiError {
  status?: number;
  message?: string;
  request?: unknown;
  response?: { headers?: Record<string, string | number | undefined> };
}

/** True if the server may have acted although no good answer came. */
export function answerLost(error: unknown): boolean {
  return ((error as ApiError).status ?? 500) >= 500;
}

/** True if GitHub does not allow it, now or later; a rate limit is no such refusal. */
export function isRefused(error: unknown): boolean {
  const { status, message = '' } = error as ApiError;
  return status === 401 || status === 404 || (status === 403 && !/rate limit/i.test(message));
}

/**
 * An error of a request as one line: what was tried, and for a refusal the permission that is missing.
 * Never holds the token: octokit keeps it out of messages, and request headers are not looked at.
 */
export function describeError(what: string, error: unknown): string {
  const { message = String(error), response } = error as ApiError;
  // Octokit says 500 where no answer came at all.
  const status = response || !(error as ApiError).request ? (error as ApiError).status : undefined;
  const line = message
    .replaceAll(/\s+/g, ' ')
    .replace(/ - https:\/\/\S+$/, '')
    .slice(0, 300);
  const needed = response?.headers?.['x-accepted-github-permissions'];
  if (status === 403 && needed !== undefined) {
    const permission = String(needed).replaceAll('=', ': ').replaceAll(';', ' or').replaceAll(/\s+/g, ' ');
    return `${what}: the token lacks the permission ${permission} (${line})`;
  }
  if (status === 401) return `${what}: github-token was refused (${line})`;
  return `${what}: ${status === undefined ? '' : `${status} `}${line}`;
}
