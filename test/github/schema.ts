/** GitHub's OpenAPI description, cut to the operations in use: finds the operation, checks both directions. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

type Json = any;

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Json;
}

interface Operation {
  parameters: Parameter[];
  body: Json;
  responses: Record<string, Json>;
}

export interface Matched {
  /** As in the description, such as `GET /repos/{owner}/{repo}/git/trees/{tree_sha}`. */
  route: string;
  params: Record<string, string>;
}

const slice = JSON.parse(readFileSync(new URL('openapi-slice.json', import.meta.url), 'utf8')) as {
  operations: Record<string, Operation>;
  components: { schemas: Record<string, Json> };
};

const ajv = new Ajv({ strict: false, allErrors: false, coerceTypes: false, validateFormats: true });
const coercing = new Ajv({ strict: false, coerceTypes: true });
for (const it of [ajv, coercing]) (addFormats as unknown as (ajv: Ajv) => void)(it);

const compiled = new Map<string, ReturnType<Ajv['compile']>>();

/** What is wrong with the value, or undefined. `key` names the schema, so that it is compiled once. */
function problem(key: string, schema: Json, value: unknown, using = ajv): string | undefined {
  let check = compiled.get(key);
  if (!check) {
    check = using.compile({ ...schema, components: slice.components });
    compiled.set(key, check);
  }
  return check(value) ? undefined : `${key}: ${using.errorsText(check.errors)}`;
}

const patterns = Object.keys(slice.operations).map((route) => {
  const [method, path] = route.split(' ') as [string, string];
  const source = path.replaceAll(/\{(\w+)\}/g, (_, name) => `(?<${name}>[^/]+)`);
  return { route, method, pattern: new RegExp(`^${source}$`) };
});

export function matchOperation(method: string, path: string): Matched | undefined {
  for (const { route, method: expected, pattern } of patterns) {
    const match = method === expected && pattern.exec(path);
    if (!match) continue;
    const params = Object.entries(match.groups ?? {}).map(([name, raw]) => [name, decodeURIComponent(raw)]);
    return { route, params: Object.fromEntries(params) };
  }
  return undefined;
}

/** Violations of the request: unknown query parameters count, wrong types in path, query and body too. */
export function requestProblems(matched: Matched, query: URLSearchParams, body: unknown): string[] {
  const operation = slice.operations[matched.route]!;
  const problems: (string | undefined)[] = [];
  for (const parameter of operation.parameters) {
    const value =
      parameter.in === 'path' ? matched.params[parameter.name] : (query.get(parameter.name) ?? undefined);
    const key = `${matched.route} ${parameter.in} ${parameter.name}`;
    if (value === undefined) problems.push(parameter.required ? `${key}: is missing` : undefined);
    else {
      const schema = { type: 'object', properties: { value: parameter.schema } };
      problems.push(problem(key, schema, { value }, coercing));
    }
  }
  const known = new Set(operation.parameters.filter((it) => it.in === 'query').map((it) => it.name));
  for (const name of query.keys())
    if (!known.has(name)) problems.push(`${matched.route}: unknown query ${name}`);
  if (operation.body) problems.push(problem(`${matched.route} body`, closed(operation.body), body));
  else if (body !== undefined) problems.push(`${matched.route}: takes no body`);
  return problems.filter((it) => it !== undefined);
}

/** GitHub ignores properties it does not know, which hides typing errors: here they are violations. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if (inner['type'] === 'object' && inner['properties'] && !('additionalProperties' in inner)) {
    inner['additionalProperties'] = false;
  }
  return inner;
}

/** Violations of an answer that the double itself gave. Statuses outside the description must be errors. */
export function responseProblems(route: string, status: number, body: unknown): string[] {
  const responses = slice.operations[route]!.responses;
  if (!(String(status) in responses)) {
    if (status < 400) return [`${route}: answered ${status}, which is not described`];
    return [problem('basic-error', { $ref: '#/components/schemas/basic-error' }, body)].filter(
      (it) => it !== undefined,
    );
  }
  const schema = responses[String(status)];
  if (schema === null) return [];
  return [problem(`${route} ${status}`, schema, body)].filter((it) => it !== undefined);
}

/** A value of the named component with `values` in it; whatever else is required gets a plain filler. */
export function sample(component: string, values: Json = {}): Json {
  return merge(filler({ $ref: `#/components/schemas/${component}` }), values);
}

function filler(schema: Json): Json {
  if (schema.$ref) return filler(slice.components.schemas[schema.$ref.split('/').pop()]);
  if (schema.enum) return schema.enum[0];
  if (schema.allOf) return schema.allOf.map(filler).reduce(merge, {});
  if (schema.anyOf || schema.oneOf) {
    const options: Json[] = schema.anyOf ?? schema.oneOf;
    return options.some((it) => it.type === 'null') ? null : filler(options[0]);
  }
  if (Array.isArray(schema.type))
    return schema.type.includes('null') ? null : filler({ ...schema, type: schema.type[0] });
  if (schema.type === 'array') return [];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return false;
  if (schema.type === 'string') return text(schema.format);
  const required: string[] = schema.required ?? [];
  return Object.fromEntries(required.map((name) => [name, filler(schema.properties?.[name] ?? {})]));
}

function text(format: string | undefined): string {
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  if (format === 'uri') return 'https://example.invalid/';
  if (format === 'email') return 'somebody@example.invalid';
  return 'x';
}

function merge(a: Json, b: Json): Json {
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) || Array.isArray(b))
    return b;
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) result[key] = key in a ? merge(a[key], value) : value;
  return result;
}
