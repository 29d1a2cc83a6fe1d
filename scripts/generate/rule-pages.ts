/** A rule's page and the tables of all rules, from the rules' own metadata. */
import { code } from '../../src/finding.ts';
import type { Example, ExampleFile, FiringExample, Rule } from '../../src/rules/rule.ts';
import { optionTexts, severityText } from '../../src/rules/describe.ts';
import { diffLines } from './diff.ts';
import { fenced, markdownTable } from './markdown.ts';

/** `docs/rules/<agent>/<name>.md`. */
export function rulePage(rule: Rule): string {
  const [agent] = rule.id.split('/');
  return [
    `# ${rule.id}`,
    `${rule.summary}.`,
    `Agent: **${agent}** · severity: **${rule.severity}**${rule.default === 'off' ? ' · **off** by default' : ''}`,
    '## Why it matters',
    rule.why,
    '## What to do',
    rule.advice,
    '## How it stays quiet',
    rule.silent.map((item) => `- ${item}`).join('\n'),
    ...configuration(rule),
    '## Reported',
    ...rule.examples.fires.flatMap(firingSection),
    '## Not reported',
    ...rule.examples.silent.flatMap(exampleSection),
    `*Generated from [src/rules/${rule.id}.ts](../../../src/rules/${rule.id}.ts).*`,
  ]
    .join('\n\n')
    .concat('\n');
}

/** A table of rules: `link` gives the address of a rule's page. */
export function rulesTable(rules: readonly Rule[], link: (id: string) => string): string {
  const rows = rules.map((rule) => [`[${rule.id}](${link(rule.id)})`, severityText(rule), rule.summary]);
  return markdownTable(['Rule', 'Severity', 'What it finds'], rows);
}

/** `docs/rules/README.md`. */
export function rulesIndex(rules: readonly Rule[]): string {
  const intro = [
    '# Rules',
    'A rule looks at both revisions and reports only what head adds over base. The severity is its worst:',
    'a single finding may be less severe. `parallel-review rules ID` explains a rule in the terminal.',
  ];
  return `${intro[0]}\n\n${intro[1]}\n${intro[2]}\n\n${rulesTable(rules, (id) => `${id}.md`)}\n`;
}

/** What can be said of the rule in the config file, if it is more than a severity. */
function configuration(rule: Rule): string[] {
  const texts = optionTexts(rule);
  if (texts.length === 0 && rule.default !== 'off') return [];
  const own = texts.map(({ name, default: value }) => `    ${name}: ${value}`);
  return [
    '## Configure it',
    ...(texts.length > 0
      ? [
          markdownTable(
            ['Option', 'Default', 'Meaning'],
            texts.map(({ name, default: value, description }) => [code(name), code(value), description]),
          ),
        ]
      : []),
    fenced('yaml', ['rules:', `  ${rule.id}:`, `    severity: ${rule.severity}`, ...own].join('\n')),
  ];
}

/** What an example has besides its files. */
function settings({ options, policy }: Example): string[] {
  const said = [
    ...(options ? [`with the options ${code(JSON.stringify(options))}`] : []),
    ...(policy ? [`with the policy ${code(JSON.stringify(policy))}`] : []),
  ];
  return said.length === 0 ? [] : [`${capitalized(said.join(' and '))}.`];
}

function firingSection(example: FiringExample): string[] {
  const places = example.findings.map(({ path, line, side, severity, subject }) => {
    const where = `${code(path)} line ${line}${side === 'base' ? ' of the base' : ''}`;
    return `- ${where}${subject === undefined ? '' : `: ${code(subject)}`}${severity === undefined ? '' : ` (${severity})`}`;
  });
  return [...exampleSection(example), `Findings:\n\n${places.join('\n')}`];
}

function exampleSection(example: Example): string[] {
  const { name, base, head } = example;
  const unchanged = Object.keys(base).filter((path) => !Object.hasOwn(head, path));
  return [
    `### ${capitalized(name)}`,
    ...settings(example),
    ...Object.keys(head)
      .toSorted()
      .map((path) => changedFile(path, base[path], head[path] ?? undefined)),
    ...unchanged
      .toSorted()
      .map((path) => `Unchanged: ${code(path)}\n\n${fenced(language(path), shown(base[path]!))}`),
  ];
}

function changedFile(path: string, before: ExampleFile | undefined, after: ExampleFile | undefined): string {
  const what = before === undefined ? 'Added' : after === undefined ? 'Deleted' : 'Changed';
  const lines = diffLines(shown(before ?? ''), shown(after ?? '')).map(({ mark, text }) =>
    `${mark}${text}`.trimEnd(),
  );
  return `${what}: ${code(path)}\n\n${fenced('diff', lines.join('\n'))}`;
}

/** Nobody reads more of an example, in UTF-16 code units. */
const maxShown = 20_000;

/** What has no lines, or too many, is shown by its size. */
function shown(file: ExampleFile): string {
  if (typeof file === 'string') return file.length <= maxShown ? file : `(${megabytes(file.length)})`;
  return file.kind === 'binary' ? `(binary, ${megabytes(file.bytes)})` : `(${megabytes(file.bytes)})`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function language(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  return extension === 'yml' ? 'yaml' : extension;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
