/** How long a provider asks to be left alone. */
import type { HttpAnswer } from './exchange.ts';
import { isRecord, parsed } from './said.ts';

/** In milliseconds; undefined if it does not say, or says what cannot be meant. */
export function retryAfterOf(answer: HttpAnswer, nowMs = Date.now()): number | undefined {
  const { headers } = answer;
  const waits = [
    numberIn(headers.get('retry-after-ms')),
    secondsIn(headers.get('retry-after')),
    dateIn(headers.get('retry-after'), nowMs),
    googleDelay(answer),
  ];
  return waits.find((ms) => ms !== undefined);
}

function numberIn(text: string | null): number | undefined {
  return text && /^\s*\d{1,12}(\.\d+)?\s*$/.test(text) ? Math.ceil(Number(text)) : undefined;
}

function secondsIn(text: string | null): number | undefined {
  return text && /^\s*\d{1,9}(\.\d+)?\s*$/.test(text) ? Math.ceil(Number(text) * 1000) : undefined;
}

function dateIn(text: string | null, nowMs: number): number | undefined {
  // `Date.parse` reads numbers as years.
  const at = text && /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** Google says it in the body: `{ error: { details: [{ retryDelay: '34s' }] } }`. */
function googleDelay({ text }: HttpAnswer): number | undefined {
  const body = parsed(text);
  const error = isRecord(body) ? body['error'] : undefined;
  const details = isRecord(error) ? error['details'] : undefined;
  if (!Array.isArray(details)) return undefined;
  const delays = details.map((it: unknown) => (isRecord(it) ? it['retryDelay'] : undefined));
  const delay = delays.find((it): it is string => typeof it === 'string');
  return delay?.endsWith('s') ? secondsIn(delay.slice(0, -1)) : undefined;
}
