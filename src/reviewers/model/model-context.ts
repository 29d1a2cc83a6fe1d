/** What a model's own file does not say of it: what its yml says, and what its Jinja becomes. */
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import type { DocumentedColumn, Resource } from '../../project/dbt/resources.ts';
import type { Workspace } from '../../project/project.ts';
import { shortLine } from './hostile-text.ts';
import { definedBy } from './lineage-context.ts';
import type { ShownLine } from './numbered-hunks.ts';
import { estimateTokens } from './tokens.ts';

const mostColumns = 12;
const mostCharacters = 160;
/** A longer rendering costs more than it explains. */
const mostRendered = 400;

/** Descriptions and tests of the columns that are `named`, if the yml is not in the change itself. */
export function propertiesContext(
  { path }: ChangedFile,
  named: ReadonlySet<string>,
  change: ChangeSet,
  workspace: Workspace,
): string | undefined {
  const said = definedBy(path, workspace).flatMap(({ resource }) => {
    const { properties } = resource;
    const isInChange = change.files.some((file) => file.path === properties?.span.path);
    return properties && !isInChange ? described(resource, properties, named) : [];
  });
  return said.length === 0 ? undefined : [...new Set(said)].join('\n');
}

function described(
  { name }: Resource,
  { description, columns, tests, span }: NonNullable<Resource['properties']>,
  named: ReadonlySet<string>,
): string[] {
  const told = columns.filter((column) => named.has(column.name.toLowerCase())).map(column);
  const own = [line(description), testsIn(tests)].filter((it) => it !== '').join(' ');
  if (told.length === 0 && own === '') return [];
  return [
    `${span.path} says of ${name}: ${own}`.trim(),
    ...told.filter((it) => it !== '').slice(0, mostColumns),
  ];
}

function column({ name, description, tests, policyTags, meta }: DocumentedColumn): string {
  const tags = [...policyTags, ...Object.keys(meta)].slice(0, 5);
  const said = [
    line(description),
    testsIn(tests),
    ...(tags.length > 0 ? [`{${tags.join(', ')}}`] : []),
  ].filter((it) => it !== '');
  return said.length === 0 ? '' : `  ${name}: ${said.join(' ')}`;
}

function testsIn(tests: readonly { name: string }[]): string {
  return tests.length === 0
    ? ''
    : `[${tests
        .map(({ name }) => name)
        .slice(0, 5)
        .join(', ')}]`;
}

function line(description: string): string {
  return shortLine(description.replaceAll(/\s+/g, ' ').trim(), mostCharacters);
}

/** A tag or a call other than those that say where data comes from. */
const opaqueJinja = /\{%|\{\{(?!-?\s*(?:ref|source|config|var|env_var|this|target)\b)/;

/** The SQL that a first run builds, where Jinja hides it from who reads the shown lines, if it is short. */
export function renderedContext(
  { path }: ChangedFile,
  lines: readonly ShownLine[],
  workspace: Workspace,
): string | undefined {
  if (!lines.some(({ sign, text }) => sign === '+' && opaqueJinja.test(text))) return undefined;
  const said = definedBy(path, workspace).flatMap(({ project, resource: { id } }) => {
    const [first] = project.template(id)?.renderings ?? [];
    if (!first || first.holes.length > 0) return [];
    const text = first.text.replaceAll(/[ \t]*\n(?:[ \t]*\n)+/g, '\n').trim();
    return text === '' ? [] : [withNames(text, first.relations)];
  });
  const rendered = [...new Set(said)].join('\n');
  return rendered === '' || estimateTokens(rendered) > mostRendered ? undefined : `rendered:\n${rendered}`;
}

/** Relations stand in rendered text as made-up identifiers. */
function withNames(
  text: string,
  relations: readonly {
    token: string;
    call: { kind: string; name?: string; source?: string; table?: string };
  }[],
): string {
  return relations.reduce((sql, { token, call }) => {
    const name = call.kind === 'source' ? `${call.source}.${call.table}` : (call.name ?? 'this');
    return sql.replaceAll(token, name);
  }, text);
}
