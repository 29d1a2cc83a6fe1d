/** What a config file may say of the team's policy. */
import { z } from 'zod';
import * as leaf from './leaves.ts';

const mapping = { error: 'a mapping' };

function listOf(item: z.ZodType<string>, what: string) {
  return z.array(item, { error: `a list of ${what}` }).max(500, { error: `at most 500 ${what}` });
}

const someColumn = 'a column name of letters, digits, underscores and *, such as passport_*';
const column = z
  .string({ error: someColumn })
  .regex(/^[\w*]{1,100}$/, { error: someColumn })
  .toLowerCase();
const someKey = 'a key of 1 to 100 characters in one line';
const key = z.string({ error: someKey }).regex(/^[^\0-\x1f\x7f]{1,100}$/, { error: someKey });
const someSelector =
  'a glob of paths below the dbt project, tag:NAME, or layer:NAME with a name that layers has';
const selector = z
  .string({ error: someSelector })
  .max(300, { error: someSelector })
  .regex(/^(?!\.{0,2}\/)[^\0-\x1f!][^\0-\x1f]*$/, { error: someSelector });
const someLayers = 'at most 50 layers, each with a name of letters, digits, dashes and underscores';

export const policySchema = z
  .strictObject(
    {
      pii: z
        .strictObject(
          {
            names: listOf(column, 'column names').describe(
              'Columns that hold personal data, besides those called like it.',
            ),
            not: listOf(column, 'column names').describe(
              'Columns that hold none, whatever they are called. These win.',
            ),
            keys: listOf(key.toLowerCase(), 'keys').describe(
              'Keys of meta, and tags, that classify a column as personal, besides the usual ones.',
            ),
          },
          mapping,
        )
        .partial()
        .describe('Which columns hold personal data.'),
      public: listOf(selector, 'selectors').describe(
        'Models that people outside the project read, besides those with public access or an exposure: globs of paths below the dbt project, tag:NAME or layer:NAME. It replaces the default.',
      ),
      owners: listOf(key, 'owners').describe('Who may own a model. Without one, anybody.'),
      layers: z
        .record(z.string(), leaf.globs, mapping)
        .refine(areNames, { error: someLayers })
        .describe('Names for parts of the project, each with globs of paths below it.'),
      'required-meta': listOf(key, 'keys').describe(
        'Keys that the meta of a new model must have, for governance/required-meta-missing.',
      ),
    },
    mapping,
  )
  .partial()
  .superRefine((policy, context) => {
    for (const [index, said] of (policy.public ?? []).entries())
      if (said.startsWith('layer:') && !Object.hasOwn(policy.layers ?? {}, said.slice('layer:'.length)))
        context.addIssue({ code: 'custom', path: ['public', index], message: someSelector });
  })
  .describe('What the team has agreed on about its data.');

function areNames(layers: Record<string, unknown>): boolean {
  const names = Object.keys(layers);
  return names.length <= 50 && names.every((name) => /^[A-Za-z0-9_-]{1,50}$/.test(name));
}
