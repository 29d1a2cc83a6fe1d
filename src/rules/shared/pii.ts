/** Which columns and resources somebody classified as personal data. */
import type { DocumentedColumn, Resource } from '../../project/dbt/resources.ts';
import type { Policy } from '../policy.ts';

const levels =
  /^(pii|phi|pci|personal|sensitive|confidential|restricted|private|gdpr|identifier|quasi_identifier|secret)$/i;
const keys = /^(contains_)?(pii|phi|pci|gdpr|is_pii|sensitive|is_sensitive)$/i;
const classifiers =
  /^((data_?)?(classification|sensitivity|privacy)(_level)?|pii_(type|level|category|class)|privacy_category)$/i;

/** How a documented column is classified as personal data, in its own words; undefined if it is not. */
export function classificationOf(column: DocumentedColumn, policy: Policy): string | undefined {
  const [tag] = column.policyTags;
  if (tag !== undefined) return `policy tag ${tag}`;
  return markIn(column.meta, column.tags, policy);
}

/** The same for what `meta` and `tags` say of a whole resource or column. */
export function markIn(
  meta: Record<string, unknown>,
  tags: readonly string[],
  { pii }: Policy,
): string | undefined {
  const own = new Set(pii.keys);
  const tag = tags.find((name) => {
    const level = name.split(/[:=/]/)[0] ?? '';
    return levels.test(level) || own.has(level.toLowerCase());
  });
  if (tag !== undefined) return `tag ${tag}`;
  for (const [key, value] of Object.entries(meta)) {
    if ((keys.test(key) || own.has(key.toLowerCase())) && isYes(value)) return `meta ${key}`;
    if (classifiers.test(key) && typeof value === 'string' && levels.test(value))
      return `meta ${key}: ${value}`;
  }
  return undefined;
}

function isYes(value: unknown): boolean {
  return value === true || (typeof value === 'string' && !/^(false|no|none|n|0|)$/i.test(value));
}

export function documented(resource: Resource | undefined, column: string): DocumentedColumn | undefined {
  return resource?.properties?.columns.find(({ name }) => name.toLowerCase() === column);
}

/** True if who may not see the column does not see its values. */
export function isProtected(head: Resource, column: string, policy: Policy): boolean {
  const entry = documented(head, column);
  if (!entry) return false;
  if (entry.policyTags.length > 0) return true;
  return (
    Object.keys(entry.meta).some((key) => /mask/i.test(key)) ||
    /policy tag/.test(classificationOf(entry, policy) ?? '')
  );
}
