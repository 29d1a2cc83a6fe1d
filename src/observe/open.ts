/** Everybody who watches a run besides its views: audit log, traces, notifications. Loaded only if asked for. */
import type { Observer } from './observer.ts';
import { together } from './observer.ts';
import { redactor } from './redact.ts';
import { runIdOf } from './run-id.ts';

export interface ObserveOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** File or folder of the audit log, absolute; without it none is written. */
  audit?: string | undefined;
  /** Where to tell that an agent runs out of time. */
  webhook?: string | undefined;
  /** What is reviewed, for whom is told. */
  subject: string;
  /** Progress, as it is shown here. */
  views: readonly Observer[];
  /** Takes one line for each thing that could not be recorded or sent; the review does not fail over it. */
  warn(line: string): void;
}

/** Rejects only if the audit log cannot be opened: who asks for one relies on it. */
export async function openObservers(options: ObserveOptions): Promise<Observer> {
  const { env, warn } = options;
  const redact = redactor(env);
  const wallClock = Date.now;
  const runId = runIdOf(env, wallClock());
  const observers = [...options.views];
  if (options.audit !== undefined) {
    const { auditFile, auditPath } = await import('./audit.ts');
    observers.push(auditFile(auditPath(options.audit, runId), { runId, wallClock, redact }));
  }
  if (options.webhook !== undefined) {
    const { webhook } = await import('./webhook.ts');
    const { subject, webhook: url } = options;
    const secret = env['PARALLEL_REVIEW_WEBHOOK_SECRET'] || undefined;
    observers.push(webhook({ url, secret, runId, subject, wallClock, redact, onProblem: warn }));
  }
  if (wantsTracing(env)) {
    try {
      const { openTracing } = await import('./tracing.ts');
      observers.push(openTracing({ runId, wallClock, redact }));
    } catch (error) {
      warn(`no traces are sent: ${messageOf(error)}`);
    }
  }
  return together(observers, (error) => warn(`a part of the record is missing: ${messageOf(error)}`));
}

/** As the variables' specification has it: somewhere to send to, and nothing that turns it off. */
export function wantsTracing(env: ObserveOptions['env']): boolean {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  const exporter = env['OTEL_TRACES_EXPORTER']?.trim();
  if (exporter) return exporter.split(',').some((name) => name.trim() === 'otlp');
  return Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
