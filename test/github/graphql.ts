/** GitHub's GraphQL API: the queries in use, answered by a cut of its own schema from git and the state of the double. */
import { readFileSync } from 'node:fs';
import { buildSchema, graphqlSync } from 'graphql';
import { git } from '../support/git-repository.ts';
import type { Answer } from './routes.ts';
import type { State, Thread } from './state.ts';

const schema = buildSchema(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'));
/** GitHub cuts the text of larger blobs off. */
const textLimit = 512_000;

/** An error in GitHub's words, which GraphQL answers with status 200. */
class Forbidden extends Error {
  readonly type = 'FORBIDDEN';
}

/** Answers like GitHub: errors in queries have status 200; those in what is no query are violations. */
export function answerQuery(state: State, body: unknown): Answer {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: Record<string, unknown> };
  if (typeof query !== 'string')
    return { status: 400, body: { message: 'A query attribute must be specified' } };
  const { data, errors } = graphqlSync({
    schema,
    source: query,
    rootValue: root(state),
    ...(variables && { variableValues: variables }),
  });
  for (const { message, originalError } of errors ?? []) {
    if (!originalError) state.violations.push(`POST /graphql: ${message}`);
  }
  const said = errors?.map(({ message, path, originalError }) => ({
    ...(originalError instanceof Forbidden && { type: originalError.type }),
    message,
    path,
  }));
  return { status: 200, body: { data, ...(said && { errors: said }) } };
}

function root(state: State) {
  return {
    repository({ owner, name }: { owner: string; name: string }) {
      if (`${owner}/${name}` !== state.name) return null;
      return {
        object: ({ oid }: { oid: string }) => blob(state, oid),
        pullRequest({ number }: { number: number }) {
          if (number !== state.pull.number) return null;
          return { headRefOid: state.pull.head, reviewThreads: (page: Page) => threadPage(state, page) };
        },
      };
    },
    resolveReviewThread({ input: { threadId } }: { input: { threadId: string } }) {
      const thread = state.threads.find(({ id }) => id === threadId);
      if (!thread) throw new Error(`Could not resolve to a node with the global id of '${threadId}'`);
      // As of 2026 it takes a permission that nobody expects.
      if (state.denied.has('read-only') || state.denied.has('contents=write'))
        throw new Forbidden('Resource not accessible by integration');
      Object.assign(thread, { resolved: true, resolvedBy: state.login });
      return { thread: threadNode(state, thread) };
    },
  };
}

function blob(state: State, oid: string) {
  let bytes: Buffer;
  try {
    bytes = git(state.repository.path, 'cat-file', 'blob', oid);
  } catch {
    return null;
  }
  const isBinary = bytes.includes(0);
  const isTruncated = !isBinary && bytes.length > textLimit;
  return {
    __typename: 'Blob',
    oid,
    isTruncated,
    text: isBinary ? null : bytes.toString().slice(0, textLimit),
  };
}

interface Page {
  first?: number;
  after?: string;
}

function threadPage(state: State, { first = 100, after }: Page) {
  const start = after === undefined || after === null ? 0 : Number(after);
  const end = start + Math.min(first, 100);
  return {
    nodes: state.threads.slice(start, end).map((it) => threadNode(state, it)),
    pageInfo: { endCursor: String(end), hasNextPage: end < state.threads.length },
  };
}

function threadNode(state: State, { id, resolved, resolvedBy, comments }: Thread) {
  // Whoever resolved it is a user or unknown: programs are none.
  const person = resolvedBy?.endsWith('[bot]') ? undefined : resolvedBy;
  return {
    id,
    isResolved: resolved,
    resolvedBy: person === undefined ? null : { login: person },
    comments: ({ first }: { first: number }) => ({
      totalCount: comments.length,
      nodes: comments
        .slice(0, first)
        .map(({ body, author }) => ({ body, viewerDidAuthor: author === state.login })),
    }),
  };
}
