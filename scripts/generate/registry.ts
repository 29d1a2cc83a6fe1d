/** The list of all rules as source: `src/rules/index.ts`. Adding a rule is adding its file. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../../src/rules/rule.ts';

/** Folders of `src/rules/` that hold no rules. */
const shared = 'shared';

/** Ids of all rules by their files, `agent/name`, in code-unit order. */
export function ruleIds(root: string): string[] {
  const folder = join(root, 'src', 'rules');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== shared)
    .flatMap((agent) =>
      readdirSync(join(folder, agent.name))
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${agent.name}/${basename(file, '.ts')}`),
    )
    .toSorted();
}

/** The rules themselves, in the order of `ids`. Throws if a file exports no `rule`, or one with another id. */
export async function loadRules(root: string, ids: readonly string[]): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const id of ids) {
    const path = `src/rules/${id}.ts`;
    const { rule } = (await import(pathToFileURL(join(root, path)).href)) as { rule?: Rule };
    if (rule?.id !== id) throw new Error(`${path} must export a rule with the id ${id}, not ${rule?.id}`);
    rules.push(rule);
  }
  return rules;
}

/** The source of `src/rules/index.ts`. */
export function registrySource(ids: readonly string[]): string {
  const imports = ids.map((id) => `import { rule as ${identifier(id)} } from './${id}.ts';`);
  return [
    '/** All rules. Generated from the files beside it by `npm run generate`. */',
    ...imports,
    "import type { Rule } from './rule.ts';",
    '',
    '/** In code-unit order of their ids. */',
    'export const rules: readonly Rule[] = [',
    ...ids.map((id) => `  ${identifier(id)},`),
    '];',
    '',
  ].join('\n');
}

function identifier(id: string): string {
  return id.replaceAll(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase());
}
