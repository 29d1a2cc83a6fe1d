/** From what the validator says to one line that a person can act on. */
import { isScalar } from 'yaml';
import { z } from 'zod';
import { ConfigError } from './config.ts';
import { nearest, notAllowed } from './say.ts';
import type { YamlSource } from './yaml-source.ts';
import { keyOffset, nodeAt, placed } from './yaml-source.ts';

/** The messages of `schema` must say what is allowed. */
export function explained(source: YamlSource, schema: z.ZodType, issue: z.core.$ZodIssue): ConfigError {
  if (issue.code === 'unrecognized_keys') return unknownKey(source, schema, issue.path, issue.keys[0]!);
  const node = nodeAt(source, issue.path);
  const name = `${placed(source, node?.range?.[0])}: ${issue.path.join('.') || 'the file'}`;
  if (node === undefined) return new ConfigError(`${name} is missing; allowed: ${issue.message}`);
  const value: unknown = isScalar(node) ? node.value : node.toJS(source.document);
  const near = typeof value === 'string' ? nearest(value, issue.message.split(', ')) : undefined;
  return notAllowed(name, value, issue.message, near);
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
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}
