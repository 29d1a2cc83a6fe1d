/** The run as OpenTelemetry spans: run, agents, tasks, calls. Loaded only where a collector is named. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Outcome, RunEvent, Task, Usage } from '../run/task.ts';
import { tool } from '../version.ts';
import type { Observer } from './observer.ts';

export interface TracingOptions {
  runId: string;
  /** Milliseconds since 1970. */
  wallClock(): number;
  /** Takes the secrets out of a text. */
  redact(text: string): string;
  /** Milliseconds that the collector has to take what is left at the end. @default 3000 */
  flushMs?: number;
}

interface Open {
  span: Span;
  /** For the spans below it. */
  context: Context;
}

/** Sends to where the standard `OTEL_*` variables of the process say. A collector that is down costs `flushMs` and nothing else. */
export function openTracing({ runId, wallClock, redact, flushMs = 3_000 }: TracingOptions): Observer {
  const exporter = new OTLPTraceExporter({ timeoutMillis: flushMs });
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': tool.name, 'service.version': tool.version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, exportTimeoutMillis: flushMs, scheduledDelayMillis: 1_000 }),
    ],
  });
  const tracer = provider.getTracer(tool.name, tool.version);
  // Events count from the run's start; spans need the time of day.
  let originMs = wallClock();
  let run: Open | undefined;
  const agents = new Map<string, Open & { tasks: number; failed: boolean }>();
  const tasks = new Map<string, Open>();
  const calls = new Map<number, Span>();

  const open = (
    name: string,
    parent: Context,
    atMs: number,
    attributes: Attributes,
    kind = SpanKind.INTERNAL,
  ): Open => {
    const span = tracer.startSpan(name, { startTime: originMs + atMs, attributes, kind }, parent);
    return { span, context: trace.setSpan(parent, span) };
  };
  const agentOf = ({ agent, lane }: Task, atMs: number) => {
    const known = agents.get(agent);
    if (known) return known;
    const attributes = { 'parallel_review.agent': agent, 'parallel_review.lane': lane };
    const opened = {
      ...open(`agent ${agent}`, run?.context ?? ROOT_CONTEXT, atMs, attributes),
      tasks: 0,
      failed: false,
    };
    agents.set(agent, opened);
    return opened;
  };
  const taskOf = (task: Task, atMs: number) => {
    const known = tasks.get(task.id);
    if (known) return known;
    const attributes = {
      'parallel_review.task': task.id,
      'parallel_review.reviewer': task.reviewer,
      'parallel_review.files': task.files.length,
    };
    const opened = open(`task ${task.id}`, agentOf(task, atMs).context, atMs, attributes);
    tasks.set(task.id, opened);
    return opened;
  };
  const startCall = ({ task, call, provider, waitedMs, atMs }: EventOf<'call-started'>) => {
    const attributes = {
      'gen_ai.provider.name': provider,
      // As it was called before; collectors know one or the other.
      'gen_ai.system': provider,
      'parallel_review.call': call,
      'parallel_review.waited_ms': waitedMs,
    };
    const { span } = open(`call ${provider}`, taskOf(task, atMs).context, atMs, attributes, SpanKind.CLIENT);
    calls.set(call, span);
  };
  const endCall = ({ call, used, reason, atMs }: EventOf<'call-ended'>) => {
    const span = calls.get(call);
    calls.delete(call);
    span?.setAttributes(usageAttributes(used));
    if (reason !== undefined) span?.setStatus(failure(redact(reason)));
    span?.end(originMs + atMs);
  };
  const endTask = (outcome: Outcome, atMs: number) => {
    const { task, status, reason } = outcome;
    const { span } = taskOf(task, atMs);
    span.setAttributes(outcomeAttributes(outcome));
    if (status !== 'ok') span.setStatus(failure(redact(`${status}: ${reason ?? 'no reason given'}`)));
    span.end(originMs + atMs);
    tasks.delete(task.id);
    const agent = agentOf(task, atMs);
    agent.failed ||= status !== 'ok';
    if (--agent.tasks > 0) return;
    if (agent.failed) agent.span.setStatus(failure('a task did not end well'));
    agent.span.end(originMs + atMs);
  };
  return {
    onEvent(event) {
      const { atMs } = event;
      if (event.type === 'run-started') {
        originMs = wallClock() - atMs;
        run = open('review', ROOT_CONTEXT, atMs, {
          'parallel_review.run': runId,
          'parallel_review.tasks': event.tasks.length,
        });
        for (const task of event.tasks) agentOf(task, atMs).tasks++;
      } else if (event.type === 'task-started') {
        taskOf(event.task, atMs).span.addEvent('attempt', { number: event.attempt }, originMs + atMs);
      } else if (event.type === 'task-ended') {
        endTask(event.outcome, atMs);
      } else if (event.type === 'call-started') {
        startCall(event);
      } else if (event.type === 'call-ended') {
        endCall(event);
      } else if (event.type !== 'finding' && event.type !== 'run-ended') {
        // Whatever else happens, to a task or to all; findings are counted at a task's end.
        const span = 'task' in event ? tasks.get(event.task.id)?.span : run?.span;
        span?.addEvent(event.type, circumstances(event, redact), originMs + atMs);
      }
    },
    async close(ending) {
      if (ending) {
        run?.span.setAttributes({
          'parallel_review.verdict': ending.verdict,
          'parallel_review.findings': ending.findings,
        });
      }
      const opened = [...tasks.values(), ...agents.values()].map(({ span }) => span);
      for (const span of [...calls.values(), ...opened]) if (span.isRecording()) span.end();
      run?.span.end();
      await within(flushMs, provider.shutdown());
    },
  };
}

function outcomeAttributes({ status, attempts, findings, waitedMs, usage }: Outcome): Attributes {
  return {
    'parallel_review.status': status,
    'parallel_review.attempts': attempts,
    'parallel_review.findings': findings.length,
    'parallel_review.waited_ms': waitedMs,
    ...usageAttributes(usage),
  };
}

function usageAttributes({ inputTokens, outputTokens, costUsd }: Usage): Attributes {
  return {
    'gen_ai.usage.input_tokens': inputTokens,
    'gen_ai.usage.output_tokens': outputTokens,
    'parallel_review.cost_usd': costUsd,
  };
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

/** What an event says besides when and whose it is. */
function circumstances(event: RunEvent, redact: (text: string) => string): Attributes {
  return {
    ...('reason' in event && event.reason !== undefined && { reason: redact(event.reason) }),
    ...('waitMs' in event && { wait_ms: event.waitMs }),
  };
}

function failure(message: string) {
  return { code: SpanStatusCode.ERROR, message };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the collector did not take the spans within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
