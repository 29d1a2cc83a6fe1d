/** From what came back, or did not, to an error of ours. What the SDKs throw holds whole requests: it is not kept. */
import type { ModelProvider } from '../../../config/model-name.ts';
import { ProviderFault } from '../../../run/provider.ts';
import { ModelError } from '../chat.ts';
import { keySources } from '../keys.ts';
import type { Endpoint } from './endpoint.ts';
import type { Exchange, HttpAnswer } from './exchange.ts';
import { AnswerTooLarge } from './exchange.ts';
import { retryAfterOf } from './retry-after.ts';
import { codeOf, saidBy, shown } from './said.ts';

/** Why a request came to nothing. `thrown`: by the SDK, or by `fetch` below it. */
export function faultOf(endpoint: Endpoint, exchange: Exchange, thrown: unknown): ModelError | ProviderFault {
  const { name, host, key } = endpoint;
  const { answer, sent } = exchange;
  if (!sent)
    return new ModelError(`${name.id}: no request can be made of this: ${shown(wordsOf(thrown), key)}`);
  if (!answer) return new ProviderFault(`${name.id}: ${withoutAnswer(host, thrown)}`);
  if (answer.status >= 200 && answer.status < 300) {
    const said = saidBy(answer);
    const why =
      said === undefined ? 'its answer cannot be read' : `its answer is an error: ${shown(said, key)}`;
    return new ProviderFault(`${name.id}: ${why} (${typeOf(answer)} from ${host})`);
  }
  return refusalOf(endpoint, answer);
}

const tooLong =
  /context[_ ](?:length|window|size)|prompt is too long|too many tokens|maximum (?:context|number of tokens)|exceeds? the (?:max|limit|model)|input token count|request too large|string_above_max_length|reduce the length/i;
const outOfCredit = /insufficient_quota|credit balance|billing_(?:hard_limit|error)/i;
const noSuchModel =
  /model_not_found|unknown_model|(?:unknown|invalid|no such) model|model\b.{0,200}\b(?:not found|does not exist|not exist)/i;
const badKey = /api[_ ]?key/i;

function refusalOf(endpoint: Endpoint, answer: HttpAnswer): ModelError | ProviderFault {
  const { name, host, key } = endpoint;
  const { status } = answer;
  const message = saidBy(answer);
  const said = `${codeOf(answer) ?? ''} ${message ?? ''}`;
  const because = message === undefined ? '' : `: ${shown(message, key)}`;
  const final = (text: string) => new ModelError(`${name.id}: ${text}`);

  if (status >= 300 && status < 400) {
    return final(`${host} points to ${hostIn(answer)} (${status}); set llm-base-url to where it is`);
  }
  if (status === 402 || (status < 500 && outOfCredit.test(said))) {
    return final(`the account of this key has no credit left (${status})${because}`);
  }
  // Without what it says: it may quote the key.
  if (status === 401 || (status === 400 && badKey.test(said)))
    return final(keyRefused(name.provider, key, status));
  if (status === 403) return final(`${keyRefused(name.provider, key, status)}${because}`);
  if (status === 410 && name.provider === 'github') {
    return final(`GitHub closed GitHub Models on 2026-07-30 (410); name a model of another provider`);
  }
  if (status === 413 || (status < 500 && tooLong.test(said))) {
    return final(`the request is too long for this model (${status})${because}`);
  }
  if (status === 404 || status === 410 || ([400, 422].includes(status) && noSuchModel.test(said))) {
    return final(`${host} knows no model '${name.model}' at this address (${status})${because}`);
  }
  if ([408, 409, 425, 429].includes(status) || status >= 500) {
    const retryAfterMs = retryAfterOf(answer);
    const overloaded = [429, 503, 529].includes(status) || retryAfterMs !== undefined;
    const what = overloaded ? `${host} has too much to do` : `${host} failed`;
    return new ProviderFault(`${name.id}: ${what} (${status})${because}`, { overloaded, retryAfterMs });
  }
  return final(`the request was refused (${status})${because}`);
}

function keyRefused(provider: ModelProvider, key: string | undefined, status: number): string {
  const { input, variable } = keySources[provider];
  const where = `input ${input}, or ${variable} in the environment`;
  if (key === undefined) return `it wants a key (${status}); give it as ${where}`;
  const github = provider === 'github' ? '; the job needs the permission models: read' : '';
  return `its key was refused (${status}); see ${where}${github}`;
}

function withoutAnswer(host: string, thrown: unknown): string {
  if (causeOf(thrown, (it) => it instanceof AnswerTooLarge))
    return `the answer of ${host} is larger than 10 MB`;
  const coded = causeOf(thrown, (it) => typeof it.code === 'string' && /^[A-Z_0-9]{3,40}$/.test(it.code));
  return `no whole answer from ${host} (${coded?.code ?? 'the connection broke'})`;
}

type Coded = Error & { code?: unknown };

/** The first in a chain of causes of which `holds` is true. */
function causeOf(thrown: unknown, holds: (error: Coded) => boolean): (Error & { code?: string }) | undefined {
  let error = thrown;
  for (let depth = 0; depth < 8 && error instanceof Error; depth++) {
    if (holds(error)) return error as Error & { code?: string };
    error = error.cause;
  }
  return undefined;
}

function typeOf({ headers, text }: HttpAnswer): string {
  if (text === '') return 'an empty body';
  return shown(headers.get('content-type')?.split(';')[0] ?? 'a body of no type', undefined);
}

function hostIn({ headers }: HttpAnswer): string {
  const location = headers.get('location') ?? '';
  return URL.canParse(location) ? new URL(location).host : 'another address';
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
