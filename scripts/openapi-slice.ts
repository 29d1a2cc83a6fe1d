/**
 * Cuts the operations that the Action uses out of GitHub's OpenAPI description.
 *
 * The description (npm package `@octokit/openapi`, MIT) unpacks to 385 MB, so it is no dependency.
 * Install it in a temporary folder, then:
 *
 *     node scripts/openapi-slice.ts FOLDER/node_modules/@octokit/openapi
 *
 * This writes `test/github/openapi-slice.json`: plain JSON schemas by operation, without prose, with
 * `nullable` turned into a null type. The double in `test/github/` validates all traffic against it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const operations = [
  'GET /user',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'GET /repos/{owner}/{repo}/compare/{basehead}',
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
  'GET /repos/{owner}/{repo}/tarball/{ref}',
  'POST /repos/{owner}/{repo}/check-runs',
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
  'GET /repos/{owner}/{repo}/pulls',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
  'POST /repos/{owner}/{repo}/code-scanning/sarifs',
];

type Json = Record<string, any>;

const prose = new Set([
  'description',
  'example',
  'examples',
  'summary',
  'externalDocs',
  'deprecated',
  'title',
]);
const maps = new Set(['properties', 'schemas']);

/** The schema without prose and extensions; `named` says that the keys of this object are names, not keywords. */
function plain(value: unknown, named = false): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (typeof value !== 'object' || value === null) return value;
  const result: Json = {};
  for (const [key, inner] of Object.entries(value)) {
    if (!named && (prose.has(key) || key.startsWith('x-') || key === 'nullable' || key === 'default'))
      continue;
    result[key] = key === 'enum' || key === 'required' ? inner : plain(inner, !named && maps.has(key));
  }
  return !named && (value as Json)['nullable'] === true ? orNull(result) : result;
}

function orNull(schema: Json): Json {
  if (typeof schema['type'] !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const enumeration = schema['enum'] ? { enum: [...schema['enum'], null] } : {};
  return { ...schema, type: [schema['type'], 'null'], ...enumeration };
}

function resolve(description: Json, value: Json): Json {
  if (typeof value['$ref'] !== 'string') return value;
  const found = value['$ref']
    .slice(2)
    .split('/')
    .reduce((at: Json | undefined, key: string) => at?.[key], description);
  if (found === undefined) throw new Error(`the description has no ${value['$ref']}`);
  return found as Json;
}

function parameter(description: Json, raw: Json): Json {
  const { name, in: place, required, schema } = resolve(description, raw);
  return { name, in: place, required: required === true, schema: plain(schema) };
}

function operation(description: Json, route: string): Json {
  const [method, path] = route.split(' ') as [string, string];
  const found = description['paths'][path]?.[method.toLowerCase()];
  if (!found) throw new Error(`the description has no operation ${route}`);
  const responses: Json = {};
  for (const [status, raw] of Object.entries<Json>(found.responses)) {
    const schema = resolve(description, raw)['content']?.['application/json']?.schema;
    responses[status] = schema ? plain(schema) : null;
  }
  const body = found.requestBody && resolve(description, found.requestBody);
  return {
    parameters: (found.parameters ?? []).map((raw: Json) => parameter(description, raw)),
    body: body ? plain(body['content']['application/json'].schema) : null,
    responses,
  };
}

/** All schemas that `value` refers to, directly or not, added to `into`. */
function collect(description: Json, value: unknown, into: Map<string, unknown>): void {
  for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (into.has(name!)) continue;
    const schema = plain(description['components'].schemas[name!]);
    into.set(name!, schema);
    collect(description, schema, into);
  }
}

function main(folder: string | undefined): void {
  if (!folder) throw new Error('usage: node scripts/openapi-slice.ts FOLDER of @octokit/openapi');
  const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version as string;
  const description = JSON.parse(readFileSync(join(folder, 'generated/api.github.com.json'), 'utf8')) as Json;
  const cut = Object.fromEntries(operations.map((route) => [route, operation(description, route)]));
  const schemas = new Map<string, unknown>();
  collect(description, cut, schemas);
  const slice = {
    source: `@octokit/openapi ${version}, generated/api.github.com.json`,
    license: 'MIT License, Copyright (c) 2020 Octokit contributors',
    made: 'by scripts/openapi-slice.ts; do not edit',
    operations: cut,
    components: { schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))) },
  };
  const target = join(import.meta.dirname, '../test/github/openapi-slice.json');
  writeFileSync(target, `${JSON.stringify(slice, null, 1)}\n`);
}

main(process.argv[2]);
