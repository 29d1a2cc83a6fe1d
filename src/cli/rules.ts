/** `rules`: the catalogue, and each rule's own page. */
import { nearest } from '../config/say.ts';
import { optionTexts } from '../rules/describe.ts';
import type { Rule } from '../rules/rule.ts';
import { rules } from '../rules/index.ts';
import { oneOf } from './arguments.ts';
import type { Invocation } from './arguments.ts';
import { UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export async function rulesCommand(
  { options, positionals }: Invocation,
  { stdout }: Terminal,
): Promise<ExitCode> {
  const format = oneOf('format', options['format'], ['terminal', 'json']);
  const [id] = positionals;
  const chosen = id === undefined ? rules : [ruleCalled(id)];
  if (format === 'json') {
    const plain = chosen.map((rule) => {
      const { id: name, severity, summary, why, advice, silent, default: byDefault = 'on' } = rule;
      const own = optionTexts(rule).map((option) => ({ ...option, default: JSON.parse(option.default) }));
      return { id: name, severity, default: byDefault, summary, why, advice, silent, options: own };
    });
    stdout.write(`${JSON.stringify(id === undefined ? plain : plain[0], null, 2)}\n`);
  } else {
    stdout.write(id === undefined ? list(chosen) : page(chosen[0]!));
  }
  return 0;
}

function ruleCalled(id: string): Rule {
  const found = rules.find((rule) => rule.id === id);
  if (found) return found;
  const ids = rules.map((rule) => rule.id);
  const near = nearest(id, ids) ?? ids.find((known) => known.endsWith(`/${id}`));
  throw new UsageError(
    `there is no rule '${id}'${near ? `; did you mean ${near}?` : ''} (parallel-review rules lists them)`,
  );
}

function list(all: readonly Rule[]): string {
  const width = Math.max(...all.map(({ id }) => id.length)) + 2;
  return all
    .map(({ id, severity, summary, default: byDefault }) => {
      const off = byDefault === 'off' ? ' (off by default)' : '';
      return `${id.padEnd(width)}${severity.padEnd(10)}${summary}${off}\n`;
    })
    .join('');
}

function page(rule: Rule): string {
  const { id, severity, summary, why, advice, silent } = rule;
  return `${id} (${severity} at its worst${rule.default === 'off' ? ', off by default' : ''})
${summary}.

Why it matters
  ${why}

What to do
  ${advice}

It stays quiet about
${silent.map((line) => `  - ${line}\n`).join('')}${configuration(rule)}`;
}

function configuration(rule: Rule): string {
  const texts = optionTexts(rule);
  if (texts.length === 0 && rule.default !== 'off') return '';
  const own = texts.map(
    ({ name, default: value, description }) => `    ${name}: ${value} # ${description}\n`,
  );
  return `
Configure it
  rules:
    ${rule.id}:
      severity: ${rule.severity}
${own.map((line) => `  ${line}`).join('')}`;
}
