import { describe, expect, test, vi } from 'vitest';
import { ModelError } from '../../../../src/reviewers/model/chat.ts';
import { keySources } from '../../../../src/reviewers/model/keys.ts';
import { openChat } from '../../../../src/reviewers/model/providers/open.ts';
import { parseModelName } from '../../../../src/config/model-name.ts';
import { ProviderFault } from '../../../../src/run/provider.ts';
import type { Reply } from '../../../support/model-server.ts';
import { canary, failureOf, modelOf, models, providers, request } from './support.ts';

const said = (message: string, code?: string) => ({ error: { message, ...(code && { code, type: code }) } });

/** What becomes of one reply; nothing is ever asked twice. */
async function failureFor(id: string, reply: Reply): Promise<Error> {
  const { chat, server } = await modelOf(id, [reply]);
  const failure = await failureOf(chat);
  expect(server.requests).toHaveLength(1);
  return failure;
}

describe.each(providers)('%s', (provider) => {
  const id = models[provider];

  test.each<[string, Reply, RegExp]>([
    [
      'a wrong key',
      { status: 401, body: said(`Incorrect API key provided: ${canary}`) },
      /key was refused \(401\)/,
    ],
    [
      'no permission',
      { status: 403, body: said(`no access with ${canary}`) },
      /key was refused \(403\).*no access/,
    ],
    ['an unknown model', { status: 404, body: said('model: nothing here') }, /knows no model '.+' .*\(404\)/],
    [
      'an unknown model, as 400',
      { status: 400, body: said('Unknown model: x', 'unknown_model') },
      /knows no model/,
    ],
    [
      'too long a request',
      { status: 400, body: said('prompt is too long: 300000 tokens > 200000 maximum') },
      /too long/,
    ],
    ['too large a request', { status: 413, body: '<html>413</html>' }, /too long for this model \(413\)/],
    ['no credit', { status: 402, body: said('Payment required') }, /no credit left \(402\)/],
    [
      'something else',
      { status: 400, body: said('max_output is odd') },
      /was refused \(400\): max_output is odd/,
    ],
  ])('%s: asking again cannot help', async (_, reply, message) => {
    const failure = await failureFor(id, reply);
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure.message).toMatch(message);
    expect(failure.message.startsWith(`${id}: `)).toBe(true);
  });

  test.each<[string, Reply, boolean, number | undefined]>([
    ['429', { status: 429, body: said('slow down') }, true, undefined],
    ['429 with seconds', { status: 429, headers: { 'retry-after': '7' } }, true, 7000],
    [
      '429 with milliseconds',
      { status: 429, headers: { 'retry-after-ms': '250', 'retry-after': '7' } },
      true,
      250,
    ],
    ['503', { status: 503, body: said('busy') }, true, undefined],
    ['529', { status: 529, body: said('Overloaded') }, true, undefined],
    ['500', { status: 500, body: 'boom' }, false, undefined],
    ['408', { status: 408 }, false, undefined],
    ['a reset', { cutAt: 0 }, false, undefined],
    ['a body that is cut', { body: { id: 'x'.repeat(1000) }, cutAt: 500 }, false, undefined],
    ['a body that is no JSON', { body: '{"id": ' }, false, undefined],
    ['a page', { body: '<html>ok</html>', headers: { 'content-type': 'text/html' } }, false, undefined],
    ['nothing', { body: '' }, false, undefined],
    ['JSON of another form', { body: '[1, 2]' }, false, undefined],
    ['an empty object', { body: '{}' }, false, undefined],
  ])('%s: the provider is at fault', async (_, reply, overloaded, retryAfterMs) => {
    const failure = await failureFor(id, reply);
    expect(failure).toBeInstanceOf(ProviderFault);
    expect(failure).toMatchObject({ overloaded, retryAfterMs });
    expect(failure.message).toMatch(/^[^\n]{1,300}$/);
  });

  test('an answer that is too large is not read to its end', async () => {
    const failure = await failureFor(id, { body: { id: 'x'.repeat(11 * 1024 * 1024) } });
    expect(failure).toBeInstanceOf(ProviderFault);
    expect(failure.message).toContain('is larger than 10 MB');
  });

  test('the key is in no message, whatever the answer quotes', async () => {
    const quotes = `key ${canary} Bearer ${canary} https://me:${canary}@host/ sk-proj-****abcd\u202e\nsecond line`;
    for (const status of [400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 503, 529, 200]) {
      const failure = await failureFor(id, {
        status,
        body: { error: { message: quotes.repeat(20), code: canary } },
      });
      expect(failure.message).not.toContain('canary');
      expect(failure.message).not.toContain('abcd');
      expect(failure.message).not.toMatch(/[\n\u202e]/);
      expect(failure.message.length).toBeLessThan(400);
      expect(failure.cause).toBeUndefined();
      expect(JSON.stringify(Object.entries(failure))).not.toContain('canary');
    }
  });

  test('a slow drip ends with the signal, and with its reason', async () => {
    const { chat, server } = await modelOf(id, [{ body: 'x', dripMs: 1 }]);
    const stop = new AbortController();
    const failure = failureOf(chat, stop.signal);
    await vi.waitUntil(() => server.requests.length === 1);
    const reason = new Error('the time is up');
    stop.abort(reason);
    expect(await failure).toBe(reason);
  });

  test('nothing is sent when the signal has been given', async () => {
    const { chat, server } = await modelOf(id, []);
    const reason = new Error('too late');
    expect(await failureOf(chat, AbortSignal.abort(reason))).toBe(reason);
    expect(server.requests).toEqual([]);
  });

  test('redirects are not followed', async () => {
    const other = await modelOf(id, [{ text: 'never' }]);
    const location = `${other.server.url}/chat/completions`;
    const failure = await failureFor(id, { status: 307, headers: { location } });
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure.message).toContain(`points to ${new URL(location).host} (307)`);
    expect(other.server.requests).toEqual([]);
  });

  test('nobody listens', async () => {
    const { chat, server } = await modelOf(id, []);
    await server.close();
    const failure = await failureOf(chat);
    expect(failure).toBeInstanceOf(ProviderFault);
    expect(failure.message).toMatch(/^\S+: no whole answer from 127\.0\.0\.1:\d+ \(ECONNREFUSED\)$/);
  });
});

test('an address that nobody knows', async () => {
  const chat = await openChat(parseModelName(models.openai)!, {
    keys: { openai: canary },
    baseUrl: 'https://nowhere.invalid/v1',
  });
  const failure = await failureOf(chat);
  expect(failure).toBeInstanceOf(ProviderFault);
  expect(failure.message).toMatch(/no whole answer from nowhere\.invalid \((ENOTFOUND|EAI_AGAIN)\)/);
});

test.each(providers)('%s: a refused key is said with the place that it comes from', async (provider) => {
  const { message } = await failureFor(models[provider], { status: 401, body: said('quoted') });
  const { input, variable } = keySources[provider];
  expect(message).toContain(
    `its key was refused (401); see input ${input}, or ${variable} in the environment`,
  );
  expect(message).not.toContain('quoted');
  expect(message.endsWith('; the job needs the permission models: read')).toBe(provider === 'github');
});

test('a server that wants a key says so, if there is none', async () => {
  const { server } = await modelOf(models.compatible, [{ status: 401 }]);
  const chat = await openChat(parseModelName(models.compatible)!, { keys: {}, baseUrl: server.url });
  expect((await failureOf(chat)).message).toContain('it wants a key (401); give it as input llm-api-key');
});

describe('as vendors write them', () => {
  test('Google refuses keys with 400', async () => {
    const body = { error: { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT' } };
    const failure = await failureFor(models.google, { status: 400, body });
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure.message).toContain('its key was refused (400); see input google-api-key');
  });

  test('Google says in the body when to come again', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' }];
    const body = { error: { code: 429, message: 'Quota.', status: 'RESOURCE_EXHAUSTED', details } };
    expect(await failureFor(models.google, { status: 429, body })).toMatchObject({ retryAfterMs: 34_500 });
  });

  test('OpenAI refuses with 429 what has no credit', async () => {
    const body = said('You exceeded your current quota.', 'insufficient_quota');
    const failure = await failureFor(models.openai, { status: 429, body });
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure.message).toContain('no credit left (429)');
  });

  test('OpenAI refuses with 429 what is too long for the rate', async () => {
    const body = said(
      'Request too large for gpt-6-sol: Limit 30000, Requested 50000.',
      'rate_limit_exceeded',
    );
    expect(await failureFor(models.openai, { status: 429, body })).toBeInstanceOf(ModelError);
  });

  test('OpenAI answers 200 with an error inside', async () => {
    const body = {
      id: 'r',
      created_at: 1,
      model: 'm',
      output: [],
      error: { code: 'server_error', message: 'We broke.' },
    };
    const failure = await failureFor(models.openai, { body });
    expect(failure).toBeInstanceOf(ProviderFault);
    expect(failure.message).toContain('its answer is an error: We broke.');
  });

  test('Google blocks the prompt itself', async () => {
    const body = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 9 },
    };
    const { chat } = await modelOf(models.google, [{ body }]);
    expect(await chat.ask(request, new AbortController().signal)).toMatchObject({
      finish: 'refusal',
      used: { inputTokens: 9, outputTokens: 0 },
    });
  });

  test('GitHub Models was closed', async () => {
    const failure = await failureFor(models.github, { status: 410, body: said('Gone.') });
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure.message).toContain('GitHub closed GitHub Models on 2026-07-30 (410)');
  });

  test('vLLM writes a detail', async () => {
    const failure = await failureFor(models.compatible, { status: 400, body: { detail: 'not today' } });
    expect(failure.message).toMatch(/\(400\): not today$/);
  });
});
