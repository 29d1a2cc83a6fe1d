/** Which columns hold personal data: because somebody says so, or by their names. */
import type { DocumentedColumn, Resource } from '../../project/dbt/resources.ts';
import type { ColumnOrigin } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';

/** Names that stand for personal data on their own. */
const strong =
  /(^|_)(e?mail|e?mail_address|email|ssn|social_security(_number)?|passport(_number)?|dob|date_of_birth|birth_?date|phone(_number)?|mobile(_number)?|iban|card_number|credit_card(_number)?|bank_account(_number)?|first_?name|last_?name|surname|street(_address)?|tax_id|driver_?licen[cs]e(_number)?|ip_address|salary|diagnosis)$/;
/** Much has a full name: a mode of transport, a file, a place. A person's is called after the person, or nothing. */
const fullName =
  /^((user|customer|client|person|people|contact|employee|staff|owner|lead|member|patient|rider|passenger|driver|author|account|subscriber|student|teacher|guest|buyer|billing|recipient)_)?full_?name$/;
const anyFullName = /(^|_)full_?name$/;
/** Names about such data that are not the data. */
const harmless =
  /^(is|has|was|are|num|count|total|n)_|_(count|hash|hashed|at|date|type|template|campaign|domain|status|flag|id|key|opt_in|enabled|verified)$|(product|company|file|table|template|event|campaign|column|model|agency|feed|route|stop|organization|service|system|bot|user_agent|user_agent_data|support|sender|from|reply_to|noreply)_/;

/** True if the name alone says that a column holds personal data. */
export function isPersonalName(column: string, { pii }: Policy): boolean {
  const name = column.toLowerCase();
  if (pii.not.some((pattern) => isCalled(name, pattern))) return false;
  if (pii.names.some((pattern) => isCalled(name, pattern))) return true;
  if (name === 'date_of_birth' || name === 'birth_date' || name === 'tax_id') return true;
  return fullName.test(name) || (strong.test(name) && !harmless.test(name));
}

/** True for the full name of what is no person, as `product_full_name`. */
export function isNameOfThing(column: string): boolean {
  return anyFullName.test(column) && !fullName.test(column);
}

/** Tables of which each row is a person. */
const people =
  /(^|[._])(users?|persons?|people|patients?|employees?|students?|teachers?|contacts?|passengers?|guests?)$/;

/** True for `name` of a table of people, where elsewhere it may be anything's. */
function isNameOfPerson(table: string | undefined, column: string, { pii }: Policy): boolean {
  if (column !== 'name' || !people.test(table?.toLowerCase() ?? '')) return false;
  return !pii.not.some((pattern) => isCalled(column, pattern));
}

/** `*` stands for any text. The time is that of the name's length times the pattern's. */
function isCalled(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  const last = rest.pop()!;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

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

/** Functions and operators after which a value no longer tells who a person is. Operators are called as the SQL parser calls them. */
const breakers = [
  /^(sha\d*|md5|hash|farm_fingerprint|murmur|xxhash)/,
  /(surrogate_key|mask|hash|redact|anonymi[sz]e|encrypt|tokeni[sz]e|pseudonymi[sz]e)/,
  /^(count|count_if|countif|count_distinct|approx_.*|length|len|char_length|exists|row_number|rank|dense_rank|ntile)$/,
  /^(is_(not_)?(null|true|false|distinct_from)|(not_)?eq|spaceship|(gt|lt)(_eq)?|in_list|in_subquery|in_unnest|between|i?_?like|like_any|similar_to|r_?like|reg_?exp.*|contains.*|starts?_?with|ends?_?with)$/,
  /^(split|split_part|net\.\w+|left|right|substr|substring|strpos|position|charindex|year|extract|date_trunc|date_?diff|age)$/,
];

/** True if something on the way hides the person: a hash, a mask, a count, a comparison, a part of the text. */
export function isMasked({ functions }: ColumnOrigin): boolean {
  return functions.some((name) => breakers.some((pattern) => pattern.test(name)));
}

export interface PersonalOrigin {
  /** From the nearest upstream relation to where the data is known to be personal. */
  path: { id: string; column: string }[];
  /** The classification's words; undefined if only the name says so. */
  classification?: string;
}

/**
 * Follows a column upstream along unmasked flows to a column that is classified, or is called like
 * personal data. A classification wins over a name. Undefined if neither is found.
 */
export function personalOrigin(
  project: Project,
  id: string,
  column: string,
  policy: Policy,
  seen = new Set<string>(),
): PersonalOrigin | undefined {
  const key = `${id} ${column}`;
  if (seen.has(key) || seen.size > 500) return undefined;
  seen.add(key);
  const here = { id, column };
  const entry = documented(project.resources.get(id), column);
  const classification = entry && classificationOf(entry, policy);
  if (classification !== undefined) return { path: [here], classification };
  const output = project.output(id).columns.find(({ name }) => name === column);
  let byName: PersonalOrigin | undefined;
  for (const origin of output?.origins ?? []) {
    if (isMasked(origin)) continue;
    const found = personalOrigin(project, origin.relation, origin.column, policy, seen);
    if (found?.classification !== undefined) return { ...found, path: [here, ...found.path] };
    if (!isNameOfThing(column)) byName ??= found && { path: [here, ...found.path] };
  }
  if (byName) return byName;
  // What is taken out of a document is called for the first time where it is taken out.
  const isTaken = output?.origins.some(
    (origin) => !isMasked(origin) && origin.functions.some((name) => /json|get_path/.test(name)),
  );
  const isLeaf = !output || output.origins.length === 0 || isTaken === true;
  if (!isLeaf) return undefined;
  const isPersonal =
    isPersonalName(column, policy) || isNameOfPerson(project.resources.get(id)?.name, column, policy);
  return isPersonal ? { path: [here] } : undefined;
}
