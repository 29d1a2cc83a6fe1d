import { describe, expect, test } from 'vitest';
import { ModelError } from '../../../../src/reviewers/model/chat.ts';
import type { Asked, Reply } from '../../../support/model-server.ts';
import { failureOf, modelOf, models, never, readFile, request, schema } from './support.ts';

const none = '{"findings":[]}';
const refusal = (message: string, status = 400): Reply => ({ status, body: { error: { message } } });

describe.each(Object.values(models))('%s', (id) => {
  test.each([
    "'response_format' of type 'json_schema' is not supported with this model",
    "Function calling with a response mime type: 'application/json' is unsupported",
    'output_config.format: Extra inputs are not permitted',
    'Failed to parse grammar',
  ])('cannot hold a model to a schema (%s): it is told in words, from then on', async (message) => {
    const { chat, server } = await modelOf(id, [refusal(message), { text: none }, { text: none }]);
    expect(await chat.ask(request, never)).toMatchObject({ message: { text: none }, finish: 'stop' });
    await chat.ask(request, never);
    expect(server.requests.map((it) => it.schema)).toEqual([schema, undefined, undefined]);
    expect(server.requests[1]!.text).toContain(JSON.stringify(schema));
    expect(server.requests[2]!.text).toContain(JSON.stringify(schema));
  });

  test('refuses the request in both forms: that is the end of it', async () => {
    const refused = refusal('response_format is not supported');
    const { chat, server } = await modelOf(id, [refused, refused, { text: none }]);
    expect(await failureOf(chat)).toBeInstanceOf(ModelError);
    expect(server.requests).toHaveLength(2);
  });

  test('questions that were sent meanwhile are put otherwise too', async () => {
    const script = (asked: Asked): Reply =>
      asked.schema ? refusal('no json_schema here', 422) : { text: none };
    const { chat } = await modelOf(id, script);
    const answers = await Promise.all([1, 2, 3].map(() => chat.ask(request, never)));
    expect(answers.map(({ finish }) => finish)).toEqual(['stop', 'stop', 'stop']);
  });
});

test.each([
  ['compatible/gpt-6', 'max_tokens', 'max_completion_tokens'],
  ['github/openai/gpt-5', 'max_completion_tokens', 'max_tokens'],
])('%s: the limit has another name', async (id, wrong, right) => {
  const message = `Unsupported parameter: '${wrong}' is not supported with this model.`;
  const { chat, server } = await modelOf(id, [refusal(message), { text: none }, { text: none }]);
  await chat.ask(request, never);
  await chat.ask(request, never);
  expect(server.requests.map(({ body }) => [body[wrong], body[right]])).toEqual([
    [500, undefined],
    [undefined, 500],
    [undefined, 500],
  ]);
});

test('a server that refuses whatever it is asked is asked three times', async () => {
  const limit = refusal("'max_tokens' is not supported, use max_completion_tokens instead");
  const { chat, server } = await modelOf('compatible/llama', [limit, limit, limit, limit]);
  expect(await failureOf(chat)).toBeInstanceOf(ModelError);
  expect(server.requests).toHaveLength(3);
});

test('a server that wants no thoughts back gets none', async () => {
  const { chat, server } = await modelOf('compatible/deep', [
    { reasoning: { text: 'Hm.', signature: '' }, calls: [{ id: 'one', name: 'read_file', input: {} }] },
    refusal("property 'reasoning_content' is unsupported"),
    { text: none },
  ]);
  const tools = [readFile];
  const { message } = await chat.ask({ ...request, tools }, never);
  const results = [{ id: 'one', name: 'read_file', text: 'select 1' }];
  const messages = [...request.messages, message, { role: 'tool' as const, results }];
  await chat.ask({ ...request, tools, messages }, never);
  expect(server.requests.map(({ body }) => JSON.stringify(body).includes('Hm.'))).toEqual([
    false,
    true,
    false,
  ]);
});
