/** Where a column's values come from, and what shows on the way that they are personal data. */
import type { ColumnOrigin, OutputColumn } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import {
  isChannel,
  isNameOfOther,
  isNameOfPerson,
  isNameOfSettings,
  isNameOfThing,
  isPersonalName,
  isPersonalRename,
} from './personal-names.ts';
import { classificationOf, documented } from './pii.ts';

/** Functions and operators after which a value no longer tells who a person is. Operators are called as the SQL parser calls them. */
const breakers = [
  /^(sha\d*|md5|hash|farm_fingerprint|murmur|xxhash|hmac|digest|uuid_string|uuid_generate_v[35])/,
  /(surrogate_key|mask|hash|redact|anonymi[sz]e|encrypt|tokeni[sz]e|pseudonymi[sz]e)/,
  /^(count|count_if|countif|count_distinct|approx_.*|length|len|char_length|exists|row_number|rank|dense_rank|ntile)$/,
  /^(sum|avg|median|stddev.*|var(iance)?(_.*)?|percentile.*)$/,
  /^(is_(not_)?(null|true|false|distinct_from)|(not_)?eq|spaceship|(gt|lt)(_eq)?|in_list|in_subquery|in_unnest|between|i?_?like|like_any|similar_to|r_?like|reg_?exp.*|contains.*|starts?_?with|ends?_?with)$/,
  /^(split|split_part|net\.\w+|left|right|substr|substring|strpos|position|charindex|year|extract|date_trunc|date_?diff|age)$/,
];

/** True if something on the way hides the person: a hash, a mask, a count, a comparison, a part of the text. */
export function isMasked({ functions }: ColumnOrigin): boolean {
  return functions.some((name) => breakers.some((pattern) => pattern.test(name)));
}

/** Functions and operators that take a value out of a document, in which it has no name that can be followed. */
const takers = /json|get_path|xml|^((hash_)?(long_)?arrow|field|get|filter|unnest|flatten)$/;

/** Those after which a value is what it was: other writing, another type, one of several, a text of several. */
const carriers =
  /^(lower|upper|initcap|[lrb]?trim|replace|translate|cast|try_cast|safe_cast|convert|to_char|to_varchar|to_text|string|text|to_date|date|parse_date|coalesce|ifnull|isnull|nvl2?|nullif|concat(_ws)?|string_concat|min|max|any_value|arbitrary|(first|last|nth)_value|array_agg|array_join|string_agg|listagg|group_concat)$/;
const choices = /^(case|iff?)$/;

/** True if the value is one of many that a document holds. */
export function isTaken({ functions }: ColumnOrigin): boolean {
  return functions.some((name) => takers.test(name));
}

/** A column of a relation, by the relation's unique id. */
export interface Place {
  id: string;
  column: string;
}

export interface PersonalOrigin {
  /** From the nearest upstream relation to where the values come from. */
  path: Place[];
  /** The classification's words; undefined if only a name says so. */
  classification?: string;
  /** Where on the path the name stands that says so, if that is not the end. */
  named?: Place;
}

/**
 * Follows a column upstream along unmasked flows to a column that is classified, or is called like
 * personal data: at its source, where it is taken out of a document, or where it is renamed. A classification
 * wins over a name, and the name nearest to the source over later ones. Undefined if nothing is found.
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
  const output = outputOf(project, here);
  let byName: PersonalOrigin | undefined;
  for (const origin of output?.origins ?? []) {
    if (isMasked(origin)) continue;
    const found = personalOrigin(project, origin.relation, origin.column, policy, seen);
    if (found?.classification !== undefined) return { ...found, path: [here, ...found.path] };
    if (!isNameOfThing(column)) byName ??= found && { ...found, path: [here, ...found.path] };
  }
  if (byName) return byName;
  if (output && output.origins.length > 0) return originByOwnName(project, here, policy);
  if (output?.empty) return undefined;
  const isPersonal =
    isPersonalName(column, policy) || isNameOfPerson(project.resources.get(id)?.name, column, policy);
  return isPersonal ? { path: [here] } : undefined;
}

export interface PersonalValue extends PersonalOrigin {
  /** Where the values come from unmasked, as far as they are personal data. */
  parts: ColumnOrigin[];
}

/** The same for a column of a model, whose own classification says nothing of what flows into it; its path begins with the column. */
export function personalValue(
  project: Project,
  here: Place,
  origins: readonly ColumnOrigin[],
  policy: Policy,
): PersonalValue | undefined {
  const shown = origins.filter((origin) => !isMasked(origin));
  const found = shown.map((origin) => personalOrigin(project, origin.relation, origin.column, policy));
  const first = found.find((origin) => origin !== undefined);
  if (first)
    return { ...first, path: [here, ...first.path], parts: shown.filter((_, index) => found[index]) };
  const own = originByOwnName(project, here, policy);
  return own && { ...own, parts: shown };
}

/** The same for a column that says by its own name what its source, or the document it is taken from, does not. */
function originByOwnName(project: Project, here: Place, policy: Policy): PersonalOrigin | undefined {
  const isPersonal = isPersonalName(here.column, policy);
  if (!isPersonal && !isNameOfPerson(project.resources.get(here.id)?.name, here.column, policy))
    return undefined;
  if (isNameOfOther(here.column)) return undefined;
  const path = carriedFrom(project, here, { isChannel: isChannel(here.column) });
  if (!path) return undefined;
  if (path.length === 1) return { path };
  return isPersonalRename(here.column, policy) ? { path, named: here } : undefined;
}

/**
 * The way to where a value comes from if it arrives as it is there: undefined if something computes it, if a name
 * on the way says that it is something else, or if it comes from no source. What a seed holds, everybody may read.
 */
function carriedFrom(
  project: Project,
  here: Place,
  as: { isChannel: boolean },
  known = new Map<string, Place[] | undefined>(),
): Place[] | undefined {
  const key = `${here.id} ${here.column}`;
  if (known.has(key) || known.size > 500) return known.get(key);
  // What reads itself comes from nowhere on that way.
  known.set(key, undefined);
  const way = carriedTo(project, here, as, known);
  known.set(key, way);
  return way;
}

function carriedTo(
  project: Project,
  here: Place,
  as: { isChannel: boolean },
  known: Map<string, Place[] | undefined>,
): Place[] | undefined {
  const output = outputOf(project, here);
  const type = project.resources.get(here.id)?.type;
  if (!output || type === 'source') return [here];
  const shown = output.origins.filter((origin) => !isMasked(origin));
  if (!shown.every(({ functions }) => functions.every((name) => isCarrier(name, as)))) return undefined;
  if (shown.some(isTaken)) return shown.some(({ column }) => isNameOfSettings(column)) ? undefined : [here];
  if (shown.some(({ column }) => isNameOfOther(column))) return undefined;
  const ways = shown.map((origin) =>
    carriedFrom(project, { id: origin.relation, column: origin.column }, as, known),
  );
  return ways[0] && ways.every((way) => way) ? [here, ...ways[0]] : undefined;
}

function isCarrier(name: string, as: { isChannel: boolean }): boolean {
  return carriers.test(name) || takers.test(name) || (choices.test(name) && !as.isChannel);
}

/**
 * Where values come from, by all unmasked ways: columns of sources, and what is taken out of documents under which
 * name. Equal for a value whatever it is called later, and whatever the models are called that it goes through. What
 * only reads itself comes from itself: nothing would be a part of everything.
 */
export function sourcesOf(project: Project, place: Place): Set<string> {
  const sources = new Set<string>();
  const seen = new Set<string>();
  const follow = (here: Place): void => {
    const key = `${here.id} ${here.column}`;
    if (seen.has(key) || seen.size > 500) return;
    seen.add(key);
    const shown = outputOf(project, here)?.origins.filter((origin) => !isMasked(origin)) ?? [];
    if (shown.length === 0) sources.add(key);
    for (const origin of shown) {
      const { relation, column } = origin;
      if (isTaken(origin)) sources.add(`${relation} ${column} ${here.column}`);
      else follow({ id: relation, column });
    }
  };
  follow(place);
  return sources.size > 0 ? sources : new Set([`${place.id} ${place.column}`]);
}

function outputOf(project: Project, { id, column }: Place): OutputColumn | undefined {
  return project.output(id).columns.find(({ name }) => name === column);
}
