import type { Environment, FoundMacro } from '../../../src/project/jinja/environment.ts';
import { evaluateTemplate } from '../../../src/project/jinja/evaluate.ts';
import { parseMacroFile } from '../../../src/project/jinja/macro-file.ts';
import { QuietMacros } from '../../../src/project/jinja/quiet.ts';
import type { Template } from '../../../src/project/jinja/rendered.ts';

export interface Surroundings {
  /** Text of `macros/all.sql`. */
  macros?: string;
  variables?: Record<string, unknown>;
  materialized?: string;
  adapter?: string;
  columns?: Record<string, string[]>;
  limits?: Environment['limits'];
}

export const macroPath = 'macros/all.sql';
export const modelPath = 'models/m.sql';

export function environment({
  macros = '',
  variables = {},
  materialized,
  adapter,
  columns = {},
  limits,
}: Surroundings = {}): Environment {
  const found = new Map<string, FoundMacro>();
  for (const definition of parseMacroFile({ path: macroPath, text: macros }).macros)
    found.set(definition.name, { id: `macro.shop.${definition.name}`, package: 'shop', definition });
  const macro: Environment['macro'] = (name, package_) =>
    package_ === undefined || package_ === 'shop'
      ? (found.get(name) ?? 'builtin-unknown')
      : 'missing-package';
  const quiet = new QuietMacros({ macro, definition: (id) => found.get(id.replace('macro.shop.', '')) });
  return {
    macro,
    isQuiet: (id) => quiet.has(id),
    variable: (name) => variables[name],
    materialized: () => materialized,
    model: { name: 'm', package: 'shop' },
    ...(adapter !== undefined && { adapter }),
    columns: (call) => (call.kind === 'ref' ? columns[call.name] : undefined),
    ...(limits && { limits }),
  };
}

export function evaluate(text: string, around: Surroundings = {}): Template {
  return evaluateTemplate({ path: modelPath, text }, environment(around));
}

/** The texts of all renderings. */
export function texts(text: string, around: Surroundings = {}): string[] {
  const template = evaluate(text, around);
  if (template.problem) throw new Error(template.problem.message);
  return template.renderings.map((rendering) => rendering.text);
}
