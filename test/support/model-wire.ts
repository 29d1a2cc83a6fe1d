/** How each vendor writes requests and answers: as their documentation of autumn 2026 has it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Asked, Said, Usage } from './model-server.ts';

export type WireFormat = 'anthropic' | 'openai' | 'google' | 'chat';

interface Wire {
  keyIn(headers: IncomingHttpHeaders): string | undefined;
  read(body: any, path: string): Pick<Asked, 'model' | 'text' | 'tools' | 'schema' | 'toolResults'>;
  write(said: Said, asked: Asked): unknown;
}

export function formatOf(path: string): WireFormat | undefined {
  if (path.endsWith('/messages')) return 'anthropic';
  if (path.endsWith('/responses')) return 'openai';
  if (path.endsWith(':generateContent')) return 'google';
  return path.endsWith('/chat/completions') ? 'chat' : undefined;
}

const bearer = ({ authorization }: IncomingHttpHeaders) => authorization?.replace(/^Bearer /, '');
const usageOf = ({ usage }: Said): Usage | null => (usage === undefined ? { input: 100, output: 20 } : usage);
const finishOf = ({ finish, calls }: Said) => finish ?? (calls?.length ? 'tools' : 'stop');
const idOf = (asked: Asked, index: number) => `call_${asked.index}_${index}`;

/** Every text under these keys, in order. */
function textsIn(value: unknown, keys: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((it) => textsIn(it, keys));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, it]) =>
    typeof it === 'string' ? (keys.includes(key) ? [it] : []) : textsIn(it, keys),
  );
}

const anthropic: Wire = {
  keyIn: (headers) => headers['x-api-key'] as string | undefined,
  read(body) {
    const blocks: any[] = body.messages.flatMap((it: any) => it.content);
    const results = blocks.filter((it) => it.type === 'tool_result');
    const jsonTool = body.tools?.find((it: any) => it.name === 'json');
    return {
      model: body.model,
      text: textsIn([body.system, body.messages], ['text', 'content']).join('\n'),
      tools: (body.tools ?? []).map((it: any) => it.name),
      schema: body.output_config?.format?.schema ?? jsonTool?.input_schema,
      toolResults: results.map((it) => textsIn({ content: it.content }, ['text', 'content']).join('\n')),
    };
  },
  write(said, asked) {
    const usage = usageOf(said);
    const { input = 0, cached = 0, written = 0, output = 0 } = usage ?? {};
    return {
      id: `msg_${asked.index}`,
      type: 'message',
      role: 'assistant',
      model: asked.model,
      content: [
        ...(said.reasoning
          ? [{ type: 'thinking', thinking: said.reasoning.text, signature: said.reasoning.signature }]
          : []),
        ...(said.text === undefined ? [] : [{ type: 'text', text: said.text }]),
        ...(said.calls ?? []).map(({ id, name, input: given }, index) => ({
          type: 'tool_use',
          id: id ?? idOf(asked, index),
          name,
          input: given,
        })),
      ],
      stop_reason: { stop: 'end_turn', tools: 'tool_use', length: 'max_tokens', refusal: 'refusal' }[
        finishOf(said)
      ],
      stop_sequence: null,
      // Its format has no way to leave the counts out.
      usage: {
        input_tokens: input - cached - written,
        cache_read_input_tokens: cached,
        cache_creation_input_tokens: written,
        output_tokens: output,
        ...(usage?.reasoning !== undefined && {
          output_tokens_details: { thinking_tokens: usage.reasoning },
        }),
      },
    };
  },
};

const openai: Wire = {
  keyIn: bearer,
  read(body) {
    const results = body.input.filter((it: any) => it.type === 'function_call_output');
    return {
      model: body.model,
      text: textsIn(body.input, ['text', 'content', 'output']).join('\n'),
      tools: (body.tools ?? []).map((it: any) => it.name),
      schema: body.text?.format?.schema,
      toolResults: results.map((it: any) => it.output),
    };
  },
  write(said, asked) {
    const usage = usageOf(said);
    const finish = finishOf(said);
    const content =
      finish === 'refusal'
        ? { type: 'refusal', refusal: said.text ?? 'I cannot help with that.' }
        : { type: 'output_text', text: said.text, annotations: [] };
    return {
      id: `resp_${asked.index}`,
      object: 'response',
      created_at: 1_800_000_000,
      model: asked.model,
      status: finish === 'length' ? 'incomplete' : 'completed',
      error: null,
      incomplete_details: finish === 'length' ? { reason: 'max_output_tokens' } : null,
      output: [
        ...(said.reasoning
          ? [
              {
                type: 'reasoning',
                id: `rs_${asked.index}`,
                summary: [{ type: 'summary_text', text: said.reasoning.text }],
                encrypted_content: said.reasoning.signature,
              },
            ]
          : []),
        ...(said.text === undefined && finish !== 'refusal'
          ? []
          : [
              {
                type: 'message',
                id: `msg_${asked.index}`,
                role: 'assistant',
                status: 'completed',
                content: [content],
              },
            ]),
        ...(said.calls ?? []).map(({ id, name, input }, index) => ({
          type: 'function_call',
          id: `fc_${asked.index}_${index}`,
          call_id: id ?? idOf(asked, index),
          name,
          arguments: typeof input === 'string' ? input : JSON.stringify(input),
          status: 'completed',
        })),
      ],
      usage: usage && {
        input_tokens: usage.input,
        input_tokens_details: {
          cached_tokens: usage.cached ?? 0,
          ...(usage.written !== undefined && { cache_write_tokens: usage.written }),
        },
        output_tokens: usage.output,
        output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
        total_tokens: usage.input + usage.output,
      },
    };
  },
};

const google: Wire = {
  keyIn: (headers) => headers['x-goog-api-key'] as string | undefined,
  read(body, path) {
    const parts: any[] = body.contents.flatMap((it: any) => it.parts);
    const results = parts.filter((it) => it.functionResponse);
    const declared: any[] = (body.tools ?? []).flatMap((it: any) => it.functionDeclarations ?? []);
    return {
      model: path.slice(path.lastIndexOf('/') + 1).replace(':generateContent', ''),
      text: textsIn([body.systemInstruction, body.contents], ['text', 'content']).join('\n'),
      tools: declared.map((it) => it.name),
      schema: body.generationConfig?.responseJsonSchema ?? body.generationConfig?.responseSchema,
      toolResults: results.map((it) => textsIn(it.functionResponse.response, ['content', 'text']).join('\n')),
    };
  },
  write(said, asked) {
    const usage = usageOf(said);
    const finish = finishOf(said);
    return {
      candidates: [
        {
          index: 0,
          content: {
            role: 'model',
            parts: [
              ...(said.reasoning ? [{ text: said.reasoning.text, thought: true }] : []),
              ...(said.text === undefined ? [] : [{ text: said.text }]),
              ...(said.calls ?? []).map(({ name, input }, index) => ({
                functionCall: { name, args: input },
                ...(index === 0 && said.reasoning && { thoughtSignature: said.reasoning.signature }),
              })),
            ],
          },
          finishReason: { stop: 'STOP', tools: 'STOP', length: 'MAX_TOKENS', refusal: 'SAFETY' }[finish],
        },
      ],
      responseId: `google_${asked.index}`,
      ...(usage && {
        usageMetadata: {
          promptTokenCount: usage.input,
          ...(usage.cached !== undefined && { cachedContentTokenCount: usage.cached }),
          candidatesTokenCount: usage.output - (usage.reasoning ?? 0),
          ...(usage.reasoning !== undefined && { thoughtsTokenCount: usage.reasoning }),
          totalTokenCount: usage.input + usage.output,
        },
      }),
    };
  },
};

const chat: Wire = {
  keyIn: bearer,
  read(body) {
    const results = body.messages.filter((it: any) => it.role === 'tool');
    return {
      model: body.model,
      text: textsIn(body.messages, ['text', 'content']).join('\n'),
      tools: (body.tools ?? []).map((it: any) => it.function.name),
      schema: body.response_format?.json_schema?.schema,
      toolResults: results.map((it: any) => it.content),
    };
  },
  write(said, asked) {
    const usage = usageOf(said);
    const finish = finishOf(said);
    const calls = (said.calls ?? []).map(({ id, name, input }, index) => ({
      id: id ?? idOf(asked, index),
      type: 'function',
      function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
    }));
    return {
      id: `chatcmpl_${asked.index}`,
      object: 'chat.completion',
      created: 1_800_000_000,
      model: asked.model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: finish === 'refusal' ? null : (said.text ?? null),
            ...(finish === 'refusal' && { refusal: said.text ?? 'I cannot help with that.' }),
            ...(said.reasoning && { reasoning_content: said.reasoning.text }),
            ...(calls.length > 0 && { tool_calls: calls }),
          },
          finish_reason: { stop: 'stop', tools: 'tool_calls', length: 'length', refusal: 'stop' }[finish],
        },
      ],
      ...(usage && {
        usage: {
          prompt_tokens: usage.input,
          completion_tokens: usage.output,
          total_tokens: usage.input + usage.output,
          prompt_tokens_details: { cached_tokens: usage.cached ?? 0 },
          completion_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
        },
      }),
    };
  },
};

export const wireFormats: Readonly<Record<WireFormat, Wire>> = { anthropic, openai, google, chat };
