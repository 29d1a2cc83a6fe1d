/** What GitHub answers, by operation, from the git repository and the state of the double. */
import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { git } from '../support/git-repository.ts';
import { sample } from './schema.ts';
import type { Annotation, CheckRun, Comment, State } from './state.ts';

type Json = any;

export interface Call {
  params: Record<string, string>;
  query: URLSearchParams;
  body: Json;
  /** Of the double itself, such as `http://127.0.0.1:1234`. */
  origin: string;
  /** Path and query as asked, for page links. */
  url: string;
}

export interface Answer {
  status: number;
  body?: Json;
  headers?: Record<string, string>;
}

/** Thrown by handlers: an error answer in GitHub's words. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: Json[] | undefined;

  constructor(status: number, message: string, errors?: Json[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

type Handler = (state: State, call: Call) => Answer;

const mostCommentCharacters = 65_536;
const mostTitleCharacters = 255;
const mostMessageBytes = 64 * 1024;
const textLimit = 65_535;

/** Which permission a write needs, as GitHub names it in `x-accepted-github-permissions`. */
export const writes: Record<string, string> = {
  'POST /repos/{owner}/{repo}/check-runs': 'checks=write',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': 'checks=write',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': 'issues=write; pull_requests=write',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': 'issues=write; pull_requests=write',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': 'issues=write; pull_requests=write',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': 'pull_requests=write',
  'POST /repos/{owner}/{repo}/code-scanning/sarifs': 'security_events=write',
};

export const handlers: Record<string, Handler> = {
  'GET /user': (state) => {
    if (state.login.endsWith('[bot]')) throw new Refusal(403, 'Resource not accessible by integration');
    return { status: 200, body: sample('public-user', { login: state.login, type: 'User' }) };
  },

  'GET /repos/{owner}/{repo}/pulls/{pull_number}': (state, { params }) => {
    if (Number(params['pull_number']) !== state.pull.number) throw new Refusal(404, 'Not Found');
    return { status: 200, body: sample('pull-request', pullBody(state)) };
  },

  'GET /repos/{owner}/{repo}/pulls': (state) => {
    const others = [...state.others.keys()].map((number) => ({ ...pullBody(state), number }));
    return { status: 200, body: [pullBody(state), ...others].map((it) => sample('pull-request-simple', it)) };
  },

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': (state, { params }) => {
    const files = state.others.get(Number(params['pull_number']));
    if (!files) throw new Refusal(404, 'Not Found');
    return { status: 200, body: files.map((filename) => sample('diff-entry', { filename })) };
  },

  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': (state, { params }) => {
    const isHead = params['commit_sha'] === state.pull.head;
    const body = isHead ? [sample('pull-request-simple', pullBody(state))] : [];
    return { status: 200, body };
  },

  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': (state, { params }) => {
    const level = state.access.get(params['username']!) ?? 'read';
    const permission = level === 'maintain' ? 'write' : level;
    return { status: 200, body: { permission, role_name: level, user: null } };
  },

  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': (state, { params, body }) => {
    const comment = state.comments.find((it) => it.id === Number(params['comment_id']));
    if (!comment) throw new Refusal(404, 'Not Found');
    (comment.reactions ??= []).push(body.content);
    return { status: 201, body: sample('reaction', { content: body.content }) };
  },

  'GET /repos/{owner}/{repo}/compare/{basehead}': (state, { params }) => {
    const [base, head] = params['basehead']!.split('...') as [string, string];
    const tip = known(state, branchTip(state, base));
    const common = revision(state, 'merge-base', tip, known(state, head));
    const commit = (sha: string) => sample('commit', { sha });
    const body = {
      base_commit: commit(tip),
      merge_base_commit: commit(common),
      status: 'ahead',
      commits: [],
    };
    return { status: 200, body: sample('commit-comparison', body) };
  },

  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': (state, { params, query }) => {
    const treeish = known(state, params['tree_sha']!);
    const recursive = query.has('recursive');
    const all = treeEntries(state, treeish, recursive);
    const limit = recursive ? state.treeLimit : Infinity;
    const body = { sha: revision(state, 'rev-parse', `${treeish}^{tree}`), truncated: all.length > limit };
    return { status: 200, body: sample('git-tree', { ...body, tree: all.slice(0, limit) }) };
  },

  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': (state, { params }) => {
    const sha = known(state, params['file_sha']!);
    const bytes = git(state.repository.path, 'cat-file', 'blob', sha);
    // GitHub breaks base64 into lines.
    const content = bytes.toString('base64').replaceAll(/(.{60})/g, '$1\n');
    return { status: 200, body: sample('blob', { sha, content, encoding: 'base64', size: bytes.length }) };
  },

  'GET /repos/{owner}/{repo}/tarball/{ref}': (state, { params }) => ({
    status: 302,
    headers: {
      location: `${state.codeload}/${state.name}/legacy.tar.gz/${known(state, params['ref']!)}?token=once`,
    },
  }),

  'POST /repos/{owner}/{repo}/check-runs': (state, { body, origin }) => {
    if (!exists(state, body.head_sha)) throw new Refusal(422, `No commit found for SHA: ${body.head_sha}`);
    checkOutput(body.output);
    const id = state.nextId();
    const run: CheckRun = {
      id,
      headSha: body.head_sha,
      name: body.name,
      externalId: body.external_id ?? '',
      annotations: [],
      status: 'queued',
      conclusion: null,
      url: `${origin}/runs/${id}`,
      output: {},
    };
    state.checkRuns.push(run);
    applyCheck(run, body);
    return { status: 201, body: checkRunBody(run) };
  },

  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': (state, call) => ({
    status: 200,
    body: checkRunBody(checkRunOf(state, call)),
  }),

  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': (state, call) => {
    const { body } = call;
    const run = checkRunOf(state, call);
    checkOutput(body.output);
    applyCheck(run, body);
    return { status: 200, body: checkRunBody(run) };
  },

  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': (state, call) => {
    const { params, query } = call;
    const sha = known(state, params['ref']!);
    const name = query.get('check_name');
    const runs = state.checkRuns.filter((it) => it.headSha === sha && (!name || it.name === name));
    const { items, headers } = page(runs, call);
    return { status: 200, headers, body: { total_count: runs.length, check_runs: items.map(checkRunBody) } };
  },

  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (state, call) => {
    onThePull(state, call);
    const { items, headers } = page(state.comments, call);
    return { status: 200, headers, body: items.map(commentBody) };
  },

  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': (state, call) => {
    onThePull(state, call);
    checkComment(call.body.body);
    const id = state.nextId();
    const comment: Comment = {
      id,
      body: call.body.body,
      author: state.login,
      bot: state.login.endsWith('[bot]'),
      url: `${call.origin}/comments/${id}`,
      edits: 0,
    };
    state.comments.push(comment);
    return { status: 201, body: commentBody(comment) };
  },

  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': (state, { params, body }) => {
    const comment = state.comments.find((it) => it.id === Number(params['comment_id']));
    if (!comment) throw new Refusal(404, 'Not Found');
    checkComment(body.body);
    comment.body = body.body;
    comment.edits += 1;
    return { status: 200, body: commentBody(comment) };
  },

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': (state, { params, body }) => {
    if (Number(params['pull_number']) !== state.pull.number) throw new Refusal(404, 'Not Found');
    known(state, body.commit_id);
    // Without an event the review stays a draft that only its author sees.
    if (!body.event) throw new Refusal(422, 'Unprocessable Entity');
    if (body.event === 'COMMENT' && !body.body) throw new Refusal(422, 'Unprocessable Entity');
    for (const comment of body.comments ?? []) checkReviewComment(state, body.commit_id, comment);
    const id = state.nextId();
    state.reviews.push({ commit: body.commit_id, event: body.event, body: body.body });
    for (const { path, line, start_line: startLine = line, body: text } of body.comments ?? []) {
      const comments = [{ body: text, author: state.login }];
      state.threads.push({ id: `PRRT_${state.nextId()}`, path, startLine, line, resolved: false, comments });
    }
    return { status: 200, body: sample('pull-request-review', { id, body: body.body, state: 'COMMENTED' }) };
  },

  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': ({ teams }, { params }) => {
    if (!teams) throw new Refusal(403, 'Resource not accessible by integration');
    const members = teams.get(`${params['org']}/${params['team_slug']}`);
    if (!members?.includes(params['username']!)) throw new Refusal(404, 'Not Found');
    return { status: 200, body: sample('team-membership', { role: 'member', state: 'active' }) };
  },

  'POST /repos/{owner}/{repo}/code-scanning/sarifs': (state, { body }) => {
    const log = JSON.parse(gunzipSync(Buffer.from(body.sarif, 'base64')).toString());
    state.uploads.push({ commit: known(state, body.commit_sha), ref: body.ref, log });
    return { status: 202, body: { id: '47177e22-5596-11eb-80a1-c1e54ef945c6' } };
  },
};

/** Lines that the pull request's diff shows, by hunk: a comment can be nowhere else. */
function checkReviewComment(state: State, commit: string, comment: Json): void {
  checkComment(comment.body);
  const { path, line, side, start_line: first = line, start_side: firstSide = side } = comment;
  const base = revision(state, 'merge-base', state.pull.base, commit);
  const diff = git(state.repository.path, 'diff', '--unified=3', base, commit, '--', path).toString();
  const hunks = [...diff.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].map(([, from, count = '1']) => {
    return { from: Number(from), to: Number(from) + Number(count) - 1 };
  });
  const shown = hunks.some(({ from, to }) => from <= first && line <= to);
  if (side !== 'RIGHT' || firstSide !== 'RIGHT') throw new Error('the double knows the right side alone');
  if (first === line && comment.start_line !== undefined)
    throw new Refusal(422, 'start_line must precede the end line.');
  if (!shown) throw new Refusal(422, 'Unprocessable Entity');
}

const anyLabel = {
  id: 1,
  node_id: 'x',
  url: 'https://example.invalid/',
  description: '',
  color: 'ededed',
  default: false,
};

function pullBody(state: State): Json {
  const { number, base, head, draft, title, author, labels } = state.pull;
  const repo = { full_name: state.name };
  return {
    number,
    base: { sha: base, ref: 'main', repo },
    head: { sha: head, ref: 'feature', repo },
    draft,
    title,
    user: sample('simple-user', { login: author }),
    labels: labels.map((name) => ({ ...anyLabel, name })),
    state: 'open',
  };
}

/** Of a branch by its name; anything else is left as it is. */
function branchTip(state: State, name: string): string {
  if (/^[0-9a-f]{40}$/.test(name)) return name;
  try {
    return revision(state, 'rev-parse', '--verify', `refs/heads/${name}`);
  } catch {
    throw new Refusal(404, 'Not Found');
  }
}

/** The archive that the tarball operation leads to: one top folder, without what `export-ignore` drops. */
export function archive(state: State, sha: string): Buffer {
  return execFileSync(
    'git',
    ['archive', '--format=tar.gz', `--prefix=${state.name.replace('/', '-')}-${sha.slice(0, 7)}/`, sha],
    {
      cwd: state.repository.path,
      maxBuffer: 1 << 28,
    },
  );
}

function revision(state: State, ...args: string[]): string {
  return git(state.repository.path, ...args)
    .toString()
    .trim();
}

function exists(state: State, sha: string): boolean {
  if (!/^[0-9a-f]{40}$/.test(sha)) return false;
  try {
    git(state.repository.path, 'cat-file', '-e', sha);
    return true;
  } catch {
    return false;
  }
}

function known(state: State, sha: string): string {
  if (!exists(state, sha)) throw new Refusal(404, 'Not Found');
  return sha;
}

function treeEntries(state: State, treeish: string, recursive: boolean): Json[] {
  const options = recursive ? ['-r', '-t'] : [];
  const output = git(state.repository.path, 'ls-tree', '-z', '-l', ...options, treeish).toString();
  const rows = output.split('\0').filter(Boolean);
  return rows.map((row) => {
    const [facts, path] = row.split('\t') as [string, string];
    const [mode, type, sha, size] = facts.split(/ +/) as [string, string, string, string];
    return { path, mode, type, sha, ...(type === 'blob' && { size: Number(size) }) };
  });
}

/** One page of a list with its `link` header, as GitHub makes it. */
function page<T>(
  all: readonly T[],
  { query, origin, url }: Call,
): { items: T[]; headers: Record<string, string> } {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const number = Number(query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const to = (target: number, rel: string) => {
    const link = new URL(url, origin);
    link.searchParams.set('page', String(target));
    return `<${link.href}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [to(number - 1, 'prev'), to(1, 'first')] : []),
    ...(number < last ? [to(number + 1, 'next'), to(last, 'last')] : []),
  ];
  return {
    items: all.slice((number - 1) * size, number * size),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}

function invalid(field: string, message: string, resource: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, code: 'custom', field, message }]);
}

function checkComment(body: string): void {
  if ([...body].length > mostCommentCharacters) {
    throw invalid('body', 'body is too long (maximum is 65536 characters)', 'IssueComment');
  }
}

function checkOutput(output: Json): void {
  for (const field of ['summary', 'text']) {
    if ((output?.[field]?.length ?? 0) > textLimit) {
      throw new Refusal(
        422,
        `Invalid request. Only ${textLimit} characters are allowed; ${field} is longer.`,
      );
    }
  }
  const annotations: Annotation[] = output?.annotations ?? [];
  if (annotations.length > 50) throw new Refusal(422, 'Invalid request. No more than 50 items are allowed.');
  for (const it of annotations) {
    if ((it.title?.length ?? 0) > mostTitleCharacters)
      throw invalid('title', 'title is too long', 'CheckAnnotation');
    if (Buffer.byteLength(it.message) > mostMessageBytes)
      throw invalid('message', 'message is too long', 'CheckAnnotation');
    if (it.start_line > it.end_line)
      throw invalid('end_line', 'end_line is before start_line', 'CheckAnnotation');
  }
}

function checkRunOf(state: State, { params }: Call): CheckRun {
  const run = state.checkRuns.find((it) => it.id === Number(params['check_run_id']));
  if (!run) throw new Refusal(404, 'Not Found');
  return run;
}

/** Annotations are appended; everything else is replaced. A conclusion completes the run. */
function applyCheck(run: CheckRun, body: Json): void {
  const { annotations = [], ...output } = body.output ?? {};
  run.annotations.push(...annotations);
  run.output = { ...run.output, ...output };
  if (body.status) run.status = body.status;
  if (body.external_id !== undefined) run.externalId = body.external_id;
  if (body.conclusion) {
    run.conclusion = body.conclusion;
    run.status = 'completed';
  }
}

function checkRunBody(run: CheckRun): Json {
  const { id, name, status, conclusion, headSha, externalId, url, annotations, output } = run;
  const { title = null, summary = null, text = null } = output;
  const facts = { id, name, status, conclusion, head_sha: headSha, external_id: externalId, html_url: url };
  return sample('check-run', {
    ...facts,
    output: { title, summary, text, annotations_count: annotations.length },
  });
}

function commentBody({ id, body, author, bot, url, changed }: Comment): Json {
  const user = sample('simple-user', { login: author, type: bot ? 'Bot' : 'User' });
  return sample('issue-comment', {
    id,
    body,
    user,
    html_url: url,
    ...(changed && { updated_at: '2026-01-02T00:00:00Z' }),
  });
}

function onThePull(state: State, { params }: Call): void {
  if (Number(params['issue_number']) !== state.pull.number) throw new Refusal(404, 'Not Found');
}
