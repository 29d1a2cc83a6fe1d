/** The tables of inputs and outputs, from action.yml. */
import { parse } from 'yaml';
import { z } from 'zod';
import { markdownTable } from './markdown.ts';

const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.coerce.string().optional() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

/** Both tables, in the order of action.yml. */
export function actionTables(actionYaml: string): { inputs: string; outputs: string } {
  const { inputs, outputs } = actionSchema.parse(parse(actionYaml));
  return {
    inputs: markdownTable(
      ['Input', 'Default', 'Meaning'],
      Object.entries(inputs).map(([name, input]) => [
        `\`${name}\``,
        input.default ? `\`${input.default}\`` : '',
        input.description,
      ]),
    ),
    outputs: markdownTable(
      ['Output', 'Meaning'],
      Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]),
    ),
  };
}
