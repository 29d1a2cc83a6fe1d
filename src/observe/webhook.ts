/** Tells somebody on call that an agent is nearly out of time, or was stopped. */
import { createHmac } from 'node:crypto';
import type { RunEvent, Task } from '../run/task.ts';
import type { Observer } from './observer.ts';

export interface WebhookOptions {
  /** https, or http on this machine. */
  url: string;
  /** Signs the body; without it messages are not signed. */
  secret?: string | undefined;
  runId: string;
  /** What is reviewed, for the reader: a repository and pull request, or a folder. */
  subject: string;
  /** Milliseconds since 1970. */
  wallClock(): number;
  redact(text: string): string;
  /** A message that could not be delivered, once a run. */
  onProblem(line: string): void;
  /** Milliseconds that one delivery may take. @default 5000 */
  timeoutMs?: number;
}

/** `sha256=` and the HMAC of the body in hexadecimal, with the shared secret as its key. */
export const signatureHeader = 'x-parallel-review-signature-256';

/** More than this nobody on call reads, and a broken run must not flood the channel. */
const mostMessages = 20;

export function webhook(options: WebhookOptions): Observer {
  const { timeoutMs = 5_000 } = options;
  const sending = new Set<Promise<void>>();
  let sent = 0;
  let problem = false;
  const deliver = async (body: string) => {
    try {
      await post(options, body, timeoutMs);
    } catch (error) {
      // The address may hold a token in its path: it is not repeated.
      if (!problem) options.onProblem(`the webhook was not delivered: ${causeOf(error)}`);
      problem = true;
    }
  };
  return {
    onEvent(event) {
      const news = newsOf(event);
      if (!news || sent >= mostMessages) return;
      sent++;
      const { task, type, reason } = news;
      const message = {
        type,
        run: options.runId,
        subject: options.subject,
        agent: task.agent,
        task: task.id,
        lane: task.lane,
        required: task.onFailure === 'fail',
        budgetMs: task.timeoutMs,
        afterMs: event.atMs,
        ...(reason !== undefined && { reason: options.redact(reason) }),
        sentAt: new Date(options.wallClock()).toISOString(),
      };
      const delivery = deliver(JSON.stringify(message)).finally(() => sending.delete(delivery));
      sending.add(delivery);
    },
    async close() {
      // Each is bounded by its own time.
      await Promise.all(sending);
    },
  };
}

function newsOf(event: RunEvent): { type: string; task: Task; reason?: string } | undefined {
  if (event.type === 'deadline-warning' || event.type === 'deadline-alert') return event;
  if (event.type !== 'task-ended' || event.outcome.status !== 'timed-out') return undefined;
  const { task, reason } = event.outcome;
  return { type: 'timed-out', task, ...(reason !== undefined && { reason }) };
}

async function post({ url, secret }: WebhookOptions, body: string, timeoutMs: number): Promise<void> {
  const signature =
    secret === undefined ? undefined : `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...(signature && { [signatureHeader]: signature }) },
    // Whom the message is for was configured; nobody else may take it.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answered with ${response.status}`);
}

function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}
