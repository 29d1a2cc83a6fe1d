/** From what the validator says to one line that a person can act on. */
import { isMap, isScalar } from 'yaml';
import { z } from 'zod';
import { ConfigError } from './config.ts';
import { nearest, notAllowed } from './say.ts';
import type { YamlSource } from './yaml-source.ts';
import { keyOffset, nodeAt, placed } from './yaml-source.ts';

/** The messages of `schema` must say what is allowed. */
export function explained(source: YamlSource, schema: z.ZodType, issue: z.core.$ZodIssue): ConfigError {
  const meant = issue.code === 'invalid_union' && isMap(nodeAt(source, issue.path)) && mappingIssue(issue);
  if (meant) return explained(source, schema, { ...meant, path: [...issue.path, ...meant.path] });
  if (issue.code === 'unrecognized_keys') return unknownKey(source, schema, issue.path, issue.keys[0]!);
  const node = nodeAt(source, issue.path);
  const name = `${placed(source, node?.range?.[0])}: ${issue.path.join('.') || 'the file'}`;
  if (node === undefined) return new ConfigError(`${name} is missing; allowed: ${issue.message}`);
  const value: unknown = isScalar(node) ? node.value : node.toJS(source.document);
  const near = typeof value === 'string' ? nearest(value, issue.message.split(', ')) : undefined;
  return notAllowed(name, value, issue.message, near);
}

/** Where a word or a mapping may stand and a mapping does: what is wrong with that. The mapping is the last alternative. */
function mappingIssue({ errors }: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue | undefined {
  return errors.at(-1)?.[0];
}

function unknownKey(
  source: YamlSource,
  schema: z.ZodType,
  path: readonly PropertyKey[],
  key: string,
): ConfigError {
  const allowed = keysAt(schema, path);
  const name = `${placed(source, keyOffset(source, path, key))}: ${path.join('.') || 'top level'}`;
  const said = allowed.length > 20 ? 'what `parallel-review rules` lists' : allowed.join(', ') || 'none';
  return notAllowed(name, key, said, nearest(key, allowed));
}

/** The keys that a mapping may have, in the order of the schema. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let here: unknown = schema;
  for (const step of path) {
    here = unwrapped(here);
    here = here instanceof z.ZodObject ? here.shape[String(step)] : undefined;
  }
  here = unwrapped(here);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodUnion) return unwrapped(schema.options.at(-1));
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}
