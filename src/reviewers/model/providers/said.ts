/** What an endpoint says about a request that it refused: not trusted, and never shown whole. */
import type { HttpAnswer } from './exchange.ts';

/** A reason is one line in a table. */
const longest = 200;
const longestRead = 64 * 1024;

/** The message in the body of an error, as it came; undefined if the body is no error as vendors write them. */
export function saidBy({ text }: HttpAnswer): string | undefined {
  const body = parsed(text);
  // Google answers with a list of one.
  const first: unknown = Array.isArray(body) ? body[0] : body;
  if (!isRecord(first)) return undefined;
  const { error } = first;
  const texts = [isRecord(error) ? error['message'] : error, first['message'], first['detail']];
  return texts.find((it): it is string => typeof it === 'string' && it !== '');
}

/** The vendor's word for an error, such as `insufficient_quota`. */
export function codeOf({ text }: HttpAnswer): string | undefined {
  const body = parsed(text);
  if (!isRecord(body) || !isRecord(body['error'])) return undefined;
  const { code, type } = body['error'];
  return [code, type].find((it): it is string => typeof it === 'string');
}

/** `said` as a part of a message: one line, of at most 200 characters, without `key` and what looks like one. */
export function shown(said: string, key: string | undefined): string {
  const line = withoutSecrets(said.slice(0, 20 * longest), key)
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function withoutSecrets(text: string, key: string | undefined): string {
  const clean = key ? text.replaceAll(key, '***') : text;
  return (
    clean
      // Vendors quote keys with stars in their midst.
      .replaceAll(/[^\s'"]{0,100}\*{3,}[^\s'"]{0,100}/g, '***')
      .replaceAll(
        /\b(?:sk|pk|gsk|xai|key)-[\w-]{6,}|\bAIza[\w-]{10,}|\bgh[pousr]_\w{10,}|\beyJ[\w.-]{10,}/g,
        '***',
      )
      .replaceAll(/\bBearer\s+\S+/gi, 'Bearer ***')
      .replaceAll(/:\/\/[^\s/@]{1,300}@/g, '://***@')
  );
}

/** Undefined if it is no JSON, or longer than any error. */
export function parsed(text: string): unknown {
  if (text.length > longestRead) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
