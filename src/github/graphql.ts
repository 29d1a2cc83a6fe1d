/** GitHub's GraphQL API, for what REST does not tell or takes many requests to. */
import type { Client } from './client.ts';

/** GitHub answers a query that it refuses with status 200 and this. */
interface Answer<T> {
  data?: T | null;
  errors?: { type?: string; message?: string }[];
}

/** What GitHub says of a field that the token has no permission for. */
const refusals = ['FORBIDDEN', 'INSUFFICIENT_SCOPES'];

/** Asks a query. Throws octokit's error, or one with a status like it (403 for a permission that is missing). */
export async function ask<T>(
  { octokit, graphqlUrl }: Client,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  const { data: answer } = await octokit.request({ method: 'POST', url: graphqlUrl, query, variables });
  const { data, errors = [] } = answer as Answer<T>;
  const [error] = errors;
  if (!error && data) return data;
  const status = refusals.includes(error?.type ?? '') ? 403 : 422;
  throw Object.assign(new Error(error?.message ?? 'an answer without data'), { status });
}
