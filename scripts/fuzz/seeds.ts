/** What is damaged: the examples of all rules and the demo's pull request. */
import { pullRequest } from '../../src/demo/pull-request.ts';
import { shop } from '../../src/demo/shop.ts';
import { rules } from '../../src/rules/index.ts';

export interface Seed {
  name: string;
  base: Record<string, string>;
  head: Record<string, string>;
}

let known: readonly Seed[] | undefined;

/** In a fixed order. */
export function sampleFiles(): readonly Seed[] {
  return (known ??= [...examples(), seedOf('the demo', shop, pullRequest(shop))]);
}

function examples(): Seed[] {
  return rules.flatMap(({ id, examples: { fires, silent } }) =>
    [...fires, ...silent].map(({ name, base, head }) => {
      const project = { 'dbt_project.yml': 'name: shop\n', ...base };
      return seedOf(`${id}: ${name}`, project, head);
    }),
  );
}

/** What is no text, such as a file that is too large, is left out: there is nothing to damage. */
function seedOf(
  name: string,
  base: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Seed {
  const texts = (files: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(files).filter((file): file is [string, string] => typeof file[1] === 'string'),
    );
  return { name, base: texts(base), head: texts({ ...base, ...changes }) };
}
