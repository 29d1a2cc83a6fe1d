/** A rule's page and the tables of all rules, from the rules' own metadata. */
import type { Agent } from '../../src/agents/agent.ts';
import { code, severities } from '../../src/finding.ts';
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

/** What is said of an agent above its rules. */
export type AgentSummary = Pick<Agent, 'name' | 'summary'>;

/** The rules by agent, each group folded: `link` gives the address of a rule's page. */
export function foldedRules(
  rules: readonly Rule[],
  agents: readonly AgentSummary[],
  link: (id: string) => string,
): string {
  return byAgent(rules, agents)
    .map(({ name, summary, own }) => {
      const heading = `<b>${name}</b>: ${own.length} rules. ${summary}`;
      return `<details><summary>${heading}</summary>\n\n${rulesTable(own, link)}\n\n</details>`;
    })
    .join('\n');
}

/** In the order of the agents; of one agent the worst first. */
function byAgent(rules: readonly Rule[], agents: readonly AgentSummary[]) {
  const rank = ({ severity }: Rule) => severities.indexOf(severity);
  return agents
    .map(({ name, summary }) => {
      const own = rules.filter(({ id }) => id.startsWith(`${name}/`));
      return { name, summary, own: own.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)) };
    })
    .filter(({ own }) => own.length > 0);
}

function rulesTable(rules: readonly Rule[], link: (id: string) => string): string {
  const rows = rules.map((rule) => {
    const [, name = rule.id] = rule.id.split('/');
    return [`[${name}](${link(rule.id)})`, severityText(rule), rule.summary];
  });
  return markdownTable(['Rule', 'Severity', 'What it finds'], rows);
}

/** `docs/rules/README.md`. */
export function rulesIndex(rules: readonly Rule[], agents: readonly AgentSummary[]): string {
  const intro = [
    '# Rules',
    'A rule looks at both revisions and reports only what head adds over base. The severity is its worst:',
    'a single finding may be less severe. `parallel-review rules ID` explains a rule in the terminal; its ID is the',
    'agent and the name, such as `quality/unknown-column`.',
  ];
  const groups = byAgent(rules, agents).map(
    ({ name, summary, own }) => `## ${name}\n\n${summary}.\n\n${rulesTable(own, (id) => `${id}.md`)}`,
  );
  return `${intro[0]}\n\n${intro.slice(1).join('\n')}\n\n${groups.join('\n\n')}\n`;
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
