/** Files by which BI tools read what dbt builds. */
import { lightdashUses } from './lightdash.ts';
import { lookerUses } from './looker.ts';
import { supersetUses } from './superset.ts';
import { maxLength } from './uses.ts';
import type { BiUse } from './uses.ts';

/** True for a path at which one of these tools keeps what it reads; what is in the file says whether it is one. */
export function isBiPath(path: string): boolean {
  return isLookml(path) || /(^|\/)(datasets|charts|dashboards|lightdash)\/(.*\/)?[^/]+\.ya?ml$/.test(path);
}

function isLookml(path: string): boolean {
  return /\.(lkml|lookml)$/.test(path);
}

/** What the file at a `isBiPath` reads; empty for one of another kind, and for one that cannot be read. */
export function biUses(path: string, text: string): BiUse[] {
  if (text.length > maxLength) return [];
  if (isLookml(path)) return lookerUses(text);
  const dataset = supersetUses(text);
  return dataset.length > 0 ? dataset : lightdashUses(text);
}
