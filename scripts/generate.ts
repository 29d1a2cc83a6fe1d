/**
 * Writes what is derived from the sources: `npm run generate`. With `--check` it writes nothing, names
 * the files that are stale, and exits 1 if there are any.
 *
 * The registry of rules, the rules' pages, the JSON schemas, and the tables of README.md. A page whose
 * rule is gone is deleted. `--root DIR` works on another copy of the repository.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { actionTables } from './generate/action-tables.ts';
import { betweenMarkers } from './generate/markdown.ts';
import { loadRules, registrySource, ruleIds } from './generate/registry.ts';
import { foldedRules, rulePage, rulesIndex } from './generate/rule-pages.ts';
import { filesUnder, root as ownRoot } from './support/files.ts';

const pages = 'docs/rules';

/** Every derived file of the repository at `root`, by path. */
async function derivedFiles(root: string): Promise<Map<string, string>> {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const load = (path: string) => import(pathToFileURL(join(root, path)).href);
  const ids = ruleIds(root);
  const rules = await loadRules(root, ids);
  const { configJsonSchema } = await load('src/config/file-schema.ts');
  const { builtInAgents } = await load('src/agents/index.ts');
  const { reportJsonSchema } = await load('src/report/schema.ts');
  const { inputs, outputs } = actionTables(read('action.yml'));
  const tables = { rules: foldedRules(rules, builtInAgents, (id) => `${pages}/${id}.md`), inputs, outputs };

  return new Map([
    ['src/rules/index.ts', registrySource(ids)],
    ...rules.map((rule) => [`${pages}/${rule.id}.md`, rulePage(rule)] as const),
    [`${pages}/README.md`, rulesIndex(rules, builtInAgents)],
    ['schemas/config.schema.json', json(configJsonSchema(rules))],
    ['schemas/report.schema.json', json(reportJsonSchema())],
    [
      'README.md',
      Object.entries(tables).reduce(
        (text, [name, table]) => betweenMarkers(text, name, table),
        read('README.md'),
      ),
    ],
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string', default: ownRoot } },
});
const derived = await derivedFiles(values.root);
const present = (path: string) =>
  existsSync(join(values.root, path)) ? readFileSync(join(values.root, path), 'utf8') : undefined;
const stale = [...derived].filter(([path, text]) => present(path) !== text).map(([path]) => path);
const orphans = [...filesUnder(join(values.root, pages)).keys()]
  .map((path) => `${pages}/${path}`)
  .filter((path) => !derived.has(path));

if (values.check) {
  for (const path of stale) console.error(`${path} is stale: run npm run generate`);
  for (const path of orphans) console.error(`${path} belongs to no rule: run npm run generate`);
  if (stale.length + orphans.length > 0) process.exitCode = 1;
} else {
  for (const path of stale) {
    mkdirSync(dirname(join(values.root, path)), { recursive: true });
    writeFileSync(join(values.root, path), derived.get(path)!);
  }
  for (const path of orphans) rmSync(join(values.root, path));
  for (const path of [...stale, ...orphans]) console.log(path);
}
