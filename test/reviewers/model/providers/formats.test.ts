import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../../../src/reviewers/model/chat.ts';
import {
  canary,
  failureOf,
  modelOf,
  models,
  never,
  providers,
  readFile,
  request,
  schema,
} from './support.ts';

const none = '{"findings":[]}';
const withTools: ChatRequest = { ...request, tools: [readFile] };

describe.each(providers)('%s', (provider) => {
  const id = models[provider];

  test('is sent what was asked, with its key, and without a temperature', async () => {
    const { chat, server } = await modelOf(id, [{ text: none }], { key: canary });
    await chat.ask(request, never);
    const [asked] = server.requests;
    expect(asked).toMatchObject({ model: id.slice(id.indexOf('/') + 1), schema, tools: [] });
    expect(asked!.text).toContain('You review.');
    expect(asked!.text).toContain('The shared part.\nThe slice.');
    const sent = JSON.stringify(asked!.body);
    expect(sent).toContain('500');
    expect(sent).not.toMatch(/temperature|top_p|seed/i);
  });

  test('answers, and says what it used', async () => {
    const usage = { input: 1000, cached: 800, output: 60, reasoning: 40 };
    const { chat } = await modelOf(id, [
      { text: none, reasoning: { text: 'Hm.', signature: 'c2ln' }, usage },
    ]);
    expect(await chat.ask(request, never)).toMatchObject({
      message: { role: 'assistant', text: none, calls: [] },
      finish: 'stop',
      used: { inputTokens: 1000, cachedTokens: 800, cacheWriteTokens: 0, outputTokens: 60 },
    });
  });

  test('calls a tool, and goes on with what it thought', async () => {
    const input = { path: 'models/orders.sql' };
    const { chat, server } = await modelOf(id, [
      {
        text: 'I look.',
        reasoning: { text: 'Hm.', signature: 'c2ln' },
        calls: [{ name: 'read_file', input }],
      },
      { text: none },
    ]);
    const { message, finish } = await chat.ask(withTools, never);
    expect(finish).toBe('tools');
    expect(message.calls).toMatchObject([{ name: 'read_file', input }]);
    const results = [{ id: message.calls[0]!.id, name: 'read_file', text: 'select 1 as one' }];
    // Through JSON and back, as answers are kept in a folder.
    const said = JSON.parse(JSON.stringify(message)) as typeof message;
    const answer = await chat.ask(
      { ...withTools, messages: [...withTools.messages, said, { role: 'tool', results }] },
      never,
    );
    expect(answer).toMatchObject({ message: { text: none }, finish: 'stop' });
    expect(server.requests[0]!.tools).toEqual(['read_file']);
    expect(server.requests[1]).toMatchObject({ tools: ['read_file'], toolResults: ['select 1 as one'] });
    const sent = JSON.stringify(server.requests[1]!.body);
    expect(sent).toContain('models/orders.sql');
    expect(sent).toContain(provider === 'github' || provider === 'compatible' ? 'Hm.' : 'c2ln');
  });

  test('is told that it must not call tools any more, and which ones there were', async () => {
    const { chat, server } = await modelOf(id, [{ text: none }]);
    await chat.ask({ ...withTools, mayCallTools: false }, never);
    const { body, tools } = server.requests[0]!;
    expect(tools).toEqual(['read_file']);
    const choice = body.tool_choice ?? body.toolConfig?.functionCallingConfig?.mode;
    expect(JSON.stringify(choice)).toMatch(/none/i);
  });

  test('is reminded of the tools that it has called, if none are offered any more', async () => {
    const { chat, server } = await modelOf(id, [{ text: none }]);
    const calls = [{ id: 'one', name: 'read_file', input: { path: 'a' } }];
    const results = [{ id: 'one', name: 'read_file', text: 'select 1' }];
    const messages = [
      ...request.messages,
      { role: 'assistant' as const, text: '', calls },
      { role: 'tool' as const, results },
    ];
    await chat.ask({ ...request, messages }, never);
    const { body, tools, toolResults } = server.requests[0]!;
    expect(tools).toEqual(['read_file']);
    expect(toolResults).toEqual(['select 1']);
    const choice = body.tool_choice ?? body.toolConfig?.functionCallingConfig?.mode;
    expect(JSON.stringify(choice)).toMatch(/none/i);
  });

  test('is not sent calls that nobody answered, nor an answer that said nothing', async () => {
    const asked = { text: 'I look.', calls: [{ name: 'read_file', input: { path: 'models/orders.sql' } }] };
    const { chat, server } = await modelOf(id, [asked, { text: none }]);
    const { message } = await chat.ask(withTools, never);
    const empty = { role: 'assistant' as const, text: '', calls: [] };
    const again = { role: 'user' as const, content: [{ text: 'Answer again.' }] };
    await chat.ask({ ...request, messages: [...request.messages, message, again, empty, again] }, never);
    const { text, body } = server.requests[1]!;
    expect(text).toMatch(/The slice\.\nI look\.\nAnswer again\.\nAnswer again\.$/);
    expect(JSON.stringify(body)).not.toContain('models/orders.sql');
    expect(JSON.stringify(body)).not.toMatch(/"content":(?:\[\]|"")/);
  });

  test.each([
    ['refuses', { text: 'I will not.', finish: 'refusal' }, 'refusal'],
    ['is cut at its limit', { text: '{"findi', finish: 'length' }, 'length'],
    ['says nothing', { text: '' }, 'other'],
    ['says nothing but space', { text: ' \n' }, 'other'],
  ] as const)('%s: finish is not stop', async (_, said, finish) => {
    const { chat } = await modelOf(id, [said]);
    expect((await chat.ask(request, never)).finish).toBe(finish);
  });

  test('counts are left out if they cannot be true', async () => {
    const { chat } = await modelOf(id, [{ text: none, usage: { input: 0, output: 0 } }]);
    expect(await chat.ask(request, never)).not.toHaveProperty('used');
  });
});

test.each(['openai', 'google', 'github', 'compatible'] as const)(
  '%s may leave the counts out',
  async (provider) => {
    const { chat } = await modelOf(models[provider], [{ text: none, usage: null }]);
    expect(await chat.ask(request, never)).not.toHaveProperty('used');
  },
);

describe('anthropic', () => {
  test('keeps what is shared, and a talk with tools up to its last result', async () => {
    const calls = [{ id: 'one', name: 'read_file', input: {} }];
    const { chat, server } = await modelOf(models.anthropic, [{ text: none }, { text: none }]);
    await chat.ask(request, never);
    await chat.ask(
      {
        ...withTools,
        messages: [
          ...request.messages,
          { role: 'assistant', text: '', calls },
          { role: 'tool', results: [{ id: 'one', name: 'read_file', text: 'select 1' }] },
        ],
      },
      never,
    );
    const marks = server.requests.map(({ body }) =>
      body.messages.flatMap((it: any) => it.content).map((it: any) => it.cache_control?.type),
    );
    expect(marks).toEqual([
      ['ephemeral', undefined],
      ['ephemeral', undefined, undefined, 'ephemeral'],
    ]);
  });

  test('says what it wrote to its cache', async () => {
    const usage = { input: 1000, cached: 300, written: 600, output: 10 };
    const { chat } = await modelOf(models.anthropic, [{ text: none, usage }]);
    expect((await chat.ask(request, never)).used).toEqual({
      inputTokens: 1000,
      cachedTokens: 300,
      cacheWriteTokens: 600,
      outputTokens: 10,
    });
  });

  test('older models answer through a tool: the answer is a text all the same', async () => {
    const { chat, server } = await modelOf('anthropic/claude-sonnet-4-0', [
      { calls: [{ name: 'json', input: { findings: [] } }] },
    ]);
    expect(await chat.ask(request, never)).toMatchObject({
      message: { text: none, calls: [] },
      finish: 'stop',
    });
    expect(server.requests[0]).toMatchObject({ tools: ['json'], schema: { required: ['findings'] } });
  });
});

describe('openai', () => {
  test('keeps nothing on its servers', async () => {
    const { chat, server } = await modelOf(models.openai, [{ text: none }]);
    await chat.ask(request, never);
    expect(server.requests[0]!.body).toMatchObject({ store: false });
  });

  test('is strict about schemas that allow it, and about no others', async () => {
    const { chat, server } = await modelOf(models.openai, [{ text: none }, { text: none }]);
    await chat.ask(withTools, never);
    await chat.ask({ ...request, schema: { ...schema, required: [] } }, never);
    expect(server.requests.map(({ body }) => body.text.format.strict)).toEqual([true, false]);
    expect(server.requests[0]!.body.tools[0].strict).toBe(false);
  });
});

describe('compatible', () => {
  test('gets its schema in words too, and in words alone while tools may be called', async () => {
    const { chat, server } = await modelOf(models.compatible, [{ text: none }, { text: none }]);
    await chat.ask(request, never);
    await chat.ask(withTools, never);
    expect(server.requests.map((it) => it.schema)).toEqual([schema, undefined]);
    for (const { text } of server.requests) expect(text).toContain(JSON.stringify(schema));
  });

  test('gets one text from one who speaks', async () => {
    const { chat, server } = await modelOf(models.compatible, [{ text: none }]);
    await chat.ask(request, never);
    expect(server.requests[0]!.body.messages[1].content).toBe('The shared part.\nThe slice.');
  });

  test('what it writes into a call is passed on, and sent back as an object', async () => {
    const { chat, server } = await modelOf(models.compatible, [
      { calls: [{ id: 'one', name: 'read_file', input: '{"path": ' }] },
      { text: none },
    ]);
    const { message } = await chat.ask(withTools, never);
    expect(message.calls).toEqual([{ id: 'one', name: 'read_file', input: '{"path": ' }]);
    const results = [{ id: 'one', name: 'read_file', text: 'No such file.' }];
    await chat.ask(
      { ...withTools, messages: [...request.messages, message, { role: 'tool', results }] },
      never,
    );
    expect(server.requests[1]!.body.messages[2].tool_calls[0].function.arguments).toBe('{}');
  });
});

test('what another model thought is not sent to this one', async () => {
  const first = await modelOf(models.anthropic, [
    {
      text: 'I look.',
      reasoning: { text: 'Hm.', signature: 'c2ln' },
      calls: [{ id: 'one', name: 'read_file', input: { path: 'a' } }],
    },
  ]);
  const { message } = await first.chat.ask(withTools, never);
  const second = await modelOf(models.compatible, [{ text: none }]);
  const results = [{ id: 'one', name: 'read_file', text: 'select 1' }];
  await second.chat.ask(
    { ...withTools, messages: [...request.messages, message, { role: 'tool', results }] },
    never,
  );
  const [asked] = second.server.requests;
  const sent = JSON.stringify(asked!.body);
  expect(sent).toContain('I look.');
  expect(sent).not.toContain('Hm.');
  expect(sent).not.toContain('c2ln');
  expect(asked!.toolResults).toEqual(['select 1']);
});

test('the server of these tests refuses wrong keys', async () => {
  const { chat } = await modelOf(models.openai, [{ text: none }], { key: 'another' });
  expect((await failureOf(chat)).message).toContain('401');
});
