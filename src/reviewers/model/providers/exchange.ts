/** One HTTP request and what came back, kept for whoever has to say what went wrong. */

export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
}

export interface Exchange {
  /** To be given to an SDK. Sends one request: a second one is refused. */
  readonly fetch: typeof fetch;
  readonly sent: boolean;
  /** Whole, whatever its status. */
  readonly answer: HttpAnswer | undefined;
}

/** An answer to a review is some kilobytes long. */
const largestAnswer = 10 * 1024 * 1024;

/** These have no body, and `Response` accepts none. */
const bodiless: readonly number[] = [204, 205, 304];

export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge';
}

export function openExchange(send: typeof fetch): Exchange {
  let sent = false;
  let answer: HttpAnswer | undefined;
  return {
    get sent() {
      return sent;
    },
    get answer() {
      return answer;
    },
    async fetch(input, init) {
      if (sent) throw new Error('the provider wants its answer to be fetched in several parts');
      sent = true;
      // Not followed: the key would go to wherever the answer points.
      const response = await send(input, { ...init, redirect: 'manual' });
      const { status, headers } = response;
      answer = { status, headers, text: await textOf(response) };
      const type = headers.get('content-type') ?? 'application/json';
      const body = bodiless.includes(status) ? null : answer.text;
      return new Response(body, { status, headers: { 'content-type': type } });
    },
  };
}

async function textOf({ body }: Response): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the body.
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > largestAnswer) throw new AnswerTooLarge(`more than ${largestAnswer / 1024 / 1024} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
