import { describe, expect, onTestFinished, test } from 'vitest';
import { parseModelName } from '../../../../src/config/model-name.ts';
import type { ModelAccess } from '../../../../src/reviewers/model/access.ts';
import { ModelError } from '../../../../src/reviewers/model/chat.ts';
import { openChat } from '../../../../src/reviewers/model/providers/open.ts';
import { startModelServer } from '../../../support/model-server.ts';
import { canary, models, never, request } from './support.ts';

async function refusalOf(id: string, access: ModelAccess): Promise<string> {
  const opened = await openChat(parseModelName(id)!, access).catch((error: unknown) => error);
  expect(opened).toBeInstanceOf(ModelError);
  return (opened as ModelError).message;
}

describe('keys', () => {
  test.each(['anthropic', 'openai', 'google', 'github'] as const)('%s has to have one', async (provider) => {
    // Not even the variable that the vendor's own SDK would read.
    const message = await refusalOf(models[provider], { keys: {} });
    expect(message).toContain(`${models[provider]}: there is no key for it; give it as input `);
  });

  test.each(['', '  \n'])('%j is none', async (key) => {
    expect(await refusalOf(models.openai, { keys: { openai: key } })).toContain('there is no key');
  });

  test.each([`${canary}\nsecond`, `${canary}…`, `a ${canary}`])(
    '%j can be none, and is not shown',
    async (key) => {
      const message = await refusalOf(models.openai, { keys: { openai: key } });
      expect(message).toContain('OPENAI_API_KEY');
      expect(message).not.toContain('canary');
    },
  );

  test('a line break behind it is not part of it', async () => {
    const server = await startModelServer([{ text: '[]' }], { key: canary });
    onTestFinished(() => server.close());
    const chat = await openChat(parseModelName(models.openai)!, {
      keys: { openai: `${canary}\n` },
      baseUrl: server.url,
    });
    expect((await chat.ask(request, never)).finish).toBe('stop');
  });

  test("what stands at an address of one's own may need none, and gets nobody else's", async () => {
    const server = await startModelServer([{ text: '[]' }]);
    onTestFinished(() => server.close());
    const chat = await openChat(parseModelName(models.compatible)!, {
      keys: { openai: canary, github: canary },
      baseUrl: server.url,
    });
    await chat.ask(request, never);
    expect(JSON.stringify(server.requests[0]!.headers)).not.toContain('canary');
    expect(server.requests[0]!.headers).not.toHaveProperty('authorization');
  });
});

describe('addresses', () => {
  test.each<[string, string | undefined, RegExp]>([
    [models.compatible, undefined, /llm-base-url must say where it is/],
    [models.compatible, 'localhost', /no http or https address/],
    [models.openai, 'file:///etc/passwd', /no http or https address/],
    [models.openai, `https://me:${canary}@example.com/v1`, /no user and no password/],
    [models.openai, 'https://example.com/v1?api-version=1', /query for compatible\/… models alone/],
  ])('%s at %s', async (id, baseUrl, message) => {
    const refused = await refusalOf(id, { keys: { openai: 'k-12345678' }, baseUrl });
    expect(refused).toMatch(message);
    expect(refused).not.toContain('canary');
  });

  test('what stands at an address of its own gets neither requests nor keys of others', async () => {
    const asked: string[] = [];
    const chat = await openChat(parseModelName(models.openai)!, {
      keys: { openai: canary },
      baseUrl: 'http://127.0.0.1:1/v1',
      baseUrlFor: 'compatible',
      fetch: async (input) => {
        asked.push(input as string);
        return new Response('{}', { status: 500 });
      },
    });
    await expect(chat.ask(request, never)).rejects.toThrow('(500)');
    expect(asked).toEqual(['https://api.openai.com/v1/responses']);
  });

  test('a query is sent with each request, as Azure wants it', async () => {
    const server = await startModelServer([{ text: '[]' }]);
    onTestFinished(() => server.close());
    const chat = await openChat(parseModelName(models.compatible)!, {
      keys: {},
      baseUrl: `${server.url}/?api-version=2026-10-01`,
    });
    await chat.ask(request, never);
    expect(server.requests[0]!.path).toBe('/v1/chat/completions?api-version=2026-10-01');
  });

  test.each<[string, string]>([
    [models.anthropic, 'https://api.anthropic.com/v1/messages'],
    [models.openai, 'https://api.openai.com/v1/responses'],
    [
      models.google,
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.8-flash:generateContent',
    ],
    [models.github, 'https://models.github.ai/inference/chat/completions'],
  ])('%s is asked at %s', async (id, address) => {
    const asked: string[] = [];
    const keys = { anthropic: canary, openai: canary, google: canary, github: canary };
    const chat = await openChat(parseModelName(id)!, {
      keys,
      fetch: async (input) => {
        asked.push(input as string);
        return new Response('{}', { status: 500 });
      },
    });
    await expect(chat.ask(request, never)).rejects.toThrow('(500)');
    expect(asked).toEqual([address]);
  });
});

test('an answer that wants to be fetched in parts is fetched once', async () => {
  const part = {
    candidates: [
      {
        content: { role: 'model', parts: [{ text: '{' }] },
        finishReason: 'CONTINUATION',
        continuationToken: 'more',
      },
    ],
  };
  const server = await startModelServer(() => ({ body: part }));
  onTestFinished(() => server.close());
  const chat = await openChat(parseModelName('google/gemini-4-argon')!, {
    keys: { google: canary },
    baseUrl: server.url,
  });
  await expect(chat.ask(request, never)).rejects.toThrow('its answer cannot be read');
  expect(server.requests).toHaveLength(1);
});
