import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/support/files.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { planReview } from '../../src/plan/plan-review.ts';
import { renderPlan } from '../../src/report/plan.ts';

const page = readFileSync(join(root, 'docs', 'orchestration.md'), 'utf8');

/** The content of the page's first fenced block in a language. */
function block(language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(page);
  if (!found) throw new Error(`docs/orchestration.md has no block in ${language}`);
  return found[1]!;
}

test('the worked example of the guide is what the code says', () => {
  const sentence = /^The pull request changes (.*)\. Then/m.exec(page)![1]!;
  const paths = [...sentence.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
  const config = resolveConfig({ file: { path: 'c.yml', text: block('yaml') }, rules: [] });
  const plan = planReview(
    config,
    paths.map((path) => ({ path })),
  );
  expect(renderPlan(plan, { colour: false })).toBe(block('text'));
});

test('the guide names every key of the policy that the configuration has', () => {
  for (const key of ['max-concurrency', 'on-conflict', 'notify.webhook', 'timeout-minutes'])
    expect(page).toContain(`| \`${key}\``);
  for (const key of ['lane', 'reads', 'writes', 'after', 'on-failure', 'timeout'])
    expect(page).toContain(`| \`agents.NAME.${key}\``);
});
