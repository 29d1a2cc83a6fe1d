/**
 * Starts a rule: `npm run new-rule governance/foo`. It writes `src/rules/governance/foo.ts` with every
 * section to fill in, and lists it. The skeleton compiles, and its example fails until the check is written.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { registrySource, ruleIds } from './generate/registry.ts';
import { root as ownRoot } from './support/files.ts';

/** The source of a new rule. */
function skeleton(id: string): string {
  return `import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: '${id}',
  summary: 'What it finds, in one sentence',
  severity: 'medium',
  why: 'What goes wrong if the pull request is merged.',
  advice: 'What to do about it.',
  silent: ['what it deliberately does not report'],
  examples: {
    fires: [
      {
        name: 'does the thing',
        base: { 'models/orders.sql': 'select 1 as id\\n' },
        head: { 'models/orders.sql': 'select 2 as id\\n' },
        findings: [{ path: 'models/orders.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'did the thing before',
        base: { 'models/orders.sql': 'select 1 as id\\n' },
        head: { 'models/orders.sql': 'select 1 as id -- a comment\\n' },
      },
      {
        name: 'does something that looks like it',
        base: { 'models/orders.sql': 'select 1 as id\\n' },
        head: { 'models/orders.sql': null },
      },
    ],
  },
  *check(_context) {
    // Yield what head adds over base: compare the changed resources of both revisions.
  },
});
`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string', default: ownRoot } },
});
const [id] = positionals;
const path = join(values.root, 'src', 'rules', `${id}.ts`);

if (id === undefined || positionals.length > 1 || !/^[a-z][a-z0-9]*\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
  console.error(`new-rule: "${positionals.join(' ')}" is not an id such as governance/public-grant`);
  process.exitCode = 2;
} else if (existsSync(path)) {
  console.error(`new-rule: src/rules/${id}.ts exists already`);
  process.exitCode = 2;
} else {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, skeleton(id));
  // The registry first: everything else is derived from rules that it already lists.
  writeFileSync(join(values.root, 'src', 'rules', 'index.ts'), registrySource(ruleIds(values.root)));
  console.log(`src/rules/${id}.ts`);
  const generate = join(import.meta.dirname, 'generate.ts');
  process.exitCode =
    spawnSync(process.execPath, [generate, '--root', values.root], { stdio: 'inherit' }).status ?? 1;
}
